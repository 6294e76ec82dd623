#pragma once
// What every deploy command works with.

#include <string_view>

#include "client/api.hpp"
#include "client/pace.hpp"

namespace ikada::deploy {

inline constexpr client::JsonService kEcs{"ecs", "AmazonEC2ContainerServiceV20141113"};
inline constexpr client::JsonService kEvents{"events", "AWSEvents"};

// What a command did not bring to its end. The message is the reason, in one line.
inline constexpr ErrorKind kDeployFailed{"DeployFailed"};
inline constexpr ErrorKind kTimedOut{"DeployTimedOut"};
inline constexpr ErrorKind kInterrupted{"Interrupted"};
inline constexpr ErrorKind kNotFound{"NotFound"};

// How a command tells people what happens.
class Voice {
  public:
    virtual ~Voice() = default;
    virtual void say(std::string_view line) = 0;    // a fact; stays
    virtual void show(std::string_view state) = 0;  // how it stands; the next one replaces it
};

struct Tool {
    client::Api& api;
    client::Pace& pace;
    Voice& voice;
};

constexpr Millis kLookEvery{1'000};

}  // namespace ikada::deploy
