#pragma once
// How the sample program is told to behave, from its environment. Pure: the lookup is an argument.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "sample/answer.hpp"

namespace ikada::sample {

struct Settings {
    int port = 8080;                           // PORT; 0 takes a free one
    std::chrono::milliseconds start_delay{0};  // START_DELAY_MS: nothing listens before
    bool fail_health = false;                  // FAIL_HEALTH=1: /healthz is 503 until /fail?on=0
    bool ignore_term = false;                  // IGNORE_TERM=1: only SIGKILL ends it
    std::optional<std::chrono::milliseconds> exit_after;  // EXIT_AFTER_MS
    int exit_code = 1;                                    // EXIT_CODE, with EXIT_AFTER_MS
    bool operator==(const Settings&) const = default;
};

// "" for a variable that is not set.
using Environment = std::function<std::string(const std::string& name)>;

// A value that is not a number in its range counts as not set.
Settings settings_from(const Environment& environment);

// SERVICE, VERSION, IKADA_TASK_ID, IKADA_INSTANCE_ID; `host` stands in for the ids.
Identity identity_from(const Environment& environment, const std::string& host);

}  // namespace ikada::sample
