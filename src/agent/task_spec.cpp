#include "agent/task_spec.hpp"

#include <algorithm>
#include <set>

#include "agent/container_spec.hpp"
#include "agent/dependencies.hpp"
#include "base/enum_names.hpp"

namespace ikada::agent {
namespace {

constexpr auto kNetworkModeNames =
    std::to_array<EnumName<NetworkMode>>({{NetworkMode::Bridge, "bridge"},
                                          {NetworkMode::Host, "host"},
                                          {NetworkMode::None, "none"},
                                          {NetworkMode::Awsvpc, "awsvpc"}});
static_assert(covers(kNetworkModeNames, NetworkMode::Awsvpc), "a NetworkMode has no wire name");

constexpr auto kSharingNames = std::to_array<EnumName<Sharing>>({{Sharing::Own, ""},
                                                                 {Sharing::Host, "host"},
                                                                 {Sharing::Task, "task"},
                                                                 {Sharing::None, "none"}});
static_assert(covers(kSharingNames, Sharing::None), "a Sharing has no wire name");

// The enumerator that a member names; an absent or empty one is the first of the table.
template <class Names, class Enum>
Status read_mode(const json::value& from, std::string_view key, const Names& names, Enum& into) {
    const auto name = json::text(from, key);
    if (name.empty()) return ok();
    const auto mode = parse_name(names, name);
    if (!mode) return fail(kMalformed, "unknown {} {}", key, name);
    into = *mode;
    return ok();
}

// The first address of the first interface; a task has one.
Status read_interface(const json::value& from, TaskSpec& into) {
    if (into.network_mode != NetworkMode::Awsvpc) return ok();
    const auto& interfaces = json::list(from, "elasticNetworkInterfaces");
    if (interfaces.empty()) return fail(kMalformed, "awsvpc without elasticNetworkInterfaces");
    const auto& addresses = json::list(interfaces[0], "ipv4Addresses");
    NetworkInterface made{json::text(interfaces[0], "attachmentArn"),
                          json::text(interfaces[0], "macAddress"),
                          addresses.empty() ? "" : json::text(addresses[0], "privateAddress")};
    if (made.private_address.empty())
        return fail(kMalformed, "the task's network interface has no IPv4 address");
    into.network_interface = std::move(made);
    return ok();
}

Status read_modes(const json::value& from, TaskSpec& into) {
    for (auto read : {read_mode(from, "networkMode", kNetworkModeNames, into.network_mode),
                      read_mode(from, "pidMode", kSharingNames, into.pid_mode),
                      read_mode(from, "ipcMode", kSharingNames, into.ipc_mode)})
        if (!read) return read.error();
    if (into.pid_mode == Sharing::None) return fail(kMalformed, "unknown pidMode none");
    return read_interface(from, into);
}

Status read_containers(const json::value& from, TaskSpec& into) {
    const auto& containers = json::list(from, "containers");
    if (containers.size() > kContainersMax)
        return fail(kMalformed, "the task has {} containers, more than {}", containers.size(),
                    kContainersMax);
    for (const auto& container : containers) {
        auto parsed = parse_container(container);
        if (!parsed) return parsed.error();
        into.containers.push_back(*std::move(parsed));
    }
    if (into.containers.empty()) return fail(kMalformed, "the task has no containers");
    return ok();
}

bool has_container(const TaskSpec& task, const std::string& name) {
    return std::any_of(task.containers.begin(), task.containers.end(),
                       [&](const ContainerSpec& container) { return container.name == name; });
}

Status check_names(const TaskSpec& task) {
    std::set<std::string> names{std::string(kPauseName)};
    for (const auto& container : task.containers)
        if (!names.insert(container.name).second)
            return fail(kMalformed, "there are two containers {}", container.name);
    return ok();
}

Status check_mounts(const TaskSpec& task) {
    for (const auto& container : task.containers)
        for (const auto& mount : container.mounts)
            if (find_volume(task, mount.volume) == nullptr)
                return fail(kMalformed, "container {}: there is no volume {}", container.name,
                            mount.volume);
    return ok();
}

Status check_dependencies(const TaskSpec& task) {
    for (const auto& container : task.containers)
        for (const auto& dependency : container.depends_on)
            if (!has_container(task, dependency.container))
                return fail(kCannotRun,
                            "resource cannot be initialized for task {}: container {} depends on "
                            "{}, which is none of its containers",
                            task.arn, container.name, dependency.container);
    if (has_cycle(task))
        return fail(kCannotRun, "Task dependencies cannot be resolved, taskArn: {}", task.arn);
    return ok();
}

// Last, so that the payload's containers keep their places.
void add_pause_container(TaskSpec& task) {
    ContainerSpec pause;
    pause.name = kPauseName;
    pause.essential = true;
    pause.internal = true;
    for (auto& container : task.containers)
        container.depends_on.push_back({pause.name, Condition::Start});
    task.containers.push_back(std::move(pause));
}

bool shares_anything(const TaskSpec& task) {
    return task.network_mode == NetworkMode::Awsvpc || task.pid_mode == Sharing::Task ||
           task.ipc_mode == Sharing::Task;
}

}  // namespace

Result<TaskSpec> parse_task(const json::value& task) {
    TaskSpec spec;
    spec.arn = json::text(task, "arn");
    spec.family = json::text(task, "family");
    spec.version = json::text(task, "version");
    spec.memory_mib = static_cast<int>(json::integer(task, "memory"));
    if (const auto* cpu = json::find(task, "cpu"); cpu != nullptr && cpu->is_number())
        spec.vcpus = std::clamp(cpu->to_number<double>(), 0.0, kVcpusMax);
    if (spec.arn.empty()) return fail(kMalformed, "the task has no arn");
    if (const auto wish = json::text(task, "desiredStatus", "RUNNING"); wish != "RUNNING")
        return fail(kMalformed, "unknown desiredStatus {}", wish);
    auto volumes = parse_volumes(task);
    if (!volumes) return volumes.error();
    spec.volumes = *std::move(volumes);
    if (auto read = read_containers(task, spec); !read) return read.error();
    if (auto read = read_modes(task, spec); !read) return read.error();
    for (auto* check : {&check_names, &check_mounts, &check_dependencies})
        if (auto checked = check(spec); !checked) return checked.error();
    if (shares_anything(spec)) add_pause_container(spec);
    return spec;
}

const VolumeSpec* find_volume(const TaskSpec& task, const std::string& name) {
    const auto found = std::find_if(task.volumes.begin(), task.volumes.end(),
                                    [&](const VolumeSpec& volume) { return volume.name == name; });
    return found == task.volumes.end() ? nullptr : &*found;
}

bool has_limits(const TaskSpec& task) { return task.vcpus > 0 || task.memory_mib > 0; }

bool has_pause_container(const TaskSpec& task) {
    return !task.containers.empty() && task.containers.back().internal;
}

std::size_t index_of(const TaskSpec& task, std::string_view container) {
    const auto found = std::ranges::find(task.containers, container, &ContainerSpec::name);
    return static_cast<std::size_t>(found - task.containers.begin());
}

}  // namespace ikada::agent
