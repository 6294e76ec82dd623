#pragma once
// One simulated run: busy spells with faults, quiet spells in which everything must settle.

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace ikada::sim {

struct RunOptions {
    std::uint64_t seed = 1;
    Seconds duration{7200};
    bool verbose = false;
};
struct Outcome {
    std::optional<std::string> failure;  // what did not hold, and when
    std::string journal;                 // the last lines before
    int steps = 0;
    std::uint64_t fingerprint = 0;  // of all lines of the journal
};

// Equal options, equal outcome.
Outcome simulate(const RunOptions& options);

}  // namespace ikada::sim
