#pragma once
// The agent's half of ACS: what messages do to its state and what it answers. Pure.
// Source: node-protocol.md, part 2.

#include <string>
#include <vector>

#include "agent/stream_order.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

struct AcsAnswer {
    bool recognised = false;           // counts as a sign of life (2.4)
    bool changed = false;              // the state must be saved before the replies go out
    std::vector<std::string> replies;  // to send, in order
    std::vector<std::string> touched;  // ARNs of tasks that are new or now to be stopped
    std::vector<StreamOrder> streams;  // to open
    std::string complaint;             // for the log: why a message was dropped or refused
};

AcsAnswer handle_acs_message(AgentState& state, std::string_view text);

}  // namespace ikada::agent
