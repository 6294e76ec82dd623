// `ikada sim`: the whole control plane against simulated nodes, faster than real time.

#include "sim/sim.hpp"

#include <memory>

#include "cli/command.hpp"

namespace ikada::cli {

std::function<int()> add_sim(CLI::App& program) {
    auto* command = program.add_subcommand("sim", "run the control plane in simulation");
    auto options = std::make_shared<sim::SimOptions>();
    command->add_option("--seeds", options->seeds, "how many seeds to run")->capture_default_str();
    command->add_option("--first-seed", options->first_seed, "the first of them")
        ->capture_default_str();
    command->add_option("--hours", options->hours, "simulated hours a seed")->capture_default_str();
    command->add_option("--jobs", options->jobs, "seeds at a time, each on a thread")
        ->check(CLI::Range(1, 256))
        ->take_last()
        ->capture_default_str();
    command->add_flag("--verbose", options->verbose, "tell every step");
    return [options] { return sim::run_sim(*options); };
}

}  // namespace ikada::cli
