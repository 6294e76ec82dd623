#include "elbv2/types.hpp"

namespace ikada::elbv2 {

IKADA_DESCRIBE(LoadBalancer, arn, name, id, internal, vpc_id, subnet_ids, security_group_ids,
               dns_name, address, attributes, tags, created_at, state, state_reason)
IKADA_DESCRIBE(TargetGroupWeight, target_group_arn, weight)
IKADA_DESCRIBE(Action, type, order, forward, protocol, port, host, path, query, status_code,
               content_type, body, sticky, sticky_seconds)
IKADA_DESCRIBE(Listener, arn, load_balancer_arn, port, default_actions, attributes, tags, error)
IKADA_DESCRIBE(QueryPair, key, value)
IKADA_DESCRIBE(Condition, field, values, header_name, pairs)
IKADA_DESCRIBE(Rule, arn, listener_arn, priority, conditions, actions, tags)
IKADA_DESCRIBE(HealthCheck, path, port, interval_seconds, timeout_seconds, healthy_threshold,
               unhealthy_threshold, matcher, protocol)
IKADA_DESCRIBE(TargetGroup, arn, name, id, target_type, port, vpc_id, health_check, attributes,
               tags)
IKADA_DESCRIBE(Target, target_group_arn, id, port, generation, registered_at, draining_since, state,
               reason, description, availability_zone)

}  // namespace ikada::elbv2
