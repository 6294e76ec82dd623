#include "ecs/utilization.hpp"

#include "ecs/records.hpp"
#include "ecs/usage_table.hpp"

namespace ikada::ecs {
namespace {

std::optional<double> percent(double used, int of) {
    if (of <= 0) return std::nullopt;
    return 100 * used / of;
}

// Of those tasks that something is known of.
std::optional<Utilization> sum_of(const world::Tx& tx, const std::vector<const Task*>& tasks,
                                  TimePoint now) {
    std::optional<Utilization> sum;
    for (const auto* task : tasks) {
        const auto one = utilization(tx, *task, now);
        if (!one) continue;
        if (!sum) sum.emplace();
        sum->cpu_units += one->cpu_units;
        sum->memory_mib += one->memory_mib;
        sum->of.cpu_units += one->of.cpu_units;
        sum->of.memory_mib += one->of.memory_mib;
    }
    return sum;
}

}  // namespace

std::optional<double> cpu_percent(const Utilization& use) {
    return percent(use.cpu_units, use.of.cpu_units);
}
std::optional<double> memory_percent(const Utilization& use) {
    return percent(use.memory_mib, use.of.memory_mib);
}

std::optional<Utilization> utilization(const world::Tx& tx, const Task& task, TimePoint now) {
    const auto used = tx.derived<UsageTable>().of(task, now);
    if (!used) return std::nullopt;
    return Utilization{used->cpu_units, used->memory_mib, task.needs.room};
}

std::optional<double> cpu_percent_of_instance(const world::Tx& tx, const Task& task,
                                              const Utilization& use) {
    const auto* instance =
        tx.find<ContainerInstance>(keys::of(task.cluster, task.container_instance));
    if (!instance) return std::nullopt;
    return percent(use.cpu_units, instance->registered.cpu_units);
}

std::optional<Utilization> utilization(const world::Tx& tx, const Service& service, TimePoint now) {
    auto running = tasks::of_service(tx, service);
    std::erase_if(running,
                  [](const Task* task) { return task->last_status != TaskStatus::Running; });
    return sum_of(tx, running, now);
}

std::optional<Utilization> utilization(const world::Tx& tx, const ContainerInstance& instance,
                                       TimePoint now) {
    const auto running = tasks::on(tx, instance);
    auto sum = running.empty() ? Utilization{} : sum_of(tx, running, now);
    if (sum) sum->of = instance.registered;
    return sum;
}

}  // namespace ikada::ecs
