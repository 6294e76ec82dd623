#pragma once
// What every deploy command works with.

#include <memory>
#include <string_view>
#include <vector>

#include "client/api.hpp"
#include "client/log_reader.hpp"
#include "client/pace.hpp"

namespace ikada::deploy {

inline constexpr client::JsonService kEcs{"ecs", "AmazonEC2ContainerServiceV20141113"};
inline constexpr client::JsonService kEvents{"events", "AWSEvents"};

// What a command did not bring to its end. The message is the reason, in one line.
inline constexpr ErrorKind kDeployFailed{"DeployFailed"};
inline constexpr ErrorKind kTimedOut{"DeployTimedOut"};
inline constexpr ErrorKind kInterrupted{"Interrupted"};
inline constexpr ErrorKind kNotFound{"NotFound"};

// How something stands.
struct Standing {
    std::string summary = {};               // empty: not known
    std::vector<std::string> details = {};  // for where they can be drawn over as they change
};

// How a command tells people what happens.
class Voice {
  public:
    virtual ~Voice() = default;
    virtual void say(std::string_view line) = 0;      // a fact; stays
    virtual void note(std::string_view line) = 0;     // one that details show, where they do
    virtual void show(const Standing& standing) = 0;  // the next one replaces it
};

// What one container writes, handed on to the person.
class LogFollower {
  public:
    virtual ~LogFollower() = default;
    // Hands on what has come since; whether there was any.
    virtual bool pass_on() = 0;
    virtual bool is_over() const = 0;
};
// Where logs come from.
class LogSource {
  public:
    virtual ~LogSource() = default;
    virtual std::unique_ptr<LogFollower> follow(const client::LogPlace& place) = 0;
    // None if they cannot be had.
    virtual std::vector<std::string> last_lines(const client::LogPlace& place, int count) = 0;
};

struct Tool {
    client::Api& api;
    client::Pace& pace;
    Voice& voice;
    LogSource* logs = nullptr;  // none: the API has none, as AWS's own
};

constexpr Millis kLookEvery{1'000};

}  // namespace ikada::deploy
