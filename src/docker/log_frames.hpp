#pragma once
// Docker's multiplexed stream of standard output and standard error.
// Source: docs.docker.com/engine/api/v1.41, ContainerAttach, "Stream format".

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ikada::docker {

constexpr std::size_t kLogFrameBytesMax = 256 * 1024;  // Docker's own are below 64 KiB

enum class Source { Output = 1, Error = 2 };

struct LogFrame {
    Source source = Source::Output;
    std::string bytes;
    bool operator==(const LogFrame&) const = default;
};

// Puts together what comes in any pieces.
class LogFrames {
  public:
    // The frames that are whole now. Errors: kMalformed for what is no such stream; then no more
    // is to be given.
    Result<std::vector<LogFrame>> take(std::string_view piece);

  private:
    std::string rest_;
};

// The same of a container with a terminal, whose output has no frames: one a line.
class LogLines {
  public:
    std::vector<LogFrame> take(std::string_view piece);
    std::vector<LogFrame> end();  // the last one, without its end of line

  private:
    std::string rest_;
};

}  // namespace ikada::docker
