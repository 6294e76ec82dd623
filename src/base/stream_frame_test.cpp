#include "base/stream_frame.hpp"

#include <gtest/gtest.h>

namespace ikada {
namespace {

TEST(StreamFrame, is_read_as_it_was_written) {
    const StreamFrame frame{FrameKind::Error, std::string("a\0\xff", 3)};
    EXPECT_EQ(*read_frame(write_frame(frame)), frame);
    EXPECT_EQ(*read_frame(write_frame({FrameKind::InputEnd})), StreamFrame{FrameKind::InputEnd});
}

TEST(StreamFrame, of_no_known_kind_is_refused) {
    EXPECT_FALSE(read_frame(""));
    EXPECT_FALSE(read_frame("\x08"));
    EXPECT_FALSE(read_frame("\xff"));
}

TEST(StreamFrame, tells_a_terminals_size) {
    const auto size = read_terminal(write_terminal({120, 40}));
    ASSERT_TRUE(size);
    EXPECT_EQ(size->columns, 120);
    EXPECT_EQ(size->rows, 40);
    for (const auto* bad : {"", "80", "0 24", "80 -1", "80 24 1", "100000 24"})
        EXPECT_FALSE(read_terminal(bad)) << bad;
}

}  // namespace
}  // namespace ikada
