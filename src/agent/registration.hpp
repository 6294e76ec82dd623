#pragma once
// Joining the cluster, and where the control plane listens for us. Safe from any thread.

#include <functional>
#include <mutex>
#include <string>

#include "agent/ecs_api.hpp"
#include "ecs/shapes.hpp"

namespace ikada::agent {

inline constexpr ErrorKind kTerminal{"Terminal"};     // trying again will not help
inline constexpr ErrorKind kNotYet{"NotRegistered"};  // another thread will register

inline constexpr char kAgentVersion[] = "0.1.0";
inline constexpr char kAgentHash[] = "ikada";

// What this machine offers. `known_arn`: of an earlier registration, or empty. Only capabilities
// that the agent has are named. Pure.
ecs::shapes::RegisterContainerInstanceRequest registration_request(const AgentOptions& options,
                                                                   const std::string& known_arn);

// As whom and where the control plane knows this instance.
struct RegisteredAs {
    std::string arn;
    std::string availability_zone, vpc_id;  // empty if it does not know
    bool operator==(const RegisteredAs&) const = default;
};
// Of its answer; the ARN known before stays. Pure.
RegisteredAs registered_as(const ecs::shapes::RegisterContainerInstanceResponse& answer,
                           const std::string& known_arn);

class Registration {
  public:
    // `known_arn` as saved. `on_registered` is told what to save, once.
    Registration(const AgentOptions& options, std::string known_arn,
                 std::function<void(RegisteredAs)> on_registered)
        : options_(options), arn_(std::move(known_arn)), on_registered_(std::move(on_registered)) {}

    // Registers if this process has not yet. One thread calls it.
    //   Errors: kTerminal when the server refuses this instance for good; else of the call.
    Status ensure(EcsApi& api);
    // Errors: kNotYet before ensure() has succeeded.
    Result<std::string> arn() const;
    Result<ecs::shapes::DiscoverPollEndpointResponse> discover(EcsApi& api) const;

  private:
    const AgentOptions& options_;
    mutable std::mutex mutex_;
    std::string arn_;
    bool done_ = false;
    std::function<void(RegisteredAs)> on_registered_;
};

}  // namespace ikada::agent
