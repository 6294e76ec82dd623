#pragma once
// An event as EventBridge passes it on.
// Source: docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html

#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "base/json.hpp"
#include "events/types.hpp"

namespace ikada::events {

struct Event {
    std::string id;  // a UUID
    std::string source;
    std::string detail_type;
    TimePoint time;
    std::vector<std::string> resources;
    json::object detail;
};

// What a rule's schedule sends to its targets.
Event scheduled_event(const Rule& rule, std::string id, TimePoint tick);

// With every member that AWS's have, time to the second.
std::string to_text(const aws::Installation& at, const Event& event);

}  // namespace ikada::events
