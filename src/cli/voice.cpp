#include "cli/voice.hpp"

#include <unistd.h>

#include <cstdio>

#include "cli/terminal.hpp"

namespace ikada::cli {
namespace {

constexpr std::size_t kClockBegin = 11, kClockLength = 8;  // within "2026-11-29T09:13:40.123Z"

}  // namespace

StderrVoice::StderrVoice(client::Pace& pace)
    : pace_(pace), is_terminal_(isatty(STDERR_FILENO) == 1) {}

StderrVoice::~StderrVoice() { fmt::print(stderr, "{}", live_.erase()); }

void StderrVoice::print(std::string_view line) {
    fmt::print(stderr, "{} {}\n", to_iso8601(pace_.now()).substr(kClockBegin, kClockLength), line);
}

std::string StderrVoice::drawn() {
    if (shown_.summary.empty()) return live_.erase();
    std::vector<std::string> lines{shown_.summary};
    lines.insert(lines.end(), shown_.details.begin(), shown_.details.end());
    return live_.draw(lines, terminal_size(STDERR_FILENO));
}

void StderrVoice::say(std::string_view line) {
    fmt::print(stderr, "{}", live_.erase());
    print(line);
    if (is_terminal_) fmt::print(stderr, "{}", drawn());
}

void StderrVoice::note(std::string_view line) {
    if (!is_terminal_) print(line);
}

void StderrVoice::show(const deploy::Standing& standing) {
    const bool is_new = standing.summary != shown_.summary;
    shown_ = standing;
    if (is_terminal_)
        fmt::print(stderr, "{}", drawn());
    else if (is_new && !shown_.summary.empty())
        print(shown_.summary);
}

}  // namespace ikada::cli
