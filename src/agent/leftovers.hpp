#pragma once
// Processes of a container that Docker does not show as running: dockerd was killed while it
// started them, and its successor neither ends them nor starts the container beside them.

#include <filesystem>
#include <string>
#include <vector>

#include "os/process.hpp"

namespace ikada::agent {

// Those whose control group bears the container's full id, under any version of cgroups.
std::vector<os::ProcessId> processes_of(const std::string& docker_id,
                                        const std::filesystem::path& proc = "/proc");

// Kills them; says in the log how many there were.
void end_leftovers(const std::string& docker_id);

}  // namespace ikada::agent
