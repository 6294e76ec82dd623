#include "sim/journal.hpp"

#include <fmt/core.h>

#include "sim/timeline.hpp"

namespace ikada::sim {

std::string Journal::describe(TimePoint now, const std::string& text) const {
    const auto seconds = static_cast<double>((now - kSimulationStart).count()) / 1000;
    return fmt::format("step {} at {:.3f} s: {}", step, seconds, text);
}

void Journal::write(TimePoint now, std::string text) {
    lines_.push_back(describe(now, text));
    for (const char c : lines_.back())
        fingerprint_ = (fingerprint_ ^ static_cast<unsigned char>(c)) * 1099511628211U;  // FNV-1a
    if (std::ssize(lines_) > kJournalLinesKept) lines_.pop_front();
    if (verbose_) fmt::print("{}\n", lines_.back());
}

}  // namespace ikada::sim
