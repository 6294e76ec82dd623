#pragma once
// A set of samples as TCS has it (node-protocol.md, part 4).

#include <algorithm>
#include <cstdint>
#include <limits>

namespace ikada::agent {

// Number: double, or std::int64_t for samples that are not negative, whose sum stops at the
// maximum.
template <class Number>
struct StatsSet {
    Number min{}, max{}, sum{};
    std::int64_t sample_count = 0;

    void add(Number sample) {
        min = sample_count == 0 ? sample : std::min(min, sample);
        max = sample_count == 0 ? sample : std::max(max, sample);
        const auto room = std::numeric_limits<Number>::max() - sum;
        sum = sample > room ? std::numeric_limits<Number>::max() : sum + sample;
        ++sample_count;
    }
    bool operator==(const StatsSet&) const = default;
};

}  // namespace ikada::agent
