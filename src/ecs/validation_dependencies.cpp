// Whom a task's containers wait for: dependsOn, links (they imply START) and volumesFrom (they
// imply that the other exists).

#include <algorithm>
#include <map>
#include <set>

#include "ecs/definition_checks.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;

const Container* find(const Definition& request, const std::string& name) {
    for (const auto& each : request.container_definitions)
        if (each.name == name) return &each;
    return nullptr;
}

Status check_known(const Definition& request, const Container& container, const std::string& other,
                   std::string_view member) {
    if (other == *container.name)
        return invalid_setting(container, "'{}' must not name the container itself.", member);
    if (!find(request, other))
        return invalid_setting(container,
                               "'{}' names '{}', which is no container of the task definition.",
                               member, other);
    return ok();
}

Status check_condition(const Definition& request, const shapes::ContainerDependency& dependency) {
    const auto& other = *find(request, dependency.container_name);
    switch (dependency.condition) {
        case shapes::ContainerCondition::Start:
            return ok();
        case shapes::ContainerCondition::Complete:
        case shapes::ContainerCondition::Success:
            if (!other.essential.value_or(true)) return ok();
            return fail(errors::kClient,
                        "A dependency container with SUCCESS or COMPLETE condition cannot be an "
                        "essential container");
        case shapes::ContainerCondition::Healthy:
            if (other.health_check) return ok();
            return fail(errors::kClient,
                        "A dependency container with HEALTHY condition must have a health check");
    }
    return ok();
}

std::string linked(const std::string& link) { return link.substr(0, link.find(':')); }

using Names = std::set<std::string>;

// All that one container waits for.
Names dependencies_of(const Container& container) {
    Names names;
    if (container.depends_on)
        for (const auto& each : *container.depends_on) names.insert(each.container_name);
    if (container.links)
        for (const auto& each : *container.links) names.insert(linked(each));
    if (container.volumes_from)
        for (const auto& each : *container.volumes_from)
            names.insert(each.source_container.value_or(""));
    return names;
}

Status check_one(const Definition& request, const Container& container) {
    if (container.depends_on)
        for (const auto& each : *container.depends_on) {
            if (auto checked = check_known(request, container, each.container_name, "dependsOn");
                !checked)
                return checked;
            if (auto checked = check_condition(request, each); !checked) return checked;
        }
    if (container.links)
        for (const auto& each : *container.links)
            if (auto checked = check_known(request, container, linked(each), "links"); !checked)
                return checked;
    if (container.volumes_from)
        for (const auto& each : *container.volumes_from)
            if (auto checked = check_known(request, container, each.source_container.value_or(""),
                                           "volumesFrom");
                !checked)
                return checked;
    return ok();
}

// Takes away whoever waits for nobody that is left, until that changes nothing: what remains waits
// in a circle.
Names waiting_in_a_circle(const Definition& request) {
    std::map<std::string, Names> waiting;
    for (const auto& each : request.container_definitions)
        waiting[*each.name] = dependencies_of(each);
    const auto is_free = [&](const auto& each) {
        return std::none_of(each.second.begin(), each.second.end(),
                            [&](const std::string& other) { return waiting.contains(other); });
    };
    while (std::erase_if(waiting, is_free) > 0) {
    }
    Names names;
    for (const auto& [name, others] : waiting) names.insert(name);
    return names;
}

}  // namespace

Status check_dependencies(const Definition& request) {
    for (const auto& each : request.container_definitions)
        if (auto checked = check_one(request, each); !checked) return checked;
    const auto circle = waiting_in_a_circle(request);
    if (circle.empty()) return ok();
    return fail(errors::kClient, "The dependencies of these containers form a cycle: {}.",
                fmt::join(circle, ", "));
}

}  // namespace ikada::ecs
