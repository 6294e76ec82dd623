#include "aws/rest_uri.hpp"

#include <gtest/gtest.h>

namespace ikada::aws {
namespace {

using Labels = std::map<std::string, std::string, std::less<>>;

std::optional<Labels> labels(std::string_view pattern, const std::string& target) {
    const auto match =
        match_uri({.operation = "x", .method = "GET", .uri = pattern}, {"GET", target, {}, "", {}});
    return match ? std::optional(match->labels) : std::nullopt;
}

TEST(RestUri, labels_take_one_part_each_decoded) {
    EXPECT_EQ(labels("/a/{B}/c/{D}", "/a/1%2F2/c/%C3%A9"), (Labels{{"B", "1/2"}, {"D", "\u00e9"}}));
    EXPECT_EQ(labels("/a/{B}", "/a/b/c"), std::nullopt);
    EXPECT_EQ(labels("/a/{B}", "/a"), std::nullopt);
    EXPECT_EQ(labels("/a/{B}/c", "/a//c"), std::nullopt);
}

TEST(RestUri, a_greedy_label_takes_slashes) {
    EXPECT_EQ(labels("/{Bucket}/{Key+}", "/b/x/y/z"), (Labels{{"Bucket", "b"}, {"Key", "x/y/z"}}));
    EXPECT_EQ(labels("/{Key+}/tail", "/x/y/tail"), (Labels{{"Key", "x/y"}}));
    EXPECT_EQ(labels("/{Bucket}/{Key+}", "/b"), std::nullopt);
}

TEST(RestUri, a_slash_at_the_end_and_the_query_do_not_count) {
    EXPECT_EQ(labels("/a/{B}/c/", "/a/b/c?x=1"), (Labels{{"B", "b"}}));
    EXPECT_EQ(labels("/a", "/a/"), Labels{});
    EXPECT_EQ(labels("/", "/"), Labels{});
}

TEST(RestUri, parameters_of_the_pattern_must_be_there) {
    EXPECT_EQ(labels("/a?flag", "/a?flag"), Labels{});
    EXPECT_EQ(labels("/a?flag", "/a?other"), std::nullopt);
    EXPECT_EQ(labels("/a?b=c&d", "/a?d=1&b=c"), Labels{});
    EXPECT_EQ(labels("/a?b=c", "/a?b=x"), std::nullopt);
}

TEST(RestUri, of_two_patterns_the_more_literal_one_counts_more) {
    const net::HttpRequest request{"GET", "/a/b?c", {}, "", {}};
    const auto literals = [&](std::string_view uri) {
        return match_uri({.operation = "x", .method = "GET", .uri = uri}, request)->literals;
    };
    EXPECT_LT(literals("/a/{B}"), literals("/a/b"));
    EXPECT_LT(literals("/a/b"), literals("/a/b?c"));
}

}  // namespace
}  // namespace ikada::aws
