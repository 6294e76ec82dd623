#pragma once
// What a cluster query is made of.

#include <re2/re2.h>

#include "base/strings.hpp"
#include "base/time.hpp"
#include "ecs/cluster_query.hpp"

namespace ikada::ecs {

enum class QueryOperator {
    Equals,
    NotEquals,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Exists,
    NotExists,
    In,
    NotIn,
    Matches,
    NotMatches
};

enum class QuerySubject {
    AgentConnected,
    AgentVersion,
    Attribute,
    Ec2InstanceId,
    RegisteredAt,
    RunningTasksCount,
    TaskGroup
};

// One comparison; what its argument means was found out when it was parsed.
struct QueryTest {
    QuerySubject subject = QuerySubject::Attribute;
    std::string attribute;  // its name, for Attribute
    QueryOperator operation = QueryOperator::Equals;
    std::vector<std::string> arguments;  // one, or a list; none for Exists
    std::shared_ptr<const re2::RE2> pattern;
    TimePoint time;
    std::int64_t number = 0;
};

struct QueryNode {
    enum class Kind { Test, And, Or, Not } kind = Kind::Test;
    QueryTest test;
    std::vector<QueryNode> parts;  // two of And and Or, one of Not
};

struct ClusterQuery::Parsed {
    std::string text;
    QueryNode root;
    bool asks_for_tasks = false;
    std::optional<Pin> pin;
};

// -1, 0, 1: dotted numbers by number, other text by its letters. "1.9.0" is before "1.10.0".
int compare_versions(std::string_view a, std::string_view b);

}  // namespace ikada::ecs
