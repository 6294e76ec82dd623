#pragma once
// The sample program's server: one thread a connection, keep-alive, HTTP/1.1.
//   SIGTERM and SIGINT end it politely: idle connections close, requests in flight are answered
//   with "Connection: close", new connections are still answered until none is left; then it ends
//   with 0. What is not answered within kDrainMax (25 s, under ECS's stopTimeout of 30 s) is cut.

#include "sample/settings.hpp"

namespace ikada::sample {

// Prints "listening on port N" and serves until told to stop. Ends the process, with the exit code
// asked for; 1 when the port cannot be had.
[[noreturn]] void serve(const Settings& settings, const Identity& identity);

}  // namespace ikada::sample
