#include "ecs/cluster_query.hpp"

#include <algorithm>

#include "ecs/cluster_query_ast.hpp"

namespace ikada::ecs {
namespace {

bool holds(QueryOperator operation, int order) {
    switch (operation) {
        case QueryOperator::Equals:
            return order == 0;
        case QueryOperator::NotEquals:
            return order != 0;
        case QueryOperator::Greater:
            return order > 0;
        case QueryOperator::GreaterEqual:
            return order >= 0;
        case QueryOperator::Less:
            return order < 0;
        case QueryOperator::LessEqual:
            return order <= 0;
        case QueryOperator::Exists:
        case QueryOperator::NotExists:
        case QueryOperator::In:
        case QueryOperator::NotIn:
        case QueryOperator::Matches:
        case QueryOperator::NotMatches:
            return false;
    }
    return false;
}

template <class T>
int order_of(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

// Numbers by value, other text by its letters.
int order_of_values(std::string_view a, std::string_view b) {
    const auto left = parse_double(a), right = parse_double(b);
    return left && right ? order_of(*left, *right) : order_of(a, b);
}

bool is_argument(const QueryTest& test, std::string_view value) {
    return std::ranges::find(test.arguments, value) != test.arguments.end();
}

// A value that is not there is unequal to everything, in no list, and matches no pattern.
bool holds_for(const QueryTest& test, const std::string* value) {
    switch (test.operation) {
        case QueryOperator::Equals:
        case QueryOperator::In:
            return value && is_argument(test, *value);
        case QueryOperator::NotEquals:
        case QueryOperator::NotIn:
            return !value || !is_argument(test, *value);
        case QueryOperator::Exists:
            return value;
        case QueryOperator::NotExists:
            return !value;
        case QueryOperator::Matches:
            return value && re2::RE2::FullMatch(*value, *test.pattern);
        case QueryOperator::NotMatches:
            return !value || !re2::RE2::FullMatch(*value, *test.pattern);
        case QueryOperator::Greater:
        case QueryOperator::GreaterEqual:
        case QueryOperator::Less:
        case QueryOperator::LessEqual:
            return value && holds(test.operation, order_of_values(*value, test.arguments[0]));
    }
    return false;
}

QueryOperator positive(QueryOperator operation) {
    switch (operation) {
        case QueryOperator::NotEquals:
            return QueryOperator::Equals;
        case QueryOperator::NotIn:
            return QueryOperator::In;
        case QueryOperator::NotMatches:
            return QueryOperator::Matches;
        case QueryOperator::NotExists:
            return QueryOperator::Exists;
        case QueryOperator::Equals:
        case QueryOperator::Greater:
        case QueryOperator::GreaterEqual:
        case QueryOperator::Less:
        case QueryOperator::LessEqual:
        case QueryOperator::Exists:
        case QueryOperator::In:
        case QueryOperator::Matches:
            return operation;
    }
    return operation;
}

// An instance has as many groups as its tasks have: one that holds is enough, and a negated
// operator says that none does.
bool holds_for_groups(const QueryTest& test, const InstanceTasks& tasks) {
    QueryTest wanted = test;
    wanted.operation = positive(test.operation);
    const bool some = std::ranges::any_of(
        tasks.by_group, [&](const auto& group) { return holds_for(wanted, &group.first); });
    return wanted.operation == test.operation ? some : !some;
}

bool holds_for(const QueryTest& test, const ContainerInstance& instance,
               const InstanceTasks& tasks) {
    static const std::string kYes = "true", kNo = "false";
    switch (test.subject) {
        case QuerySubject::AgentConnected:
            return holds_for(test, instance.agent_connected ? &kYes : &kNo);
        case QuerySubject::AgentVersion:
            return holds(test.operation,
                         compare_versions(instance.agent_version, test.arguments[0]));
        case QuerySubject::Attribute:
            return holds_for(test, attribute_value(instance, test.attribute));
        case QuerySubject::Ec2InstanceId:
            return holds_for(test, &instance.ec2_instance_id);
        case QuerySubject::RegisteredAt:
            return holds(test.operation, order_of(instance.registered_at, test.time));
        case QuerySubject::RunningTasksCount:
            return holds(test.operation, order_of<std::int64_t>(tasks.running, test.number));
        case QuerySubject::TaskGroup:
            return holds_for_groups(test, tasks);
    }
    return false;
}

bool holds_for(const QueryNode& node, const ContainerInstance& instance,
               const InstanceTasks& tasks) {
    const auto part = [&](std::size_t i) { return holds_for(node.parts[i], instance, tasks); };
    switch (node.kind) {
        case QueryNode::Kind::Test:
            return holds_for(node.test, instance, tasks);
        case QueryNode::Kind::And:
            return part(0) && part(1);
        case QueryNode::Kind::Or:
            return part(0) || part(1);
        case QueryNode::Kind::Not:
            return !part(0);
    }
    return false;
}

}  // namespace

const std::string* attribute_value(const ContainerInstance& instance, std::string_view name) {
    static const std::string kNoValue;
    for (const auto& attribute : instance.attributes)
        if (attribute.name == name) return attribute.value ? &*attribute.value : &kNoValue;
    const bool zone = name == "ecs.availability-zone" && !instance.availability_zone.empty();
    return zone ? &instance.availability_zone : nullptr;
}

int compare_versions(std::string_view a, std::string_view b) {
    const auto left = split(a, '.'), right = split(b, '.');
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        const auto order =
            order_of_values(i < left.size() ? left[i] : "0", i < right.size() ? right[i] : "0");
        if (order != 0) return order;
    }
    return 0;
}

bool ClusterQuery::matches(const ContainerInstance& instance, const InstanceTasks& tasks) const {
    return parsed_ && holds_for(parsed_->root, instance, tasks);
}

const std::string& ClusterQuery::text() const {
    static const std::string kNone;
    return parsed_ ? parsed_->text : kNone;
}

bool ClusterQuery::asks_for_tasks() const { return parsed_ && parsed_->asks_for_tasks; }

const ClusterQuery::Pin* ClusterQuery::pin() const {
    return parsed_ && parsed_->pin ? &*parsed_->pin : nullptr;
}

}  // namespace ikada::ecs
