#pragma once
// ECS's records as plain structs. In each, *asked* members are written by operations, *decided*
// ones by controllers, *seen* ones by what agents and balancers report.

#include <string>
#include <vector>

#include "ecs/types_account.hpp"
#include "ecs/types_cluster.hpp"
#include "ecs/types_instance.hpp"
#include "ecs/types_network.hpp"
#include "ecs/types_service.hpp"
#include "ecs/types_task.hpp"

namespace ikada::ecs {

// What a call with a client token made: the same call again gets the same answer.
struct ClientToken {
    std::string key;           // "RunTask/token"
    std::string request_hash;  // SHA-256 of the request without its token, hex
    std::vector<std::string> arns;
    TimePoint used_at;
};
const schema::Type& describe(const ClientToken*);

// Choice: longer than any client retries. AWS names no figure for ECS.
constexpr Seconds kClientTokenKept{24 * 3600};

}  // namespace ikada::ecs
