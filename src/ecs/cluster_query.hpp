#pragma once
// ECS's cluster query language: which container instances an expression means. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ecs/types_instance.hpp"

namespace ikada::ecs {

constexpr int kExpressionLengthMax = 4096;  // Choice: AWS names no figure
constexpr int kExpressionDepthMax = 32;     // Choice: parentheses and nots within each other

// What runs on an instance, as expressions ask. Tasks that were told to stop do not count.
struct InstanceTasks {
    int running = 0, pending = 0;
    std::map<std::string, int, std::less<>> by_group;  // tasks; none is not in it
    bool operator==(const InstanceTasks&) const = default;
};

// The value of an instance's attribute, built-in ones too; null if it has none of that name.
const std::string* attribute_value(const ContainerInstance& instance, std::string_view name);

// A parsed expression. Cheap to copy.
class ClusterQuery {
  public:
    // Matches no instance.
    ClusterQuery() = default;

    bool matches(const ContainerInstance& instance, const InstanceTasks& tasks) const;
    // As it was written.
    const std::string& text() const;
    bool operator==(const ClusterQuery& other) const { return text() == other.text(); }
    // Whether the answer depends on what runs on the instance, not on the instance alone.
    bool asks_for_tasks() const;
    // An attribute and its values, one of which every instance that matches has. Null if the
    // expression names none. "ec2InstanceId" stands for the instance's id.
    struct Pin {
        std::string attribute;
        std::vector<std::string> values;
    };
    const Pin* pin() const;

    struct Parsed;

  private:
    friend Result<ClusterQuery> parse_cluster_query(std::string_view text);
    std::shared_ptr<const Parsed> parsed_;
};

// Errors: kInvalidParameter, saying where the expression is wrong.
Result<ClusterQuery> parse_cluster_query(std::string_view text);

}  // namespace ikada::ecs
