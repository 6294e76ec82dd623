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
// OpenLogStream: what a container writes, from Docker. The answer's token opens the stream once,
// within 30 s: a websocket to the URL, with "Authorization: Bearer TOKEN". Each frame
// (base/stream_frame.hpp) is one entry: its time, a blank, and the text.
struct OpenLogStreamRequest {
    std::optional<std::string> cluster;
    std::string task;
    std::optional<std::string> container;  // may be left out where there is one
    std::optional<bool> follow;            // until the container ends, not only what there is
    std::optional<int> tail;               // so many last entries; all if not given
    std::optional<std::string> since;      // "2026-11-29T09:13:40.123456789Z": from then on
};
struct OpenLogStreamResponse {
    std::string container;
    std::string stream_url, token_value;
};
const schema::Type& describe(const OpenLogStreamRequest*);
const schema::Type& describe(const OpenLogStreamResponse*);
const schema::Type& describe(const DescribeUtilizationRequest*);
const schema::Type& describe(const UtilizationItem*);
const schema::Type& describe(const DescribeUtilizationResponse*);

}  // namespace ikada::ecs
