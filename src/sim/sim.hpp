#pragma once
// `ikada sim`: many simulated runs of the whole control plane.

#include <cstdint>

namespace ikada::sim {

struct SimOptions {
    int seeds = 200;
    std::uint64_t first_seed = 1;
    double hours = 2;
    int jobs = 1;          // seeds at a time, each on a thread of its own
    bool verbose = false;  // prints every line of every run's journal; one job
};

// Prints a line for each seed that fails, how to replay it, and a summary. Gives the exit code: 0
// if all passed, 1 otherwise.
int run_sim(const SimOptions& options);

}  // namespace ikada::sim
