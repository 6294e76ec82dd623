#pragma once
// HAProxy's runtime API on a unix socket (management.txt, 9.3).

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::haproxy {

// How long HAProxy may take for one answer; it answers from its event loop, within milliseconds.
constexpr Millis kAnswerTimeout{3000};
constexpr std::size_t kAnswerBytesMax = 64 * 1024 * 1024;  // about 100,000 servers' statistics

class StatsSocket {
  public:
    explicit StatsSocket(std::filesystem::path file) : file_(std::move(file)) {}

    // One line of commands, joined by "; ", on its own connection; gives the whole answer.
    //   Errors: kIoError: nobody listens, no answer in time.
    Result<std::string> ask(const std::string& line) const;

  private:
    std::filesystem::path file_;
};

}  // namespace ikada::haproxy
