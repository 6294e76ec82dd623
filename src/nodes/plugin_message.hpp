#pragma once
// What AWS's Session Manager plugin is told in its own form: `aws ecs execute-command` hands it the
// session, whose stream it cannot speak. Pure.
//   Source: github.com/aws/session-manager-plugin, src/message/clientmessage.go

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace ikada::nodes {

// The message after which the plugin prints `why` and ends.
std::string channel_closed(std::string_view session_id, std::string_view why, TimePoint now);

}  // namespace ikada::nodes
