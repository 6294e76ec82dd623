#include "haproxy/patterns.hpp"

#include <gtest/gtest.h>

namespace ikada::haproxy {
namespace {

TEST(Patterns, match_by_the_cheapest_method_that_means_the_same) {
    EXPECT_EQ(acl_pattern("a.com"), "-m str -- 'a.com'");
    EXPECT_EQ(acl_pattern("*.a.com"), "-m end -- '.a.com'");
    EXPECT_EQ(acl_pattern("/api/*"), "-m beg -- '/api/'");
    EXPECT_EQ(acl_pattern("**"), "-m found");
    EXPECT_EQ(acl_pattern(""), "-m str -- ''");
    EXPECT_EQ(acl_pattern("a?c"), "-m reg -- '^a.c$'");
    EXPECT_EQ(acl_pattern("A*", LetterCase::Ignored), "-m beg -i -- 'A'");
}

TEST(Patterns, know_wildcards_that_mean_themselves) {
    EXPECT_EQ(acl_pattern("a\\*b\\?"), "-m str -- 'a*b?'");
    EXPECT_EQ(acl_pattern("\\\\*"), "-m str -- '\\*'");
    EXPECT_EQ(acl_pattern("a\\b*"), "-m beg -- 'a\\b'");
    EXPECT_EQ(literal_of("a\\?"), "a?");
    EXPECT_EQ(literal_of("a?"), std::nullopt);
    EXPECT_TRUE(matches("a\\*", "a*"));
    EXPECT_FALSE(matches("a\\*", "ab"));
}

TEST(Patterns, try_no_place_again_for_a_run_before_the_last) {
    EXPECT_EQ(expression_of("a*b*c*d", "."), "a(?>.*?b)(?>.*?c).*d");
    EXPECT_EQ(expression_of("*a?*", "[^&]"), "(?>[^&]*?a[^&])[^&]*");
}

TEST(Patterns, match_whole_texts) {
    struct Case {
        std::string_view pattern, text;
        bool expected;
    };
    for (const auto& [pattern, text, expected] :
         {Case{"*.a.com", "b.a.com", true}, Case{"*.a.com", "a.com", false},
          Case{"*.a.com", ".a.com", true}, Case{"a*b*c", "a-b-b-c", true},
          Case{"a*b*c", "a-c-b", false}, Case{"a?c", "abc", true}, Case{"a?c", "ac", false},
          Case{"*", "", true}, Case{"", "", true}, Case{"", "a", false},
          Case{"*ab*ab", "abab", true}, Case{"*ab*ab", "aab", false}})
        EXPECT_EQ(matches(pattern, text), expected) << pattern << " " << text;
}

}  // namespace
}  // namespace ikada::haproxy
