#pragma once
// What the sample program answers, and what it then does to itself. Pure: the server does it.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sample/request.hpp"

namespace ikada::sample {

constexpr long kSecondsMax = 3600;        // choice: of /slow, /burn
constexpr long kEatMebibytesMax = 65536;  // choice: more than any test machine has

// Who answers. The agent sets IKADA_TASK_ID and IKADA_INSTANCE_ID in every container.
struct Identity {
    std::string service, version, task, instance;
    std::vector<std::string> environment;  // "NAME=value"
};

// What the server does before it sends the answer.
struct Before {
    std::chrono::milliseconds sleep{0};
    std::chrono::seconds burn{0};
    long eat_mib = 0;                 // kept until the process ends
    std::optional<bool> fail_health;  // sets what /healthz says from now on
    bool hang = false;                // never answers
};

struct Answer {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    Before before;
    std::optional<int> exit_code;  // the process ends with it once the answer is sent
};

Answer answer(const Request& request, const Identity& identity, bool healthy);

// The bytes of an answer. `keep_alive` false adds "Connection: close"; `method` HEAD leaves the
// body out.
std::string render(const Answer& answer, const std::string& method, bool keep_alive);

}  // namespace ikada::sample
