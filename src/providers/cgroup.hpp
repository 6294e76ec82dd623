#pragma once
// The control group that keeps an instance's containers to its size, under whichever cgroup version
// and driver dockerd uses. Source: docs.kernel.org/admin-guide/cgroup-v1, cgroup-v2;
// systemd.slice(5).

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "ports/instance_provider.hpp"

namespace ikada::providers {

enum class CgroupDriver { Cgroupfs1, Cgroupfs2, Systemd };

// Asks dockerd. Errors: kIoError.
Result<CgroupDriver> find_cgroup_driver();

// What Docker takes as CgroupParent for an instance.
std::string cgroup_parent(CgroupDriver driver, const std::string& instance_id);

// Makes it with limits of that size, or sets them anew. Errors: kIoError, naming file and reason.
Status make_cgroup(CgroupDriver driver, const std::string& instance_id,
                   const ports::InstanceSize& size);
// Best effort: one still in use stays until its last container is gone.
void remove_cgroup(CgroupDriver driver, const std::string& instance_id);

}  // namespace ikada::providers
