#include "ecs/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

#include "base/arn.hpp"
#include "base/strings.hpp"

namespace ikada::ecs {

namespace {

using Candidates = std::vector<std::size_t>;

constexpr std::string_view kAttributePrefix = "attribute:";
constexpr std::string_view kZoneAttribute = "ecs.availability-zone";

bool is_port_taken(const PlacementRequest& request, const InstanceView& instance) {
    return std::ranges::any_of(request.needs.host_ports, [&](const HostPort& port) {
        return instance.used_ports.contains(port);
    });
}

// Top to bottom; the first that applies is the reason given.
struct Filter {
    std::string_view reason;
    bool (*refuses)(const PlacementRequest&, const InstanceView&);
};
constexpr std::array kFilters{
    Filter{"AGENT", [](const PlacementRequest&,
                       const InstanceView& instance) { return !instance.reachable; }},
    Filter{"distinctInstance placement constraint unsatisfied.",
           [](const PlacementRequest& request, const InstanceView& instance) {
               return request.distinct_instances && instance.tasks_of_group > 0;
           }},
    Filter{"RESOURCE:CPU",
           [](const PlacementRequest& request, const InstanceView& instance) {
               return request.needs.room.cpu_units > instance.free.cpu_units;
           }},
    Filter{"RESOURCE:MEMORY",
           [](const PlacementRequest& request, const InstanceView& instance) {
               return request.needs.room.memory_mib > instance.free.memory_mib;
           }},
    Filter{"RESOURCE:PORTS", is_port_taken},
};

// The instance's value of a spread field; instances without the attribute share the empty one.
std::string value_of(const InstanceView& instance, std::string_view field) {
    if (!field.starts_with(kAttributePrefix)) return instance.id.value;  // instanceId, host
    const auto name = field.substr(kAttributePrefix.size());
    if (name == kZoneAttribute) return instance.availability_zone;
    for (const auto& attribute : instance.attributes)
        if (attribute.name == name) return attribute.value.value_or("");
    return "";
}

template <class Rank>
Candidates keep_lowest(const Candidates& from, Rank rank) {
    auto best = rank(from.front());
    for (const auto index : from) best = std::min(best, rank(index));
    Candidates kept;
    std::ranges::copy_if(from, std::back_inserter(kept),
                         [&](std::size_t index) { return rank(index) == best; });
    return kept;
}

Candidates spread(const Candidates& from, std::string_view field,
                  const std::vector<InstanceView>& instances) {
    // All instances count, also those that cannot take the task: their zone has its tasks already.
    std::map<std::string, int> tasks_at;
    for (const auto& instance : instances)
        tasks_at[value_of(instance, field)] += instance.tasks_of_group;
    return keep_lowest(
        from, [&](std::size_t index) { return tasks_at[value_of(instances[index], field)]; });
}

Candidates binpack(const Candidates& from, std::string_view field,
                   const std::vector<InstanceView>& instances) {
    const bool by_memory = equals_ignoring_case(field, "memory");
    return keep_lowest(from, [&](std::size_t index) {
        const Room& free = instances[index].free;
        return by_memory ? free.memory_mib : free.cpu_units;
    });
}

Candidates apply(const PlacementStrategy& strategy, const Candidates& from,
                 const std::vector<InstanceView>& instances) {
    switch (strategy.type) {
        case PlacementStrategyType::Random:
            return from;
        case PlacementStrategyType::Spread:
            return spread(from, strategy.field, instances);
        case PlacementStrategyType::Binpack:
            return binpack(from, strategy.field, instances);
    }
    return from;
}

const std::vector<PlacementStrategy>& default_strategy() {
    static const std::vector<PlacementStrategy> strategy{
        {PlacementStrategyType::Spread, "attribute:ecs.availability-zone"},
        {PlacementStrategyType::Spread, "instanceId"}};
    return strategy;
}

// Among equals the emptier instance, by its share of free memory; without it a default placement of
// different services would pile them up.
Candidates emptiest(const Candidates& from, const std::vector<InstanceView>& instances) {
    return keep_lowest(from, [&](std::size_t index) {
        const auto& [registered, free] =
            std::pair(instances[index].registered, instances[index].free);
        const auto size = std::max(1, registered.memory_mib);
        return 1000 - std::int64_t{1000} * free.memory_mib / size;
    });
}

}  // namespace

std::optional<std::string_view> why_not(const PlacementRequest& request,
                                        const InstanceView& instance) {
    const auto* found = std::ranges::find_if(
        kFilters, [&](const Filter& filter) { return filter.refuses(request, instance); });
    if (found == kFilters.end()) return std::nullopt;
    return found->reason;
}

PlacementChoice choose_instance(const PlacementRequest& request,
                                const std::vector<InstanceView>& instances, Random& random) {
    PlacementChoice choice;
    Candidates fit;
    for (std::size_t index = 0; index < instances.size(); ++index) {
        const auto reason = why_not(request, instances[index]);
        if (reason)
            choice.failures.push_back({instances[index].arn, std::string(*reason)});
        else
            fit.push_back(index);
    }
    if (fit.empty()) return choice;

    const bool ordered = !request.strategy.empty();
    for (const auto& strategy : ordered ? request.strategy : default_strategy())
        fit = apply(strategy, fit, instances);
    if (!ordered) fit = emptiest(fit, instances);
    choice.chosen = fit[static_cast<std::size_t>(random.below(std::ssize(fit)))];
    return choice;
}

void take_room(InstanceView& instance, const TaskNeeds& needs) {
    instance.free.cpu_units -= needs.room.cpu_units;
    instance.free.memory_mib -= needs.room.memory_mib;
    instance.used_ports.insert(needs.host_ports.begin(), needs.host_ports.end());
    ++instance.tasks_of_group;
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
