#pragma once
// The control plane's half of TCS. Pure. Source: node-protocol.md, part 4.

#include <optional>
#include <string>
#include <vector>

#include "ports/node_link.hpp"

namespace ikada::nodes {

struct TcsAnswer {
    // An acknowledgement, or BadRequestException; nothing for what is no TCS message.
    std::optional<std::string> reply;
    std::vector<ports::ContainerHealthSeen> health;
    std::vector<ports::ContainerUseSeen> uses;
};

// `text`: one message with its header block. The block's signature is not looked at: the connection
// was authenticated when it opened. What is told may be of anyone's tasks.
TcsAnswer answer_tcs(std::string_view text);

}  // namespace ikada::nodes
