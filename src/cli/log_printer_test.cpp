#include "cli/log_printer.hpp"

#include <gtest/gtest.h>

namespace ikada::cli {
namespace {

constexpr TimePoint kNow{Seconds{1'800'000'000}};

TEST(Since, is_so_long_ago_or_a_time) {
    EXPECT_EQ(parse_since("30s", kNow), kNow - Seconds{30});
    EXPECT_EQ(parse_since("10m", kNow), kNow - Seconds{600});
    EXPECT_EQ(parse_since("2h", kNow), kNow - Seconds{7200});
    EXPECT_EQ(parse_since("1d", kNow), kNow - Seconds{86'400});
    EXPECT_EQ(parse_since("2027-01-15T08:00:00Z", {}), kNow);
}

TEST(Since, is_nothing_else) {
    for (const auto* text : {"", "m", "10", "-1m", "10 m", "1w", "99999999d", "2027-01-15"})
        EXPECT_FALSE(parse_since(text, kNow)) << text;
}

}  // namespace
}  // namespace ikada::cli
