#include "agent/leftovers.hpp"

#include <signal.h>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "os/files.hpp"

namespace ikada::agent {
namespace {

constexpr std::size_t kDockerIdChars = 64;  // a shorter name could be a part of another's

}  // namespace

std::vector<os::ProcessId> processes_of(const std::string& docker_id,
                                        const std::filesystem::path& proc) {
    std::vector<os::ProcessId> found;
    if (docker_id.size() != kDockerIdChars) return found;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(proc, unreadable)) {
        const auto pid = parse_int(entry.path().filename().string());
        if (!pid) continue;
        // Known first, so that a pid in use again meanwhile is not mistaken for it.
        const auto process = os::identify(static_cast<pid_t>(*pid));
        const auto groups = os::read_file(entry.path() / "cgroup");
        if (process && groups && groups->find(docker_id) != std::string::npos)
            found.push_back(*process);
    }
    return found;
}

void end_leftovers(const std::string& docker_id) {
    const auto left = processes_of(docker_id);
    if (left.empty()) return;
    log::warn("container {}: Docker lost {} of its processes: killed", docker_id, left.size());
    for (const auto& process : left) os::signal(process, SIGKILL);
}

}  // namespace ikada::agent
