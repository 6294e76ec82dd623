#include "cli/voice.hpp"

#include <unistd.h>

#include <cstdio>

namespace ikada::cli {
namespace {

constexpr auto kEraseLine = "\r\033[K";                    // ECMA-48: erase in line
constexpr std::size_t kClockBegin = 11, kClockLength = 8;  // within "2026-11-29T09:13:40.123Z"

}  // namespace

StderrVoice::StderrVoice(client::Pace& pace)
    : pace_(pace), is_terminal_(isatty(STDERR_FILENO) == 1) {}

StderrVoice::~StderrVoice() {
    if (is_terminal_ && !state_.empty()) fmt::print(stderr, "{}", kEraseLine);
}

void StderrVoice::print(std::string_view line) {
    fmt::print(stderr, "{} {}\n", to_iso8601(pace_.now()).substr(kClockBegin, kClockLength), line);
}

void StderrVoice::say(std::string_view line) {
    if (is_terminal_) fmt::print(stderr, "{}", kEraseLine);
    print(line);
    if (is_terminal_) fmt::print(stderr, "{}", state_);
}

void StderrVoice::show(std::string_view state) {
    if (state == state_) return;
    state_ = state;
    if (is_terminal_)
        fmt::print(stderr, "{}{}", kEraseLine, state_);
    else
        print(state_);
}

}  // namespace ikada::cli
