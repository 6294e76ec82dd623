#pragma once
// Control groups that keep containers to a size, under whichever cgroup version and driver dockerd
// uses. A group is known by what Docker takes as CgroupParent: a path ("/ikada/i-1"), or a slice's
// name ("ikada-1.slice"). Source: docs.kernel.org/admin-guide/cgroup-v1, cgroup-v2;
// systemd.slice(5).

#include <string>

#include "base/result.hpp"

namespace ikada::os {

struct CgroupLimits {
    std::int64_t memory_bytes = 0;  // 0: none
    double vcpus = 0;               // 0: none
    bool operator==(const CgroupLimits&) const = default;
};

// The name of a group inside another; `name` without dashes, which nest slices.
std::string child_cgroup(const std::string& parent, const std::string& name);

// Makes it with these limits, or sets them anew. Errors: kIoError, naming file and reason.
Status make_cgroup(const std::string& group, const CgroupLimits& limits);
// With those inside it. Best effort: one still in use stays.
void remove_cgroup(const std::string& group);

}  // namespace ikada::os
