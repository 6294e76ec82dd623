#pragma once
// EventBridge's operations, one function each: docs.aws.amazon.com/eventbridge/latest/APIReference.

#include "aws/operation.hpp"
#include "events/shapes.hpp"

namespace ikada::events {

#define IKADA_EVENTS_OPERATION(function, Name)                                        \
    Result<shapes::Name##Response> function(world::Tx&, const shapes::Name##Request&, \
                                            const aws::Call&)

IKADA_EVENTS_OPERATION(put_rule, PutRule);
IKADA_EVENTS_OPERATION(describe_rule, DescribeRule);
IKADA_EVENTS_OPERATION(list_rules, ListRules);
IKADA_EVENTS_OPERATION(enable_rule, EnableRule);
IKADA_EVENTS_OPERATION(disable_rule, DisableRule);
IKADA_EVENTS_OPERATION(delete_rule, DeleteRule);

IKADA_EVENTS_OPERATION(put_targets, PutTargets);
IKADA_EVENTS_OPERATION(remove_targets, RemoveTargets);
IKADA_EVENTS_OPERATION(list_targets_by_rule, ListTargetsByRule);
IKADA_EVENTS_OPERATION(list_rule_names_by_target, ListRuleNamesByTarget);

IKADA_EVENTS_OPERATION(put_events, PutEvents);
IKADA_EVENTS_OPERATION(test_event_pattern, TestEventPattern);

IKADA_EVENTS_OPERATION(describe_event_bus, DescribeEventBus);
IKADA_EVENTS_OPERATION(list_event_buses, ListEventBuses);

IKADA_EVENTS_OPERATION(tag_resource, TagResource);
IKADA_EVENTS_OPERATION(untag_resource, UntagResource);
IKADA_EVENTS_OPERATION(list_tags_for_resource, ListTagsForResource);

#undef IKADA_EVENTS_OPERATION

}  // namespace ikada::events
