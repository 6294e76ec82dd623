#include "ecs/usage_table.hpp"

#include <algorithm>

#include "ecs/keys.hpp"

namespace ikada::ecs {

void UsageTable::replaced(const world::Change& change) {
    if (!change.is<Task>()) return;
    const auto* after = static_cast<const Task*>(change.after.get());
    if (after == nullptr || after->last_status == TaskStatus::Stopped) tasks_.erase(change.key);
}

void UsageTable::hear(const Task& task, const ContainerInstance& instance,
                      const ports::ContainerUseSeen& seen, TimePoint now) {
    const auto until = std::min(seen.until.value_or(now), now);
    if (until < now - kUsageKept) return;
    auto& samples = tasks_[keys::of(task)][seen.container];
    if (samples.size() == kUsageSamplesMax) samples.erase(samples.begin());
    samples.push_back(
        {until, {seen.cpu_percent / 100 * instance.registered.cpu_units, seen.memory_mib}});
}

std::optional<Usage> UsageTable::of(const Task& task, TimePoint now) const {
    const auto found = tasks_.find(keys::of(task));
    if (found == tasks_.end()) return std::nullopt;
    TimePoint newest{};
    for (const auto& [name, samples] : found->second)
        for (const auto& sample : samples) newest = std::max(newest, sample.until);
    if (newest < now - kUsageKept) return std::nullopt;
    Usage sum;
    for (const auto& [name, samples] : found->second) {
        Usage all;
        int count = 0;
        for (const auto& [until, usage] : samples) {
            if (until <= newest - kUsageWindow) continue;
            all.cpu_units += usage.cpu_units;
            all.memory_mib += usage.memory_mib;
            ++count;
        }
        if (count == 0) continue;  // it has ended before the others
        sum.cpu_units += all.cpu_units / count;
        sum.memory_mib += all.memory_mib / count;
    }
    return sum;
}

}  // namespace ikada::ecs
