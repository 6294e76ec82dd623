#include "ecs/task_definition.hpp"

#include "base/strings.hpp"

namespace ikada::ecs {

IKADA_DESCRIBE(TaskDefinition, family, revision, arn, status, registered_at, deregistered_at,
               registered_by, tags, body)
IKADA_DESCRIBE(TaskFamily, name, last_revision)

namespace {

// What the containers ask for together.
Room sum_of(const std::vector<shapes::ContainerDefinition>& containers) {
    Room sum;
    for (const auto& each : containers) {
        sum.cpu_units += each.cpu.value_or(0);
        sum.memory_mib += each.memory_reservation.value_or(each.memory.value_or(0));
    }
    return sum;
}

// A task with an address of its own takes no port of its instance.
void add_host_ports(const shapes::ContainerDefinition& container, TaskNeeds& needs) {
    if (!container.port_mappings) return;
    for (const auto& mapping : *container.port_mappings) {
        if (mapping.host_port.value_or(0) == 0) continue;
        const bool udp = mapping.protocol == shapes::TransportProtocol::Udp;
        needs.host_ports.push_back(
            {*mapping.host_port, udp ? PortProtocol::Udp : PortProtocol::Tcp});
    }
}

}  // namespace

TaskNeeds needs_of(const TaskDefinition& definition) {
    TaskNeeds needs;
    if (!definition.body.container_definitions) return needs;
    needs.room = sum_of(*definition.body.container_definitions);
    if (definition.body.cpu)
        needs.room.cpu_units = cpu_units_of(*definition.body.cpu).value_or(needs.room.cpu_units);
    if (definition.body.memory)
        needs.room.memory_mib =
            memory_mib_of(*definition.body.memory).value_or(needs.room.memory_mib);
    if (definition.body.network_mode == shapes::NetworkMode::Awsvpc) return needs;
    for (const auto& container : *definition.body.container_definitions)
        add_host_ports(container, needs);
    return needs;
}

std::optional<int> cpu_units_of(std::string_view text) {
    const std::string lower = to_lower(trim(text));
    if (!lower.ends_with("vcpu")) {
        const auto units = parse_int(lower);
        return units ? std::optional<int>(static_cast<int>(*units)) : std::nullopt;
    }
    const auto cpus = parse_double(trim(std::string_view(lower).substr(0, lower.size() - 4)));
    return cpus ? std::optional<int>(static_cast<int>(*cpus * 1024)) : std::nullopt;
}

std::optional<int> memory_mib_of(std::string_view text) {
    const std::string lower = to_lower(trim(text));
    if (!lower.ends_with("gb")) {
        const auto mib = parse_int(lower);
        return mib ? std::optional<int>(static_cast<int>(*mib)) : std::nullopt;
    }
    const auto gib = parse_double(trim(std::string_view(lower).substr(0, lower.size() - 2)));
    return gib ? std::optional<int>(static_cast<int>(*gib * 1024)) : std::nullopt;
}

}  // namespace ikada::ecs
