#include "providers/local_network.hpp"

#include <gtest/gtest.h>

namespace ikada::providers {
namespace {

TEST(LocalNetwork, the_first_has_the_plain_names) {
    const LocalNetwork expected{"ikada", "ikada0", "10.213.0.0/16", "10.213.128.0/17"};
    EXPECT_EQ(network_of("10.213.0.0/16"), expected);
}

TEST(LocalNetwork, further_ones_are_numbered) {
    const LocalNetwork expected{"ikada-214", "ikada214", "10.214.0.0/16", "10.214.128.0/17"};
    EXPECT_EQ(network_of("10.214.0.0/16"), expected);
}

}  // namespace
}  // namespace ikada::providers
