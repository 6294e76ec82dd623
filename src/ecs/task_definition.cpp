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

constexpr double kAmountMax = 1e9;  // choice: more than any machine has, and still an int

// "256" as it is, ".25 vCPU" 1024 times as much.
std::optional<int> amount_of(std::string_view text, std::string_view unit) {
    const std::string lower = to_lower(trim(text));
    const bool has_unit = lower.ends_with(unit);
    const auto number =
        trim(std::string_view(lower).substr(0, lower.size() - (has_unit ? unit.size() : 0)));
    const auto whole = parse_int(number);
    if (!has_unit && !whole) return std::nullopt;
    const auto parsed =
        has_unit ? parse_double(number) : std::optional(static_cast<double>(*whole));
    const double amount = parsed.value_or(-1) * (has_unit ? 1024 : 1);
    if (!(amount >= 0 && amount <= kAmountMax)) return std::nullopt;
    return static_cast<int>(amount);
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

std::optional<int> cpu_units_of(std::string_view text) { return amount_of(text, "vcpu"); }

std::optional<int> memory_mib_of(std::string_view text) { return amount_of(text, "gb"); }

}  // namespace ikada::ecs
