#include "events/operations.hpp"

#include "events/api.hpp"
#include "events/errors.hpp"
#include "events/keys.hpp"
#include "events/rule_patterns.hpp"

namespace ikada::events {
namespace {

constexpr std::array kOperations{
    aws::operation<&put_rule>("events:PutRule"),
    aws::operation<&describe_rule>("events:DescribeRule"),
    aws::operation<&list_rules>("events:ListRules"),
    aws::operation<&enable_rule>("events:EnableRule"),
    aws::operation<&disable_rule>("events:DisableRule"),
    aws::operation<&delete_rule>("events:DeleteRule"),
    aws::operation<&put_targets>("events:PutTargets"),
    aws::operation<&remove_targets>("events:RemoveTargets"),
    aws::operation<&list_targets_by_rule>("events:ListTargetsByRule"),
    aws::operation<&list_rule_names_by_target>("events:ListRuleNamesByTarget"),
    aws::operation<&put_events>("events:PutEvents"),
    aws::operation<&test_event_pattern>("events:TestEventPattern"),
    aws::operation<&describe_event_bus>("events:DescribeEventBus"),
    aws::operation<&list_event_buses>("events:ListEventBuses"),
    aws::operation<&tag_resource>("events:TagResource"),
    aws::operation<&untag_resource>("events:UntagResource"),
    aws::operation<&list_tags_for_resource>("events:ListTagsForResource"),
};
static_assert(kOperations.size() == shapes::kOperationNames.size(),
              "operations.list names an operation that is not in the table, or the reverse");

constexpr aws::Service kService{.name = "events",
                                .protocol = aws::Protocol::Json11,
                                .target_prefix = "AWSEvents",
                                .api_version = "2015-10-07",
                                .xml_namespace = {},
                                .operations = kOperations,
                                .invalid_parameter = errors::kValidation,
                                .missing_parameter = errors::kValidation};

}  // namespace

const aws::Service& service() { return kService; }

void register_records(world::World& world) {
    world.add_table<Rule>();
    world.add_table<Invocation>();
    world.add_table<RuleRuns>();
    world.add_table<SourceMark>();
    world.add_derived<RulePatterns>();
}

}  // namespace ikada::events
