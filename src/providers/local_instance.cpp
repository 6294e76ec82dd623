#include "providers/local_instance.hpp"

#include <algorithm>
#include <fstream>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "docker/client.hpp"
#include "os/files.hpp"
#include "os/local_addresses.hpp"
#include "providers/local_network.hpp"

namespace ikada::providers {
namespace {

namespace fs = std::filesystem;

constexpr Millis kBackoffMax{30'000};
constexpr Millis kBackoffFirst{500};
constexpr Millis kSettled{10'000};  // an agent that lived so long starts with no backoff again
constexpr Millis kAgentPatience{
    5'000};  // for it to save its state; containers are not its children
constexpr Seconds kContainerPatience{10};
constexpr int kCpuUnitsPerVcpu = 1024;

fs::path pid_file(const fs::path& folder) { return folder / "agent.pid"; }
fs::path address_file(const fs::path& folder) { return folder / "address"; }

// Whether the process runs the program as it is on disk now, not an older build of it.
bool runs(const os::ProcessId& process, const fs::path& program) {
    std::error_code error;
    const auto image = fs::read_symlink(fmt::format("/proc/{}/exe", process.pid), error);
    return !error && image == fs::weakly_canonical(program, error);
}

// The file holds "ADDRESS CIDR", so that what was an instance can be cleared away later.
void free_address(const fs::path& folder) {
    const auto kept = os::read_file(address_file(folder));
    const auto space = kept ? kept->find(' ') : std::string::npos;
    if (space == std::string::npos) return;
    remove_address(network_of(kept->substr(space + 1)), kept->substr(0, space));
}

void complain(const Status& removed, std::string_view kind, const std::string& name) {
    if (!removed) log::warn("{} {} stays behind: {}", kind, name, removed.error().message);
}

// The volumes of its tasks as well: both bear its label.
void remove_containers(const std::string& instance_id) {
    const auto socket = docker::find_socket();
    docker::Client client(socket ? *socket : std::string(docker::kDefaultSocket));
    const docker::Labels its{{"ikada.instance", instance_id}};
    const auto rows = client.list(its);
    if (!rows) {
        log::warn("containers of {} may stay behind: {}", instance_id, rows.error().message);
        return;
    }
    for (const auto& row : *rows) {
        (void)client.stop(row.id, kContainerPatience);
        complain(client.remove(row.id, true), "container", row.name);
    }
    const auto volumes = client.list_volumes(its);
    if (!volumes) return;
    for (const auto& volume : *volumes)
        complain(client.remove_volume(volume.name), "volume", volume.name);
}

}  // namespace

LocalInstance::LocalInstance(const LocalSettings& settings, ports::WantedInstance want)
    : settings_(settings), want_(std::move(want)), folder_(settings.folder / want_.id) {}

ports::InstanceSeen LocalInstance::tend(CgroupDriver driver, TimePoint now) {
    // Also again, should the bridge or its address be lost.
    if (!os::is_own(os::local_addresses(), want_.address)) prepared_ = false;
    if (!prepared_) {
        if (auto ready = prepare(driver); !ready)
            return {ports::InstanceSight::Failed, ready.error().message};
        prepared_ = true;
    }
    if (!agent_) adopt();
    if (agent_ && os::is_alive(*agent_)) return {ports::InstanceSight::Running, ""};

    if (now - launched_at_ >= kSettled) backoff_ = Millis{0};
    if (now - launched_at_ < backoff_)
        return {ports::InstanceSight::Failed,
                "its agent keeps ending; see " + (folder_ / "agent.log").string()};
    backoff_ = std::clamp(backoff_ * 2, kBackoffFirst, kBackoffMax);
    launched_at_ = now;
    if (auto launched = launch_agent(driver); !launched)
        return {ports::InstanceSight::Failed, launched.error().message};
    return {ports::InstanceSight::Running, ""};
}

Status LocalInstance::prepare(CgroupDriver driver) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) return fail(kIoError, "cannot create {}: {}", folder_.string(), error.message());
    if (auto kept =
            os::write_file(address_file(folder_), want_.address + " " + settings_.network.cidr);
        !kept)
        return kept;
    if (auto network = ensure_network(settings_.network, settings_.owner); !network) return network;
    if (auto added = add_address(settings_.network, want_.address); !added) return added;
    return os::make_cgroup(cgroup_of(driver, want_.id), limits_of(want_.size));
}

void LocalInstance::adopt() {
    const auto found = os::read_pid_file(pid_file(folder_));
    if (!found) return;
    if (runs(*found, settings_.program)) {
        agent_ = found;
        return;
    }
    log::info("agent of {} runs another build of ikada: restarting it", want_.id);
    os::stop(*found, kAgentPatience);
}

Status LocalInstance::launch_agent(CgroupDriver driver) {
    const os::Launch how{.command = {settings_.program.string(),
                                     "agent",
                                     "--endpoint",
                                     settings_.endpoint,
                                     "--region",
                                     settings_.region,
                                     "--cluster",
                                     want_.cluster,
                                     "--instance-id",
                                     want_.id,
                                     "--address",
                                     want_.address,
                                     "--network",
                                     settings_.network.name,
                                     "--cgroup-parent",
                                     cgroup_of(driver, want_.id),
                                     "--cpu",
                                     std::to_string(want_.size.vcpus * kCpuUnitsPerVcpu),
                                     "--memory",
                                     std::to_string(want_.size.memory_mib),
                                     "--data",
                                     folder_.string()},
                         .environment = {{"AWS_ACCESS_KEY_ID", want_.access_key_id},
                                         {"AWS_SECRET_ACCESS_KEY", want_.secret_access_key}},
                         .log_file = folder_ / "agent.log"};
    auto launched = os::launch(how);
    if (!launched) return launched.error();
    agent_ = *launched;
    return os::write_pid_file(pid_file(folder_), *agent_);
}

void stop_agent(const fs::path& folder) {
    if (const auto agent = os::read_pid_file(pid_file(folder))) os::stop(*agent, kAgentPatience);
}

void remove_instance(const fs::path& folder) {
    const auto id = folder.filename().string();
    stop_agent(folder);
    remove_containers(id);
    free_address(folder);
    if (const auto driver = find_cgroup_driver()) os::remove_cgroup(cgroup_of(*driver, id));
    std::error_code error;
    fs::remove_all(folder, error);
    if (error) log::warn("cannot remove {}: {}", folder.string(), error.message());
}

}  // namespace ikada::providers
