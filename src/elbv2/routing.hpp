#pragma once
// From records to the balancer's routing table. Reads only; equal records, equal table.

#include <map>

#include "elbv2/api.hpp"

namespace ikada::elbv2 {

// Balancer-side ids: a listener's and a target group's is the last part of its ARN, a target's its
// generation.
ports::RoutingTable routing_table(const world::Tx& tx, const Placement& placement);

// ARNs of the target groups to which a listener or rule forwards, before or after the change.
void add_groups_of(const world::Change& change, std::vector<std::string>& arns);

// The same table in parts, of which a change makes only a few to be computed anew.
class RoutingParts {
  public:
    explicit RoutingParts(Placement placement) : placement_(std::move(placement)) {}

    // The parts that a change concerns, as keys for refresh.
    static void add_keys(const world::Change& change, std::vector<std::string>& keys);
    // Makes one part equal to the records; tells whether it was not.
    bool refresh(const world::Tx& tx, std::string_view key);
    // Once every part that changed was refreshed: routing_table.
    ports::RoutingTable table() const;

  private:
    bool refresh_frontend(const world::Tx& tx, const std::string& listener_arn);
    bool refresh_backend(const world::Tx& tx, const std::string& target_group_arn);

    const Placement placement_;
    std::map<std::string, ports::Frontend> frontends_;  // by listener's ARN
    std::map<std::string, ports::Backend> backends_;    // by target group's ARN
};

}  // namespace ikada::elbv2
