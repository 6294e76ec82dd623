#include "os/local_addresses.hpp"

#include <gtest/gtest.h>

namespace ikada::os {
namespace {

const std::vector<LocalAddress> kMachine{{"127.0.0.1", 8, false},
                                         {"192.0.2.7", 24, false},
                                         {"10.213.128.0", 16, true},
                                         {"10.213.0.4", 32, true}};

TEST(LocalAddresses, tell_who_asks_from_this_machine) {
    for (const auto here : {"127.0.0.1", "192.0.2.7", "10.213.0.4", "10.213.130.9"})
        EXPECT_TRUE(is_from_here(kMachine, here)) << here;
    for (const auto elsewhere : {"192.0.2.8", "127.0.0.2", "10.214.0.1", "::1", "", "nonsense"})
        EXPECT_FALSE(is_from_here(kMachine, elsewhere)) << elsewhere;
}

TEST(LocalAddresses, tell_the_machines_own_from_those_of_its_containers) {
    EXPECT_TRUE(is_own(kMachine, "10.213.0.4"));
    EXPECT_FALSE(is_own(kMachine, "10.213.130.9"));
}

TEST(LocalAddresses, are_read_from_the_kernel) {
    EXPECT_TRUE(is_own(local_addresses(), "127.0.0.1"));
    EXPECT_FALSE(is_own(local_addresses(), "192.0.2.77"));
    EXPECT_FALSE(is_own(local_addresses(), "nonsense"));
}

}  // namespace
}  // namespace ikada::os
