#include "ecs/required_attributes.hpp"

#include <algorithm>
#include <array>

namespace ikada::ecs {
namespace {

using Body = shapes::TaskDefinition;
using Container = shapes::ContainerDefinition;

// What may be needed, and what an instance that has it is called.
template <class Shape>
struct Capability {
    bool (*needed)(const Shape&);
    std::string_view attribute;
};

bool has_docker_volume(const Body& body) {
    return body.volumes && std::ranges::any_of(*body.volumes, [](const shapes::Volume& each) {
               return each.docker_volume_configuration.has_value();
           });
}

constexpr auto kOfTask = std::to_array<Capability<Body>>({
    {[](const Body& b) { return b.network_mode == shapes::NetworkMode::Awsvpc; },
     "ecs.capability.task-eni"},
    {[](const Body& b) { return b.cpu || b.memory; }, "ecs.capability.task-cpu-mem-limit"},
    {[](const Body& b) { return b.pid_mode || b.ipc_mode; },
     "ecs.capability.pid-ipc-namespace-sharing"},
    {has_docker_volume, "ecs.capability.docker-plugin.local"},
});

constexpr auto kOfEach = std::to_array<Capability<Container>>({
    {[](const Container&) { return true; }, "com.amazonaws.ecs.capability.docker-remote-api.1.18"},
    {[](const Container& c) { return c.privileged.value_or(false); },
     "com.amazonaws.ecs.capability.privileged-container"},
    {[](const Container& c) { return c.health_check.has_value(); },
     "ecs.capability.container-health-check"},
    {[](const Container& c) { return c.depends_on && !c.depends_on->empty(); },
     "ecs.capability.container-ordering"},
});

void add(std::vector<std::string>& names, std::string name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
}

template <class Shape, std::size_t N>
void add_needed(std::vector<std::string>& names, const std::array<Capability<Shape>, N>& table,
                const Shape& shape) {
    for (const auto& row : table)
        if (row.needed(shape)) add(names, std::string(row.attribute));
}

}  // namespace

std::vector<std::string> required_attributes(const Body& body) {
    std::vector<std::string> names;
    add_needed(names, kOfTask, body);
    if (!body.container_definitions) return names;
    for (const auto& each : *body.container_definitions) {
        add_needed(names, kOfEach, each);
        if (each.log_configuration)
            add(names, "com.amazonaws.ecs.capability.logging-driver." +
                           std::string(name_of(shapes::kLogDriverNames,
                                               each.log_configuration->log_driver)));
    }
    return names;
}

}  // namespace ikada::ecs
