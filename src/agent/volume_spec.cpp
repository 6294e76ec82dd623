#include "agent/volume_spec.hpp"

#include "agent/task_spec.hpp"

namespace ikada::agent {
namespace {

std::map<std::string, std::string> text_map(const json::value& from, std::string_view key) {
    std::map<std::string, std::string> all;
    for (const auto& [name, value] : json::members(from, key))
        if (const auto* text = value.if_string()) all[name] = std::string(*text);
    return all;
}

// Without a path it is a Docker volume of the task's own.
Status read_host(const json::value& from, VolumeSpec& into) {
    const auto* host = json::find(from, "host");
    if (host == nullptr) return fail(kMalformed, "volume {}: has no host", into.name);
    into.path = json::text(*host, "sourcePath");
    into.place = into.path.empty() ? VolumePlace::Task : VolumePlace::Path;
    return ok();
}

Status read_docker(const json::value& from, VolumeSpec& into) {
    const auto* docker = json::find(from, "dockerVolumeConfiguration");
    if (docker == nullptr)
        return fail(kMalformed, "volume {}: has no dockerVolumeConfiguration", into.name);
    const auto scope = json::text(*docker, "scope", "task");
    if (scope != "task" && scope != "shared")
        return fail(kMalformed, "volume {}: unknown scope {}", into.name, scope);
    into.place = scope == "shared" ? VolumePlace::Shared : VolumePlace::Task;
    into.autoprovision = json::boolean(*docker, "autoprovision");
    into.driver = json::text(*docker, "driver", "local");
    if (into.driver.empty()) into.driver = "local";
    into.driver_options = text_map(*docker, "driverOpts");
    into.labels = text_map(*docker, "labels");
    return ok();
}

Status read_place(const json::value& from, VolumeSpec& into) {
    auto type = json::text(from, "type", "host");
    if (type.empty()) type = "host";
    if (type == "host") return read_host(from, into);
    if (type == "docker") return read_docker(from, into);
    return fail(kCannotRun, "VolumeError: volume {}: this agent has no volumes of type {}",
                into.name, type);
}

}  // namespace

Result<std::vector<VolumeSpec>> parse_volumes(const json::value& task) {
    std::vector<VolumeSpec> volumes;
    for (const auto& from : json::list(task, "volumes")) {
        VolumeSpec volume;
        volume.name = json::text(from, "name");
        if (volume.name.empty()) return fail(kMalformed, "a volume has no name");
        if (auto read = read_place(from, volume); !read) return read.error();
        volumes.push_back(std::move(volume));
    }
    return volumes;
}

}  // namespace ikada::agent
