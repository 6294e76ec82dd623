#pragma once
// Carries one stream between its client and Docker, to its end.

#include "agent/stream_order.hpp"
#include "docker/client.hpp"
#include "net/frame_stream.hpp"

namespace ikada::agent {

// Blocks until the logs or the command have ended, or the client has. Nothing more is read from
// Docker than the client has room for.
//   Errors: Docker's, for the client.
Status carry_stream(docker::Client& docker, net::FrameStream& stream, const StreamOrder& order);

}  // namespace ikada::agent
