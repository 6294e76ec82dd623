#include "providers/cgroup.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "os/process.hpp"

namespace ikada::providers {
namespace {

constexpr Millis kDockerPatience{20'000};

}  // namespace

Result<CgroupDriver> find_cgroup_driver() {
    auto answer =
        os::run({"/usr/bin/docker", "info", "--format", "{{.CgroupDriver}}"}, kDockerPatience);
    if (!answer) return answer.error();
    const auto text = trim(answer->text);
    if (text == "cgroupfs") return CgroupDriver::Cgroupfs;
    if (text == "systemd") return CgroupDriver::Systemd;
    return fail(kIoError, "docker info does not tell its cgroup driver ({}): is dockerd running?",
                text);
}

std::string cgroup_of(CgroupDriver driver, const std::string& instance_id) {
    if (driver == CgroupDriver::Cgroupfs) return "/ikada/" + instance_id;
    return fmt::format("ikada-{}.slice",
                       instance_id.substr(instance_id.find('-') + 1));  // '-' nests slices
}

os::CgroupLimits limits_of(const ports::InstanceSize& size) {
    return {std::int64_t{size.memory_mib} * 1024 * 1024, static_cast<double>(size.vcpus)};
}

}  // namespace ikada::providers
