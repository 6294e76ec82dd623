#pragma once
// One instance on this machine.

#include <optional>

#include "os/process.hpp"
#include "ports/instance_provider.hpp"
#include "providers/cgroup.hpp"
#include "providers/local_provider.hpp"

namespace ikada::providers {

class LocalInstance {
  public:
    LocalInstance(const LocalSettings& settings, ports::WantedInstance want);

    // Brings it as far as it should be: address, control group, living agent. Call it often: a dead
    // agent is restarted at once, one that keeps dying ever more rarely.
    ports::InstanceSeen tend(CgroupDriver driver, TimePoint now);

    const ports::WantedInstance& want() const { return want_; }

  private:
    Status prepare(CgroupDriver driver);
    Status launch_agent(CgroupDriver driver);
    void adopt();

    const LocalSettings& settings_;
    ports::WantedInstance want_;
    std::filesystem::path folder_;
    std::optional<os::ProcessId> agent_;
    bool prepared_ = false;
    TimePoint launched_at_{};
    Millis backoff_{0};
};

// Ends what an instance folder stands for: agent, containers, address, control group; then the
// folder.
void remove_instance(const std::filesystem::path& folder);
// Ends its agent.
void stop_agent(const std::filesystem::path& folder);

}  // namespace ikada::providers
