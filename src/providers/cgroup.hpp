#pragma once
// The control group of an instance's containers.

#include <string>

#include "base/result.hpp"
#include "os/cgroup.hpp"
#include "ports/instance_provider.hpp"

namespace ikada::providers {

enum class CgroupDriver { Cgroupfs, Systemd };

// Asks dockerd. Errors: kIoError.
Result<CgroupDriver> find_cgroup_driver();

// What Docker takes as CgroupParent for an instance (os/cgroup.hpp).
std::string cgroup_of(CgroupDriver driver, const std::string& instance_id);

os::CgroupLimits limits_of(const ports::InstanceSize& size);

}  // namespace ikada::providers
