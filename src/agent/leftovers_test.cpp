#include "agent/leftovers.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "os/files.hpp"
#include "os/testing.hpp"

namespace ikada::agent {
namespace {

const std::string kId(64, 'a'), kOther(64, 'b');

// A /proc in which this very process is in these control groups.
std::vector<os::ProcessId> found(const std::string& docker_id, const std::string& groups) {
    const os::TempFolder proc;
    const auto us = proc / std::to_string(::getpid());
    std::filesystem::create_directory(us);
    std::filesystem::create_directory(proc / "self");
    EXPECT_TRUE(os::write_file(us / "cgroup", groups));
    return processes_of(docker_id, proc.path());
}

TEST(Leftovers, are_known_by_their_control_group_under_each_version_and_driver) {
    for (const auto& groups :
         {"12:memory:/ikada/i-1/" + kId + "\n1:name=systemd:/ikada/i-1/" + kId + "\n",
          "0::/ikada/i-1/" + kId + "\n", "0::/ikada.slice/docker-" + kId + ".scope\n"}) {
        const auto processes = found(kId, groups);
        ASSERT_EQ(processes.size(), 1u) << groups;
        EXPECT_EQ(processes[0], *os::identify(::getpid()));
    }
}

TEST(Leftovers, are_not_those_of_another_container_or_of_half_a_name) {
    const auto groups = "0::/ikada/i-1/" + kOther + "\n";
    EXPECT_TRUE(found(kId, groups).empty());
    EXPECT_TRUE(found("", groups).empty());
    EXPECT_TRUE(found(kOther.substr(0, 12), groups).empty());
}

}  // namespace
}  // namespace ikada::agent
