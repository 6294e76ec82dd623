#include "os/cgroup.hpp"

#include <gtest/gtest.h>

namespace ikada::os {
namespace {

TEST(Cgroup, inside_another_is_a_path_or_a_nested_slice) {
    EXPECT_EQ(child_cgroup("/ikada/i-1", "0a1b"), "/ikada/i-1/0a1b");
    EXPECT_EQ(child_cgroup("ikada-1.slice", "0a1b"), "ikada-1-0a1b.slice");
}

}  // namespace
}  // namespace ikada::os
