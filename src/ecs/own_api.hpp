#pragma once
// What ikada's own tools ask of ECS that AWS's API has no words for.

#include <optional>
#include <string>
#include <vector>

#include "schema/type.hpp"

namespace ikada::ecs {

constexpr std::size_t kUtilizationArnsMax = 100;  // as many as DescribeTasks takes

// DescribeUtilization: of tasks, services and container instances. Those that are not there or of
// which nothing is known are left out of the answer.
struct DescribeUtilizationRequest {
    std::vector<std::string> arns;
};
struct UtilizationItem {
    std::string arn;
    double cpu_units = 0, memory_mib = 0;
    // Of what is reserved, or what the instance has; nothing where that is nothing.
    std::optional<double> cpu_percent, memory_percent;
    std::optional<double> cpu_percent_of_instance;  // of a task
};
struct DescribeUtilizationResponse {
    std::vector<UtilizationItem> items;
};
const schema::Type& describe(const DescribeUtilizationRequest*);
const schema::Type& describe(const UtilizationItem*);
const schema::Type& describe(const DescribeUtilizationResponse*);

}  // namespace ikada::ecs
