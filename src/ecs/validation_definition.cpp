// What ECS asks of a task definition as a whole.

#include <algorithm>
#include <set>

#include "ecs/definition_checks.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;

constexpr int kContainersMax = 10;                  // AWS: a task definition's
constexpr std::size_t kDefinitionBytesMax = 65536;  // AWS
constexpr int kTaskCpuUnitsMin = 128;               // AWS, EC2 launch type
constexpr int kTaskCpuUnitsMax = 196608;            // AWS: 192 vCPUs

Status check_placement(const Definition& request) {
    return check_constraints(request.placement_constraints);
}

Status check_family(const std::string& family) {
    if (family.empty()) return fail(errors::kClient, "Family should not be null or empty.");
    if (is_name(family)) return ok();
    return fail(errors::kClient,
                "Family '{}' contains invalid characters: up to {} letters, numbers, hyphens and "
                "underscores are allowed.",
                family, kNameLengthMax);
}

Status check_size_of_text(const Definition& request) {
    const auto length = schema::to_json(request).size();
    if (length <= kDefinitionBytesMax) return ok();
    return fail(errors::kClient, "Actual length: '{}'. Max allowed length is '{}' bytes.", length,
                kDefinitionBytesMax);
}

Status check_each(const Definition& request) {
    std::set<std::string> names;
    for (const auto& each : request.container_definitions) {
        if (auto checked = check_container(each, request.memory.has_value()); !checked)
            return checked;
        if (auto checked = check_linux(each, request); !checked) return checked;
        if (!names.insert(*each.name).second)
            return fail(errors::kClient, "Container names must be unique: '{}' is used twice.",
                        *each.name);
    }
    return ok();
}

Status check_containers(const Definition& request) {
    const auto& containers = request.container_definitions;
    if (containers.empty()) return fail(errors::kClient, "Container list cannot be empty.");
    if (containers.size() > kContainersMax)
        return fail(errors::kClient, "A task definition can have at most {} containers.",
                    kContainersMax);
    if (auto checked = check_each(request); !checked) return checked;
    if (std::none_of(containers.begin(), containers.end(),
                     [](const Container& each) { return each.essential.value_or(true); }))
        return fail(errors::kClient, "Task definition doesn't have any essential container.");
    return ok();
}

Status check_cpu(const Definition& request) {
    if (!request.cpu) return ok();
    const int units = cpu_units_of(*request.cpu).value_or(0);
    if (units < kTaskCpuUnitsMin || units > kTaskCpuUnitsMax)
        return fail(errors::kClient, "Invalid 'cpu' setting for task: '{}'.", *request.cpu);
    std::int64_t sum = 0;
    for (const auto& each : request.container_definitions) sum += each.cpu.value_or(0);
    if (sum <= units) return ok();
    return fail(errors::kClient,
                "Invalid 'cpu' setting for task: its containers reserve {} CPU units of {}.", sum,
                units);
}

Status check_memory(const Definition& request) {
    if (!request.memory) return ok();
    const int memory = memory_mib_of(*request.memory).value_or(0);
    if (memory < kContainerMemoryMibMin)
        return fail(errors::kClient, "Invalid 'memory' setting for task: '{}'.", *request.memory);
    std::int64_t sum = 0;
    for (const auto& each : request.container_definitions) {
        if (std::max(each.memory.value_or(0), each.memory_reservation.value_or(0)) > memory)
            return invalid_setting(each, "Its memory is more than the task's {} MiB.", memory);
        sum += each.memory_reservation.value_or(each.memory.value_or(0));
    }
    if (sum <= memory) return ok();
    return fail(errors::kClient,
                "Invalid 'memory' setting for task: its containers reserve {} MiB of {}.", sum,
                memory);
}

}  // namespace

Status check_task_definition(const shapes::RegisterTaskDefinitionRequest& request) {
    using Check = Status (*)(const Definition&);
    constexpr auto kChecks = std::to_array<Check>(
        {check_size_of_text, check_containers, check_features, check_cpu, check_memory,
         check_network, check_volumes, check_dependencies, check_placement});
    if (auto checked = check_family(request.family); !checked) return checked;
    for (const auto check : kChecks)
        if (auto checked = check(request); !checked) return checked;
    return ok();
}

}  // namespace ikada::ecs
