#pragma once
// What other services may ask of ELBv2.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "elbv2/types.hpp"
#include "ports/balancer.hpp"
#include "world/controller.hpp"

namespace ikada::elbv2 {

void register_records(world::World& world);
const aws::Service& service();

const TargetGroup* find_target_group(const world::Tx& tx, std::string_view arn);
// Whether some listener or rule forwards to it: ECS refuses services with a target group that has
// none.
bool has_load_balancer(const world::Tx& tx, std::string_view target_group_arn);

struct TargetRef {
    std::string target_group_arn;
    std::string id;  // instance id, or IPv4 address in a group of such
    int port = 0;
    bool operator==(const TargetRef&) const = default;
};
// Registers it; one that is draining starts anew. No effect where it is registered already.
void register_target(world::Tx& tx, const TargetRef& target, TimePoint now);
// Starts draining; no effect where it is unknown or draining already.
void deregister_target(world::Tx& tx, const TargetRef& target, TimePoint now);
// Nothing once it has been drained and is gone.
std::optional<TargetState> target_state(const world::Tx& tx, const TargetRef& target);
// Why it is in that state, in ELB's words: "Health checks failed with these codes: [500]".
std::string target_description(const world::Tx& tx, const TargetRef& target);
// The target that changed; nothing if `change` is another record's.
std::optional<TargetRef> changed_target(const world::Change& change);

// Where load balancers listen.
struct Placement {
    std::vector<std::string> addresses{"127.0.0.1"};  // the --lb-address pool
    int port_offset = 0;                              // added to every listener's port
};
// In the order in which they run: load balancers' states and targets' lives, routing table to the
// balancer.
std::vector<std::unique_ptr<world::Controller>> make_controllers(const Placement& placement,
                                                                 ports::Balancer& balancer);
// What the balancer saw, written into the records.
void apply_sight(world::Tx& tx, const ports::BalancerSeen& seen, TimePoint now);

}  // namespace ikada::elbv2
