#include "ecs/overrides.hpp"

#include <algorithm>

#include "ecs/errors.hpp"
#include "ecs/validation.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs {
namespace {

constexpr std::size_t kOverridesLengthMax = 8192;  // AWS

using Environment = std::vector<shapes::KeyValuePair>;

void merge_environment(const Environment& extra, std::optional<Environment>& into) {
    if (!into) into.emplace();
    for (const auto& pair : extra) {
        const auto same = std::find_if(into->begin(), into->end(),
                                       [&](const auto& each) { return each.name == pair.name; });
        if (same == into->end())
            into->push_back(pair);
        else
            same->value = pair.value;
    }
}

void apply(const shapes::ContainerOverride& over, shapes::ContainerDefinition& container) {
    if (over.command) container.command = over.command;
    if (over.environment) merge_environment(*over.environment, container.environment);
    if (over.cpu) container.cpu = over.cpu;
    if (over.memory) container.memory = over.memory;
    if (over.memory_reservation) container.memory_reservation = over.memory_reservation;
}

shapes::ContainerDefinition* find_container(shapes::TaskDefinition& body,
                                            const std::optional<std::string>& name) {
    if (!body.container_definitions) return nullptr;
    for (auto& container : *body.container_definitions)
        if (container.name == name) return &container;
    return nullptr;
}

// Sizes as they will be must make sense together.
Status check_sizes(const shapes::ContainerOverride& over, shapes::ContainerDefinition merged) {
    apply(over, merged);
    if (const auto wrong = wrong_size(merged); !wrong.empty())
        return fail(errors::kInvalidParameter, "Invalid override for container '{}'. {}",
                    *over.name, wrong);
    return ok();
}

Status check_container(const shapes::ContainerOverride& over, const TaskDefinition& definition) {
    if (!over.name || over.name->empty())
        return fail(errors::kInvalidParameter, "Container name cannot be empty in overrides.");
    auto body = definition.body;
    const auto* found = find_container(body, over.name);
    if (!found)
        return fail(errors::kInvalidParameter,
                    "Override for container named {} is not a container in the TaskDefinition.",
                    *over.name);
    if (given(over.environment_files)) return not_supported("overrides.environmentFiles");
    if (given(over.resource_requirements)) return not_supported("overrides.resourceRequirements");
    return check_sizes(over, *found);
}

Status check_whole(const shapes::TaskOverride& overrides) {
    if (overrides.task_role_arn) return not_supported("overrides.taskRoleArn");
    if (given(overrides.inference_accelerator_overrides))
        return not_supported("overrides.inferenceAcceleratorOverrides");
    if (overrides.ephemeral_storage) return not_supported("overrides.ephemeralStorage");
    if (overrides.cpu && cpu_units_of(*overrides.cpu).value_or(0) < 1)
        return fail(errors::kInvalidParameter, "Invalid 'cpu' override: {}.", *overrides.cpu);
    if (overrides.memory && memory_mib_of(*overrides.memory).value_or(0) < kContainerMemoryMibMin)
        return fail(errors::kInvalidParameter, "Invalid 'memory' override: {}.", *overrides.memory);
    if (schema::to_json(overrides).size() > kOverridesLengthMax)
        return fail(errors::kInvalidParameter, "Container Overrides length must be at most {}",
                    kOverridesLengthMax);
    return ok();
}

}  // namespace

Status check_overrides(const shapes::TaskOverride& overrides, const TaskDefinition& definition) {
    if (auto checked = check_whole(overrides); !checked) return checked;
    if (!overrides.container_overrides) return ok();
    for (const auto& over : *overrides.container_overrides)
        if (auto checked = check_container(over, definition); !checked) return checked;
    return ok();
}

std::string overrides_text(const std::optional<shapes::TaskOverride>& overrides) {
    return overrides ? schema::to_json(*overrides) : "{}";
}

TaskDefinition with_overrides(TaskDefinition definition, std::string_view overrides) {
    const auto over = schema::from_json<shapes::TaskOverride>(overrides);
    if (!over) return definition;  // ours, checked when it was written: never broken
    if (over->cpu) definition.body.cpu = over->cpu;
    if (over->memory) definition.body.memory = over->memory;
    if (over->execution_role_arn) definition.body.execution_role_arn = over->execution_role_arn;
    if (!over->container_overrides) return definition;
    for (const auto& each : *over->container_overrides)
        if (auto* container = find_container(definition.body, each.name)) apply(each, *container);
    return definition;
}

}  // namespace ikada::ecs
