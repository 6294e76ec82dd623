#pragma once
// Instances on this machine: an address on ikada's Docker network, a control group of the type's
// size, an agent process.

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "ports/instance_provider.hpp"
#include "providers/local_network.hpp"

namespace ikada::providers {

struct LocalSettings {
    std::filesystem::path program;  // the ikada binary, whose `agent` command runs an instance
    std::filesystem::path
        folder;  // <data>/instances; each has a folder of its own with agent.pid, agent.log
    std::string endpoint;  // the API, as agents reach it
    std::string region;
    std::filesystem::path owner;  // the installation's data folder
    LocalNetwork network;
};

class LocalProvider final : public ports::InstanceProvider {
  public:
    // Starts the provider's thread. Agents of an earlier server process are adopted, those of
    // another build of the program restarted.
    explicit LocalProvider(LocalSettings settings);
    // Leaves instances and their agents as they are.
    ~LocalProvider() override;

    void want(std::vector<ports::WantedInstance> instances) override;
    void on_seen(std::function<void(std::map<std::string, ports::InstanceSeen>)> seen) override;

    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

// Ends the agents of all instances under `folder`; containers run on.
void stop_agents(const std::filesystem::path& folder);
// Ends agents, containers, addresses and control groups of all instances under `folder`.
void remove_instances(const std::filesystem::path& folder);

}  // namespace ikada::providers
