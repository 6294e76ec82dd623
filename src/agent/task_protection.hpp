#pragma once
// The task scale-in protection endpoint: a container asks for its task's protection, or sets it.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint
//   .html; node-protocol.md, 5.7.

#include <string>
#include <string_view>

#include "agent/ecs_api.hpp"
#include "base/json.hpp"
#include "ecs/shapes.hpp"

namespace ikada::agent {

constexpr Millis kProtectionTimeout{4'000};  // the ECS agent's

struct ProtectionAnswer {
    int status = 200;
    json::object document;
};

// The body of a PUT; cluster and task are the caller's to add.
//   Errors: kMalformed, in the ECS agent's words.
Result<ecs::shapes::UpdateTaskProtectionRequest> read_protection_change(std::string_view body);

// What the API's answer becomes. A failure ("TASK_NOT_VALID") is no error.
ProtectionAnswer tell_protection(const std::vector<ecs::shapes::ProtectedTask>& tasks,
                                 const std::vector<ecs::shapes::Failure>& failures);
ProtectionAnswer tell_protection_error(const std::string& task_arn, const Error& error,
                                       const LastAnswer& answer);

// Nothing is known of the container that asks.
ProtectionAnswer no_task_to_protect();

// GET asks, PUT sets. Calls the API with the instance's key.
ProtectionAnswer answer_protection(EcsApi& api, const std::string& cluster,
                                   const std::string& task_arn, const net::HttpRequest& request);

}  // namespace ikada::agent
