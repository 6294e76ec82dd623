#include "docker/log_frames.hpp"

#include <gtest/gtest.h>

namespace ikada::docker {
namespace {

std::string frame(char source, std::string_view text) {
    std::string bytes{source, 0, 0, 0, 0, 0, 0, static_cast<char>(text.size())};
    return bytes.append(text);
}

std::vector<LogFrame> all_of(LogFrames& frames, const std::string& bytes, std::size_t piece) {
    std::vector<LogFrame> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        auto some = frames.take(std::string_view(bytes).substr(at, piece));
        EXPECT_TRUE(some);
        if (some) all.insert(all.end(), some->begin(), some->end());
    }
    return all;
}

TEST(LogFrames, are_put_together_from_any_pieces) {
    const auto bytes = frame(1, "one\n") + frame(2, "two\n") + frame(1, "") + frame(1, "three");
    for (const std::size_t piece : {1, 3, 7, 100}) {
        LogFrames frames;
        EXPECT_EQ(all_of(frames, bytes, piece), (std::vector<LogFrame>{{Source::Output, "one\n"},
                                                                       {Source::Error, "two\n"},
                                                                       {Source::Output, ""},
                                                                       {Source::Output, "three"}}));
    }
}

TEST(LogFrames, refuse_what_is_no_such_stream) {
    for (const auto* bad : {"plain text", "\x01\x01\0\0\0\0\0\0", "\x03\0\0\0\0\0\0\0"}) {
        LogFrames frames;
        EXPECT_FALSE(frames.take(std::string(bad, 8))) << bad;
    }
    LogFrames frames;
    EXPECT_FALSE(frames.take(std::string("\x01\0\0\0\xff\xff\xff\xff", 8)));
}

TEST(LogLines, are_cut_at_the_ends_of_lines) {
    LogLines lines;
    EXPECT_EQ(lines.take("a\r\nb").size(), 1u);
    EXPECT_EQ(lines.take("c\nd"), (std::vector<LogFrame>{{Source::Output, "bc\n"}}));
    EXPECT_EQ(lines.end(), (std::vector<LogFrame>{{Source::Output, "d"}}));
    EXPECT_TRUE(lines.end().empty());
}

}  // namespace
}  // namespace ikada::docker
