#pragma once
// The control plane's half of TCS. Pure. Source: node-protocol.md, part 4.

#include <optional>
#include <string>
#include <vector>

#include "ports/node_link.hpp"

namespace ikada::nodes {

struct TcsAnswer {
    std::optional<std::string> acknowledgement;  // nothing for what is no TCS message
    std::vector<ports::ContainerHealthSeen> health;
};

// `text`: one message with its header block. The block's signature is not looked at: the connection
// was authenticated when it opened.
TcsAnswer answer_tcs(std::string_view text);

}  // namespace ikada::nodes
