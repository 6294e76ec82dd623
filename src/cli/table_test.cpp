#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace ikada::cli {
namespace {

TEST(Table, aligns_columns_and_leaves_no_blanks_at_line_ends) {
    EXPECT_EQ(format_table({{"NAME", "RUNNING"}, {"blog", "2"}, {"a-long-name", ""}}),
              "NAME         RUNNING\n"
              "blog         2\n"
              "a-long-name\n");
}

TEST(Table, of_nothing_is_empty) { EXPECT_EQ(format_table({}), ""); }

}  // namespace
}  // namespace ikada::cli
