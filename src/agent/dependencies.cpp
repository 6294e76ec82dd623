#include "agent/dependencies.hpp"

#include <algorithm>

namespace ikada::agent {
namespace {

constexpr auto kWishes = std::to_array<EnumName<Condition>>({{Condition::Created, "be created"},
                                                             {Condition::Start, "start"},
                                                             {Condition::Complete, "complete"},
                                                             {Condition::Success, "succeed"},
                                                             {Condition::Healthy, "be healthy"}});
static_assert(covers(kWishes, Condition::Healthy), "a Condition has no words");

Readiness met(Condition condition, const ContainerRecord& on) {
    const bool ended = on.stage == Stage::Stopped;
    const auto once = [](bool reached) { return reached ? Readiness::Ready : Readiness::Waits; };
    const auto at_end = [](bool good) { return good ? Readiness::Ready : Readiness::Never; };
    switch (condition) {
        case Condition::Created:
            // One that was never made has no volumes to give.
            return ended ? at_end(!on.docker_id.empty()) : once(on.stage >= Stage::Created);
        case Condition::Start:
            return once(on.stage >= Stage::Running);
        case Condition::Complete:
            return ended ? at_end(on.exit_code.has_value()) : Readiness::Waits;
        case Condition::Success:
            return ended ? at_end(on.exit_code == 0) : Readiness::Waits;
        case Condition::Healthy:
            return ended ? Readiness::Never : once(on.health == docker::Health::Healthy);
    }
    return Readiness::Waits;
}

// A dependency's startTimeout bounds the waits for what comes after its start.
std::optional<TimePoint> deadline(const TaskRecord& task, const Dependency& dependency) {
    const auto index = index_of(task.spec, dependency.container);
    const auto& started_at = task.containers[index].started_at;
    const auto& timeout = task.spec.containers[index].start_timeout;
    if (dependency.condition <= Condition::Start || !started_at || !timeout) return std::nullopt;
    return *started_at + *timeout;
}

std::string explain(const TaskRecord& task, std::size_t container, const Dependency& dependency,
                    std::string_view how) {
    return fmt::format("dependency graph: container {} waits for {} to {}, which {}",
                       task.spec.containers[container].name, dependency.container,
                       name_of(kWishes, dependency.condition), how);
}

enum class Mark { New, Entered, Left };

bool leads_back(const TaskSpec& task, std::size_t container, std::vector<Mark>& marks) {
    if (marks[container] == Mark::Entered) return true;
    if (marks[container] == Mark::Left) return false;
    marks[container] = Mark::Entered;
    for (const auto& dependency : task.containers[container].depends_on)
        if (leads_back(task, index_of(task, dependency.container), marks)) return true;
    marks[container] = Mark::Left;
    return false;
}

}  // namespace

Start may_start(const TaskRecord& task, std::size_t container, TimePoint now) {
    Start start;
    for (const auto& dependency : task.spec.containers[container].depends_on) {
        const auto& on = task.containers[index_of(task.spec, dependency.container)];
        const auto one = met(dependency.condition, on);
        if (one == Readiness::Ready) continue;
        if (one == Readiness::Never)
            return {one, {}, explain(task, container, dependency, "it did not")};
        const auto until = deadline(task, dependency);
        if (until && now >= *until)
            return {Readiness::Never, {}, explain(task, container, dependency, "took too long")};
        start.readiness = Readiness::Waits;
        if (until) start.until = std::min(start.until.value_or(*until), *until);
    }
    return start;
}

bool is_needed(const TaskRecord& task, std::size_t container) {
    const auto& name = task.spec.containers[container].name;
    for (std::size_t other = 0; other < task.containers.size(); ++other) {
        if (task.containers[other].stage == Stage::Stopped) continue;
        for (const auto& dependency : task.spec.containers[other].depends_on)
            if (dependency.container == name) return true;
    }
    return false;
}

bool has_cycle(const TaskSpec& task) {
    std::vector<Mark> marks(task.containers.size(), Mark::New);
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (leads_back(task, i, marks)) return true;
    return false;
}

}  // namespace ikada::agent
