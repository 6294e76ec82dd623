#pragma once
// What happened in one simulated run, and what went wrong.

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace ikada::sim {

// Lines kept to explain a failure.
constexpr int kJournalLinesKept = 60;

class Journal {
  public:
    explicit Journal(bool verbose) : verbose_(verbose) {}

    template <class... Args>
    void note(TimePoint now, fmt::format_string<Args...> format, Args&&... args) {
        write(now, fmt::format(format, std::forward<Args>(args)...));
    }
    // The first failure is kept; it ends the run.
    template <class... Args>
    void fail(TimePoint now, fmt::format_string<Args...> format, Args&&... args) {
        if (!failure_) failure_ = describe(now, fmt::format(format, std::forward<Args>(args)...));
    }
    const std::optional<std::string>& failure() const { return failure_; }
    const std::deque<std::string>& lines() const { return lines_; }
    // Of every line so far: runs with equal fingerprints went the same way.
    std::uint64_t fingerprint() const { return fingerprint_; }

    int step = 0;  // of the simulation

  private:
    void write(TimePoint now, std::string text);
    std::string describe(TimePoint now, const std::string& text) const;

    bool verbose_;
    std::optional<std::string> failure_;
    std::deque<std::string> lines_;
    std::uint64_t fingerprint_ = 14695981039346656037U;  // FNV-1a's start
};

}  // namespace ikada::sim
