#include "agent/network_config.hpp"

#include <array>

#include "agent/container_config.hpp"

namespace ikada::agent {
namespace {

// Belongs to the network namespace: Docker refuses it for a container that lives in another's.
constexpr std::array<std::string_view, 4> kConfigOfNetwork{"Hostname", "Domainname", "MacAddress",
                                                           "ExposedPorts"};
constexpr std::array<std::string_view, 6> kHostOfNetwork{
    "PortBindings", "PublishAllPorts", "Links", "Dns", "DnsSearch", "ExtraHosts"};
// Of these the pause container gets what all the others ask for.
constexpr std::array<std::string_view, 3> kNameResolution{"Dns", "DnsSearch", "ExtraHosts"};

std::string of_pause(const TaskSpec& task) {
    return "container:" + docker_name(task, task.containers.back());
}

std::string text_of(const json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string{};
}

void append_from(const json::object& from, std::string_view key, json::object& to) {
    const auto* found = from.if_contains(key);
    if (found == nullptr || !found->is_array()) return;
    auto& all = to[key];
    if (!all.is_array()) all.emplace_array();
    for (const auto& item : found->get_array()) all.get_array().push_back(item);
}

json::object endpoint(const AgentOptions& options, json::object settings) {
    return {{"EndpointsConfig", json::object{{options.network, std::move(settings)}}}};
}

// "name:alias" in the names of Docker's containers. On a network of one's own Docker resolves links
// that belong to the endpoint, not to the host configuration.
json::array links(const TaskSpec& task, const ContainerSpec& spec) {
    json::array all;
    for (const auto& link : spec.links) {
        const auto colon = link.find(':');
        const auto name = link.substr(0, colon);
        const auto alias = colon == std::string::npos ? name : link.substr(colon + 1);
        for (const auto& other : task.containers)
            if (other.name == name) all.emplace_back(docker_name(task, other) + ":" + alias);
    }
    return all;
}

void join_bridge(const AgentOptions& options, const TaskSpec& task, const ContainerSpec& spec,
                 DockerParts& parts) {
    const auto asked = text_of(parts.host, "NetworkMode");
    const bool other = asked == "host" || asked == "none";  // dockerConfig decides (2.7)
    if (!other) parts.host["NetworkMode"] = options.network;
    auto linked = links(task, spec);
    if (linked.empty() || other) return;
    if (options.network == "bridge")
        parts.host["Links"] = std::move(linked);
    else
        parts.networking = endpoint(options, {{"Links", std::move(linked)}});
}

void join_task(const TaskSpec& task, DockerParts& parts) {
    for (const auto key : kConfigOfNetwork) parts.config.erase(key);
    for (const auto key : kHostOfNetwork) parts.host.erase(key);
    parts.host["NetworkMode"] = of_pause(task);
}

void take_address(const AgentOptions& options, const TaskSpec& task, DockerParts& parts) {
    const auto& interface = *task.network_interface;
    parts.host["NetworkMode"] = options.network;
    if (!interface.mac_address.empty()) parts.config["MacAddress"] = interface.mac_address;
    parts.networking = endpoint(
        options, {{"IPAMConfig", json::object{{"IPv4Address", interface.private_address}}}});
    for (const auto& container : task.containers)
        for (const auto key : kNameResolution) append_from(container.host_config, key, parts.host);
}

void join_network(const AgentOptions& options, const TaskSpec& task, const ContainerSpec& spec,
                  DockerParts& parts) {
    switch (task.network_mode) {
        case NetworkMode::Bridge:
            if (spec.internal) parts.host["NetworkMode"] = "none";  // there for pid or ipc only
            if (!spec.internal) join_bridge(options, task, spec, parts);
            return;
        case NetworkMode::Host:
        case NetworkMode::None:
            parts.host.erase("PortBindings");
            parts.host["NetworkMode"] = task.network_mode == NetworkMode::Host ? "host" : "none";
            return;
        case NetworkMode::Awsvpc:
            if (spec.internal) take_address(options, task, parts);
            if (!spec.internal) join_task(task, parts);
            return;
    }
}

// Docker's word for it; empty: its default.
std::string docker_mode(Sharing sharing, const TaskSpec& task) {
    switch (sharing) {
        case Sharing::Own:
            return {};
        case Sharing::Host:
            return "host";
        case Sharing::Task:
            return of_pause(task);
        case Sharing::None:
            return "none";
    }
    return {};
}

void set_mode(json::object& host, std::string_view key, const std::string& mode) {
    if (mode.empty())
        host.erase(key);
    else
        host[key] = mode;
}

}  // namespace

void publish_ports(const ContainerRecord& record, DockerParts& parts) {
    json::object exposed, bound;
    for (const auto& port : record.ports) {
        const auto key = fmt::format("{}/{}", port.container_port, port.protocol);
        exposed[key] = json::object{};
        auto& hosts = bound[key];
        if (!hosts.is_array()) hosts.emplace_array();
        hosts.get_array().push_back(
            json::object{{"HostIp", port.host_ip}, {"HostPort", std::to_string(port.host_port)}});
    }
    if (exposed.empty()) return;
    parts.config["ExposedPorts"] = std::move(exposed);
    parts.host["PortBindings"] = std::move(bound);
}

void share_namespaces(const AgentOptions& options, const TaskSpec& task, std::size_t container,
                      DockerParts& parts) {
    const auto& spec = task.containers[container];
    join_network(options, task, spec, parts);
    if (spec.internal) {
        if (task.ipc_mode == Sharing::Task) parts.host["IpcMode"] = "shareable";
        return;
    }
    set_mode(parts.host, "PidMode", docker_mode(task.pid_mode, task));
    set_mode(parts.host, "IpcMode", docker_mode(task.ipc_mode, task));
}

}  // namespace ikada::agent
