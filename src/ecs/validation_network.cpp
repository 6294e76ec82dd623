// What a task definition's network mode leaves to its containers. Source: API_PortMapping,
// API_ContainerDefinition.

#include <array>
#include <set>
#include <utility>

#include "ecs/definition_checks.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;
using Mode = shapes::NetworkMode;
using PortKey = std::pair<int, shapes::TransportProtocol>;

constexpr int kPortMax = 65535;
constexpr int kPortNameLengthMax = 64;  // AWS

// The members that Docker cannot give a container in every mode.
struct Member {
    bool (*asked)(const Container&);
    std::string_view name;
    bool host, awsvpc, none;  // whether these modes allow it; bridge allows all
};
constexpr auto kMembers = std::to_array<Member>({
    {[](const Container& c) { return given(c.port_mappings); }, "portMappings", true, true, false},
    {[](const Container& c) { return given(c.links); }, "links", false, false, false},
    {[](const Container& c) { return c.hostname && !c.hostname->empty(); }, "hostname", false,
     false, true},
    {[](const Container& c) { return given(c.extra_hosts); }, "extraHosts", true, false, true},
    {[](const Container& c) { return c.disable_networking.value_or(false); }, "disableNetworking",
     false, false, true},
});

bool allows(const Member& member, Mode mode) {
    switch (mode) {
        case Mode::Bridge:
            return true;
        case Mode::Host:
            return member.host;
        case Mode::Awsvpc:
            return member.awsvpc;
        case Mode::None:
            return member.none;
    }
    return false;
}

Status check_members(const Container& container, Mode mode) {
    for (const auto& member : kMembers)
        if (!allows(member, mode) && member.asked(container))
            return invalid_setting(container, "'{}' is not supported when networkMode={}.",
                                   member.name, word_of(mode));
    return ok();
}

// Ports of the task that are taken already, as its host or its network interface has them.
using Taken = std::set<PortKey>;

Status check_numbers(const Container& container, const shapes::PortMapping& mapping) {
    if (mapping.container_port_range && !mapping.container_port_range->empty())
        return invalid_setting(container, "ikada does not support 'containerPortRange' yet.");
    const int inside = mapping.container_port.value_or(0);
    const int outside = mapping.host_port.value_or(0);
    if (inside < 1 || inside > kPortMax)
        return fail(errors::kClient, "Invalid 'containerPort' setting for container '{}'.",
                    *container.name);
    if (outside < 0 || outside > kPortMax)
        return fail(errors::kClient, "Invalid 'hostPort' setting for container '{}'.",
                    *container.name);
    if (mapping.name && (!is_name(*mapping.name) || mapping.name->size() > kPortNameLengthMax))
        return invalid_setting(container, "The port name '{}' is not valid.", *mapping.name);
    return ok();
}

// The containers of a task share their ports where they share a network.
bool share_a_network(Mode mode) { return mode == Mode::Host || mode == Mode::Awsvpc; }

Status check_port(const Container& container, const shapes::PortMapping& mapping, Mode mode,
                  Taken& taken) {
    if (auto checked = check_numbers(container, mapping); !checked) return checked;
    const int inside = *mapping.container_port;
    const int outside = mapping.host_port.value_or(0);
    const auto protocol = mapping.protocol.value_or(shapes::TransportProtocol::Tcp);
    if (share_a_network(mode) && outside != 0 && outside != inside)
        return fail(errors::kClient,
                    "When networkMode={}, the host ports and container ports in port mappings must "
                    "match.",
                    word_of(mode));
    const int taking = share_a_network(mode) ? inside : outside;
    if (taking != 0 && !taken.emplace(taking, protocol).second)
        return fail(errors::kClient, "{} host port '{}' is mapped multiple times in task.",
                    protocol == shapes::TransportProtocol::Udp ? "UDP" : "TCP", taking);
    return ok();
}

Status check_ports(const Container& container, Mode mode, Taken& taken) {
    if (!container.port_mappings) return ok();
    if (container.port_mappings->size() > kPortMappingsMax)
        return invalid_setting(container, "At most {} ports can be mapped.", kPortMappingsMax);
    for (const auto& mapping : *container.port_mappings)
        if (auto checked = check_port(container, mapping, mode, taken); !checked) return checked;
    return ok();
}

}  // namespace

Status check_network(const Definition& request) {
    const Mode mode = request.network_mode.value_or(Mode::Bridge);
    Taken taken;
    for (const auto& each : request.container_definitions) {
        if (auto checked = check_members(each, mode); !checked) return checked;
        if (auto checked = check_ports(each, mode, taken); !checked) return checked;
    }
    return ok();
}

}  // namespace ikada::ecs
