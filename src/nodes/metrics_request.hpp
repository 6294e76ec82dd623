#pragma once
// PublishMetricsRequest: what an agent says its containers use. Pure. Source: node-protocol.md,
// part 4.

#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "ports/node_link.hpp"

namespace ikada::nodes {

// More is cut.
constexpr double kCpuPercentMax = 100;                // all of the instance
constexpr double kMemoryMibMax = 64.0 * 1024 * 1024;  // 64 TiB, beyond any instance

// The mean of each sample set of one page; nothing where the instance is idle. A container without
// both sets, or with one that has no samples or a negative sum, is left out.
//   Errors: kMalformed for a member of another type, naming its path.
Result<std::vector<ports::ContainerUseSeen>> read_metrics(const json::value& message);

}  // namespace ikada::nodes
