// Whatever a control plane sends: it is read or refused, what it started can be
// decided on and written in Docker's words, and the state that it left is read
// back as it was written.

#include <cstdint>
#include <cstdlib>

#include "agent/acs_messages.hpp"
#include "agent/container_config.hpp"
#include "agent/reports.hpp"
#include "agent/state_file.hpp"
#include "agent/task_engine.hpp"

namespace ikada::agent {
namespace {

constexpr TimePoint kNoon{std::chrono::hours{12}};

AgentState a_state() {
    AgentState state;
    state.cluster = "c";
    state.container_instance_arn = "ci";
    return state;
}

void decide(const AgentOptions& options, TaskRecord& task) {
    (void)advance(task, Policy{}, kNoon);
    (void)next_report(task, "c", kNoon);
    for (std::size_t i = 0; i < task.containers.size(); ++i) {
        (void)docker_config(options, task, i);
        (void)volumes_for(options, task.spec, i);
    }
}

void take(std::string_view text) {
    static const AgentOptions options;
    auto state = a_state();
    (void)handle_acs_message(state, text);
    (void)handle_acs_message(state, text);  // doubled
    for (auto& [arn, task] : state.tasks) decide(options, task);
    const auto written = write_state(state);
    const auto read = read_state(written);
    if (!read || write_state(*read) != written) std::abort();
}

}  // namespace
}  // namespace ikada::agent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::agent::take({reinterpret_cast<const char*>(data), size});
    return 0;
}
