#include "ecs/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/arn.hpp"
#include "base/strings.hpp"

namespace ikada::ecs {

namespace {

constexpr std::string_view kNoMachine =
    "It is no EC2 instance, as a target group of target type instance needs.";
constexpr std::string_view kAttributePrefix = "attribute:";

bool is_port_taken(const PlacementRequest& request, const InstanceView& view) {
    const auto& reserved = view.instance->reserved_ports;
    return std::ranges::any_of(request.needs.host_ports, [&](const HostPort& port) {
        return view.used_ports.contains(port) ||
               std::ranges::find(reserved, port) != reserved.end();
    });
}

// Top to bottom; the first that applies is the reason given.
struct Filter {
    std::string_view reason;
    bool (*refuses)(const PlacementRequest&, const InstanceView&);
};
constexpr std::array kFilters{
    Filter{"AGENT",
           [](const PlacementRequest&, const InstanceView& view) { return !view.reachable; }},
    Filter{kNoMachine,
           [](const PlacementRequest& request, const InstanceView& view) {
               return request.on_machine && view.instance->ec2_instance_id.empty();
           }},
    Filter{"ATTRIBUTE",
           [](const PlacementRequest& request, const InstanceView& view) {
               return !has_attributes(*view.instance, request.attributes);
           }},
    Filter{"MemberOf placement constraint unsatisfied.",
           [](const PlacementRequest& request, const InstanceView& view) {
               return !std::ranges::all_of(request.member_of, [&](const ClusterQuery& query) {
                   return query.matches(*view.instance, view.tasks);
               });
           }},
    Filter{"distinctInstance placement constraint unsatisfied.",
           [](const PlacementRequest& request, const InstanceView& view) {
               return request.distinct_instances && view.tasks_of(request.group) > 0;
           }},
    Filter{"RESOURCE:CPU",
           [](const PlacementRequest& request, const InstanceView& view) {
               return request.needs.room.cpu_units > view.free().cpu_units;
           }},
    Filter{"RESOURCE:MEMORY",
           [](const PlacementRequest& request, const InstanceView& view) {
               return request.needs.room.memory_mib > view.free().memory_mib;
           }},
    Filter{"RESOURCE:PORTS", is_port_taken},
};

void count_port(InstanceView& view, const HostPort& port, int sign) {
    const auto at = view.used_ports.try_emplace(port, 0).first;
    at->second += sign;
    if (at->second == 0) view.used_ports.erase(at);
}

PlacementLevel level_of(const PlacementStrategy& strategy) {
    using By = PlacementLevel::By;
    const std::string_view field = strategy.field;
    if (strategy.type == PlacementStrategyType::Binpack)
        return {equals_ignoring_case(field, "memory") ? By::Memory : By::Cpu, {}};
    if (!field.starts_with(kAttributePrefix)) return {By::Host, {}};  // instanceId, host
    return {By::Attribute, field.substr(kAttributePrefix.size())};
}

}  // namespace

Room operator-(const Room& a, const Room& b) {
    return {a.cpu_units - b.cpu_units, a.memory_mib - b.memory_mib};
}

Room InstanceView::free() const { return instance->registered - taken; }

int InstanceView::tasks_of(std::string_view group) const {
    const auto at = tasks.by_group.find(group);
    return at == tasks.by_group.end() ? 0 : at->second;
}

int count_task(InstanceView& view, const Task& task, int sign) {
    if (task.last_status == TaskStatus::Stopped) return 0;
    view.taken.cpu_units += sign * task.needs.room.cpu_units;
    view.taken.memory_mib += sign * task.needs.room.memory_mib;
    for (const auto& port : task.needs.host_ports) count_port(view, port, sign);
    for (const auto& container : task.containers)
        for (const auto& binding : container.network_bindings)
            count_port(view, {binding.host_port, binding.protocol}, sign);
    if (task.desired_status == DesiredStatus::Stopped) return 0;
    (task.last_status == TaskStatus::Running ? view.tasks.running : view.tasks.pending) += sign;
    const auto at = view.tasks.by_group.try_emplace(task.group, 0).first;
    at->second += sign;
    if (at->second == 0) view.tasks.by_group.erase(at);
    return sign;
}

bool has_attributes(const ContainerInstance& instance, const std::vector<std::string>& names) {
    return std::ranges::all_of(
        names, [&](const std::string& name) { return attribute_value(instance, name) != nullptr; });
}

std::optional<std::string_view> why_not(const PlacementRequest& request, const InstanceView& view) {
    const auto* found = std::ranges::find_if(
        kFilters, [&](const Filter& filter) { return filter.refuses(request, view); });
    if (found == kFilters.end()) return std::nullopt;
    return found->reason;
}

bool is_bin(const PlacementLevel& level) {
    using By = PlacementLevel::By;
    return level.by == By::Cpu || level.by == By::Memory;
}

std::vector<PlacementLevel> levels_of(const std::vector<PlacementStrategy>& strategy) {
    using By = PlacementLevel::By;
    if (strategy.empty()) return {{By::Attribute, "ecs.availability-zone"}, {By::Host, {}}};
    std::vector<PlacementLevel> levels;
    for (const auto& each : strategy) {
        if (each.type == PlacementStrategyType::Random) break;
        const auto level = level_of(each);
        if (std::ranges::find(levels, level) == levels.end()) levels.push_back(level);
    }
    return levels;
}

const std::string& spread_value(const ContainerInstance& instance, std::string_view attribute) {
    static const std::string kNone;
    if (attribute == "ecs.availability-zone" && !instance.availability_zone.empty())
        return instance.availability_zone;
    const auto* value = attribute_value(instance, attribute);
    return value ? *value : kNone;
}

namespace {

struct Words {
    std::string_view reason, words;
};
// From the nearest miss to the farthest.
constexpr std::array kWords{
    Words{"RESOURCE:PORTS", "is already using a port required by your task"},
    Words{"RESOURCE:MEMORY", "has insufficient memory available"},
    Words{"RESOURCE:CPU", "has insufficient CPU units available"},
    Words{"distinctInstance placement constraint unsatisfied.",
          "encountered error \"distinctInstance placement constraint unsatisfied.\""},
    Words{"MemberOf placement constraint unsatisfied.",
          "encountered error \"MemberOf placement constraint unsatisfied.\""},
    Words{"ATTRIBUTE", "is missing an attribute required by your task"},
    Words{kNoMachine, "is no EC2 instance, as a target group of target type instance needs"},
    Words{"AGENT", "encountered error \"AGENT\""},
};

}  // namespace

std::string explain_failures(const std::vector<PlacementFailure>& failures) {
    for (const auto& [reason, words] : kWords) {
        const auto closest = std::ranges::find(failures, reason, &PlacementFailure::reason);
        if (closest == failures.end()) continue;
        const auto id = last_part(closest->arn);
        return fmt::format("The closest matching (container-instance {}) {}.", id, words);
    }
    return "Reason: No Container Instances were found in your cluster.";
}

std::string closest_reason(const std::vector<PlacementFailure>& failures) {
    for (const auto& [reason, words] : kWords)
        if (std::ranges::find(failures, reason, &PlacementFailure::reason) != failures.end())
            return std::string(reason);
    return failures.front().reason;
}

}  // namespace ikada::ecs
