#include "haproxy/quoting.hpp"

#include <gtest/gtest.h>

#include "haproxy/patterns.hpp"

namespace ikada::haproxy {
namespace {

TEST(Quote, keeps_what_strong_quotes_protect) {
    EXPECT_EQ(quote("a b #\"$HOME\\n%"), "'a b #\"$HOME\\n%'");
    EXPECT_EQ(quote(""), "''");
}

TEST(Quote, takes_quotes_and_line_ends_out_of_the_quotes) {
    EXPECT_EQ(quote("it's"), "'it'\\x27's'");
    EXPECT_EQ(quote("a\nb\r"), "'a'\\x0a'b'\\x0d''");
}

TEST(Quote, leaves_out_what_no_word_can_hold) { EXPECT_EQ(quote({"a\0b", 3}), "'ab'"); }

TEST(LogLiteral, doubles_percent_signs_and_stays_on_one_line) {
    EXPECT_EQ(log_literal("50%[src]\r\nX: y"), "50%%[src]X: y");
}

TEST(Names, are_what_haproxy_takes) {
    EXPECT_TRUE(is_name("tg-web_1.2:3"));
    for (const auto* bad : {"", "a b", "a/b", "a;b", "a\n", "\xc3\xa4"})
        EXPECT_FALSE(is_name(bad)) << bad;
    EXPECT_FALSE(is_name(std::string(256, 'a')));
}

TEST(Addresses, are_ipv4_in_full) {
    EXPECT_TRUE(is_ipv4("127.0.0.1"));
    for (const auto* bad : {"", "127.1", "::1", "localhost", "1.2.3.4 "})
        EXPECT_FALSE(is_ipv4(bad)) << bad;
}

struct PatternCase {
    std::string pattern, acl;
};

TEST(AclPattern, is_the_cheapest_match_that_means_the_same) {
    const std::vector<PatternCase> cases{
        {"a.com", "-m str -- 'a.com'"},
        {"", "-m str -- ''"},
        {"*", "-m found"},
        {"**", "-m found"},
        {"*.a.com", "-m end -- '.a.com'"},
        {"/api/*", "-m beg -- '/api/'"},
        {"/a?c", "-m reg -- '^\\/a.c$'"},
        {"*a*", "-m reg -- '^(?>.*?a).*$'"},
        {"?*", "-m reg -- '^..*$'"},
        {"a*b", "-m reg -- '^a.*b$'"},
        {"?", "-m reg -- '^.$'"},
        {"(*)[a]+", "-m reg -- '^\\(.*\\)\\[a\\]\\+$'"},
        {"-f*", "-m beg -- '-f'"},
    };
    for (const auto& [pattern, acl] : cases) EXPECT_EQ(acl_pattern(pattern), acl) << pattern;
}

}  // namespace
}  // namespace ikada::haproxy
