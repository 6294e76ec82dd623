// What ECS asks of a container definition alone.

#include <algorithm>

#include "ecs/definition_checks.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;

constexpr int kImageLengthMax = 255;  // AWS
constexpr int kStartTimeoutMin = 2;   // AWS
constexpr int kTimeoutMax = 86'400;   // choice: nobody waits longer than a day

Status check_identity(const Container& container) {
    if (!container.name || container.name->empty())
        return fail(errors::kClient, "Container.name should not be null or empty.");
    if (!is_name(*container.name)) return invalid_name("Container", *container.name);
    if (!container.image || container.image->empty())
        return fail(errors::kClient, "Container.image should not be null or empty.");
    if (container.image->size() > kImageLengthMax ||
        container.image->find_first_of(" \t\r\n") != std::string::npos)
        return invalid_setting(container, "'image' must be at most {} characters without spaces.",
                               kImageLengthMax);
    return ok();
}

Status check_memory(const Container& container, bool task_has_memory) {
    if (!container.memory && !container.memory_reservation && !task_has_memory)
        return invalid_setting(
            container, "At least one of 'memory' or 'memoryReservation' must be specified.");
    if (const auto wrong = wrong_size(container); !wrong.empty())
        return invalid_setting(container, "{}", wrong);
    return ok();
}

// A range that a health check's member must be in. Source: API_HealthCheck.
struct Range {
    std::string_view name;
    std::optional<int> shapes::HealthCheck::*member;
    int low, high;
};
constexpr auto kCheckRanges = std::to_array<Range>({
    {"interval", &shapes::HealthCheck::interval, 5, 300},
    {"timeout", &shapes::HealthCheck::timeout, 2, 60},
    {"retries", &shapes::HealthCheck::retries, 1, 10},
    {"startPeriod", &shapes::HealthCheck::start_period, 0, 300},
});

Status check_health_check(const Container& container) {
    if (!container.health_check) return ok();
    const auto& check = *container.health_check;
    if (check.command.size() < 2 || (check.command[0] != "CMD" && check.command[0] != "CMD-SHELL"))
        return invalid_setting(container,
                               "The health check's command must begin with CMD or CMD-SHELL, and "
                               "what is to be run must follow.");
    for (const auto& range : kCheckRanges) {
        const auto& value = check.*range.member;
        if (value && (*value < range.low || *value > range.high))
            return invalid_setting(container, "The health check's {} must be from {} to {}.",
                                   range.name, range.low, range.high);
    }
    return ok();
}

Status check_timeouts(const Container& container) {
    if (container.start_timeout &&
        (*container.start_timeout < kStartTimeoutMin || *container.start_timeout > kTimeoutMax))
        return invalid_setting(container, "'startTimeout' must be from {} to {}.", kStartTimeoutMin,
                               kTimeoutMax);
    if (container.stop_timeout &&
        (*container.stop_timeout < 0 || *container.stop_timeout > kTimeoutMax))
        return invalid_setting(container, "'stopTimeout' must be from 0 to {}.", kTimeoutMax);
    return ok();
}

// Docker starts nothing with a variable that has no name.
Status check_environment(const Container& container) {
    if (!container.environment) return ok();
    for (const auto& each : *container.environment)
        if (each.name.value_or("").empty() || each.name->find('=') != std::string::npos)
            return invalid_setting(container, "Environment variable '{}' has no valid name.",
                                   each.name.value_or(""));
    return ok();
}

}  // namespace

std::string wrong_size(const shapes::ContainerDefinition& container) {
    const auto& memory = container.memory;
    const auto& reservation = container.memory_reservation;
    if (memory && *memory < kContainerMemoryMibMin)
        return fmt::format("'memory' must be at least {} MiB.", kContainerMemoryMibMin);
    if (reservation && *reservation < kContainerMemoryMibMin)
        return fmt::format("'memoryReservation' must be at least {} MiB.", kContainerMemoryMibMin);
    if (memory && reservation && *memory <= *reservation)
        return "'memory' must be greater than 'memoryReservation'.";
    if (std::max(memory, reservation).value_or(0) > kContainerMemoryMibMax)
        return fmt::format("Its memory must be at most {} MiB.", kContainerMemoryMibMax);
    if (container.cpu.value_or(0) < 0 || container.cpu.value_or(0) > kContainerCpuUnitsMax)
        return fmt::format("'cpu' must be from 0 to {}.", kContainerCpuUnitsMax);
    return {};
}

Status check_container(const shapes::ContainerDefinition& container, bool task_has_memory) {
    if (auto checked = check_identity(container); !checked) return checked;
    if (auto checked = check_memory(container, task_has_memory); !checked) return checked;
    if (auto checked = check_health_check(container); !checked) return checked;
    if (auto checked = check_environment(container); !checked) return checked;
    return check_timeouts(container);
}

}  // namespace ikada::ecs
