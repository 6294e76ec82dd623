#pragma once
// The terminal that a command runs in.

#include "base/stream_frame.hpp"

namespace ikada::cli {

// 80 columns and 24 rows where it does not say.
TerminalSize terminal_size(int fd);

}  // namespace ikada::cli
