#pragma once
// What ECS tells of its records to EventBridge.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// One event without what EventBridge adds; its source is "aws.ecs".
struct StateChange {
    std::string detail_type;  // "ECS Task State Change"
    json::object detail;
};

// The ARN of the task, container instance or service that changed; nothing for another record.
std::optional<std::string> event_source(const world::Change& change);
std::vector<std::string> event_sources(const world::Tx& tx);  // all that there are

// How far the events of a source have come, as text; nothing if it is not there. Kept by who sends
// them.
std::optional<std::string> event_mark(const world::Tx& tx, std::string_view arn);
// What is new since a mark; since ever without one.
std::vector<StateChange> events_since(const world::Tx& tx, std::string_view arn,
                                      const std::optional<std::string>& mark);

}  // namespace ikada::ecs
