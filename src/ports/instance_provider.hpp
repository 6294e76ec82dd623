#pragma once
// Port to where instances come from.

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ikada::ports {

struct InstanceSize {
    int vcpus = 1;
    int memory_mib = 512;
    bool operator==(const InstanceSize&) const = default;
};

// An instance that should exist.
struct WantedInstance {
    std::string id;  // "i-" + 17 hex
    std::string type;
    InstanceSize size;
    std::string address;  // its private IPv4 address, given by the control plane
    std::string cluster;  // the ECS cluster its agent joins
    // What the agent signs its calls with.
    std::string access_key_id, secret_access_key;
    bool operator==(const WantedInstance&) const = default;
};

enum class InstanceSight { Starting, Running, Failed };
struct InstanceSeen {
    InstanceSight sight = InstanceSight::Starting;
    std::string detail;  // why it failed and what to do
    bool operator==(const InstanceSeen&) const = default;
};

// Level-triggered: the provider makes exactly the wanted instances run, restarts what dies, and
// ends those of its own that are no longer wanted.
class InstanceProvider {
  public:
    virtual ~InstanceProvider() = default;
    // Returns at once; safe from any thread.
    virtual void want(std::vector<WantedInstance> instances) = 0;
    // instance id → seen; called from the provider's thread when something changed.
    virtual void on_seen(std::function<void(std::map<std::string, InstanceSeen>)> seen) = 0;
};

}  // namespace ikada::ports
