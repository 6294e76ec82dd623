#include "events/event_pattern.hpp"

#include <gmock/gmock.h>

#include "events/errors.hpp"

namespace ikada::events {
namespace {

using ::testing::HasSubstr;

bool is_match(std::string_view pattern, std::string_view event) {
    const auto parsed = EventPattern::parse(pattern);
    EXPECT_TRUE(parsed) << pattern << ": " << parsed.error().message;
    return parsed && parsed->matches(*json::parse(event));
}

struct PatternCase {
    std::string_view pattern, event;
    bool matches;
};

void expect_all(const std::vector<PatternCase>& cases) {
    for (const auto& [pattern, event, matches] : cases)
        EXPECT_EQ(is_match(pattern, event), matches) << pattern << " of " << event;
}

TEST(EventPattern, all_fields_must_match_by_one_of_their_values) {
    expect_all({
        {R"({"source": ["aws.ecs"]})", R"({"source": "aws.ecs"})", true},
        {R"({"source": ["aws.ec2", "aws.ecs"]})", R"({"source": "aws.ecs"})", true},
        {R"({"source": ["aws.ecs"]})", R"({"source": "aws.ec2"})", false},
        {R"({"source": ["aws.ecs"]})", R"({"source": "aws.ecs2"})", false},
        {R"({"source": ["aws.ecs"]})", R"({})", false},
        {R"({"source": ["a"], "detail": {"state": ["b"]}})",
         R"({"source": "a", "detail": {"state": "b", "more": 1}})", true},
        {R"({"source": ["a"], "detail": {"state": ["b"]}})",
         R"({"source": "a", "detail": {"state": "c"}})", false},
        {R"({"detail": {"state": ["b"]}})", R"({"detail": "b"})", false},
        {R"({"n": [1, true, null]})", R"({"n": 1})", true},
        {R"({"n": [1, true, null]})", R"({"n": true})", true},
        {R"({"n": [1, true, null]})", R"({"n": null})", true},
        {R"({"n": [1]})", R"({"n": "1"})", false},
        {R"({"n": [""]})", R"({"n": ""})", true},
    });
}

TEST(EventPattern, an_array_matches_with_any_of_its_elements) {
    expect_all({
        {R"({"resources": ["b"]})", R"({"resources": ["a", "b"]})", true},
        {R"({"resources": ["c"]})", R"({"resources": ["a", "b"]})", false},
        {R"({"a": {"x": ["1"], "y": ["2"]}})", R"({"a": [{"x": "1", "y": "2"}]})", true},
        {R"({"a": {"x": ["1"], "y": ["2"]}})", R"({"a": [{"x": "1"}, {"y": "2"}]})", false},
    });
}

TEST(EventPattern, operators_match_as_documented) {
    expect_all({
        {R"({"a": [{"prefix": "eu-"}]})", R"({"a": "eu-west-1"})", true},
        {R"({"a": [{"prefix": "eu-"}]})", R"({"a": "us-east-1"})", false},
        {R"({"a": [{"prefix": {"equals-ignore-case": "EU-"}}]})", R"({"a": "eu-west-1"})", true},
        {R"({"a": [{"suffix": ".png"}]})", R"({"a": "i.png"})", true},
        {R"({"a": [{"suffix": {"equals-ignore-case": ".png"}}]})", R"({"a": "i.PNG"})", true},
        {R"({"a": [{"equals-ignore-case": "alice"}]})", R"({"a": "ALICE"})", true},
        {R"({"a": [{"wildcard": "dir/*.png"}]})", R"({"a": "dir/a/b.png"})", true},
        {R"({"a": [{"wildcard": "dir/*.png"}]})", R"({"a": "dir/a.jpg"})", false},
        {R"({"a": [{"wildcard": "*a*b*"}]})", R"({"a": "xxaxxbxx"})", true},
        {R"({"a": [{"wildcard": "*aab"}]})", R"({"a": "aaab"})", true},
        {R"({"a": [{"wildcard": "a\\*c"}]})", R"({"a": "a*c"})", true},
        {R"({"a": [{"wildcard": "a\\*c"}]})", R"({"a": "abc"})", false},
        {R"({"a": [{"numeric": [">", 0, "<=", 5]}]})", R"({"a": 5})", true},
        {R"({"a": [{"numeric": [">", 0, "<=", 5]}]})", R"({"a": 0})", false},
        {R"({"a": [{"numeric": ["=", 301.8]}]})", R"({"a": 3.018e2})", true},
        {R"({"a": [{"numeric": ["<", 10]}]})", R"({"a": "5"})", false},
        {R"({"a": [{"cidr": "10.0.0.0/24"}]})", R"({"a": "10.0.0.255"})", true},
        {R"({"a": [{"cidr": "10.0.0.0/24"}]})", R"({"a": "10.0.1.0"})", false},
        {R"({"a": [{"cidr": "2001:db8::/33"}]})", R"({"a": "2001:db8:7fff::1"})", true},
        {R"({"a": [{"cidr": "2001:db8::/33"}]})", R"({"a": "2001:db8:8000::1"})", false},
        {R"({"a": [{"exists": true}]})", R"({"a": ""})", true},
        {R"({"a": [{"exists": true}]})", R"({"b": ""})", false},
        {R"({"a": [{"exists": false}]})", R"({"b": ""})", true},
        {R"({"a": {"b": [{"exists": false}]}})", R"({"c": 1})", true},
        {R"({"a": [{"exists": false}]})", R"({"a": null})", false},
        {R"({"a": [{"exists": false}, "x"]})", R"({"a": "x"})", true},
    });
}

TEST(EventPattern, anything_but_wants_a_value_that_is_none_of_these) {
    expect_all({
        {R"({"a": [{"anything-but": "x"}]})", R"({"a": "y"})", true},
        {R"({"a": [{"anything-but": "x"}]})", R"({"a": "x"})", false},
        {R"({"a": [{"anything-but": "x"}]})", R"({})", false},
        {R"({"a": [{"anything-but": ["x", "y"]}]})", R"({"a": "y"})", false},
        {R"({"a": [{"anything-but": [100, 200]}]})", R"({"a": 300})", true},
        {R"({"a": [{"anything-but": {"prefix": "ini"}}]})", R"({"a": "init"})", false},
        {R"({"a": [{"anything-but": {"prefix": ["a", "b"]}}]})", R"({"a": "c"})", true},
        {R"({"a": [{"anything-but": {"suffix": [".txt", ".rtf"]}}]})", R"({"a": "a.rtf"})", false},
        {R"({"a": [{"anything-but": {"equals-ignore-case": ["Init"]}}]})", R"({"a": "INIT"})",
         false},
        {R"({"a": [{"anything-but": {"wildcard": "*/lib/*"}}]})", R"({"a": "a/lib/b"})", false},
    });
}

TEST(EventPattern, or_takes_one_of_several_ways) {
    const auto pattern = R"({"source": ["s"], "$or": [{"c": [{"numeric": [">", 0]}]},
                                                      {"d": [{"numeric": ["<", 10]}]}]})";
    expect_all({
        {pattern, R"({"source": "s", "c": 1, "d": 20})", true},
        {pattern, R"({"source": "s", "c": 0, "d": 5})", true},
        {pattern, R"({"source": "s", "c": 0, "d": 20})", false},
        {pattern, R"({"source": "t", "c": 1})", false},
        {R"({"$or": ["x"]})", R"({"$or": "x"})", true},
    });
}

TEST(EventPattern, a_wrong_one_is_refused_with_the_reason) {
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {"{", "Reason: "},
        {"[]", "Filter is not an object"},
        {"{}", "Empty objects are not allowed"},
        {R"({"a": {}})", "Empty objects are not allowed"},
        {R"({"a": []})", "Empty arrays are not allowed"},
        {R"({"a": "x"})", "\"a\" must be an object or an array"},
        {R"({"a": [["x"]]})", "Match value must be String, number, true, false, or null"},
        {R"({"a": [{}]})", "Only one key allowed in match expression"},
        {R"({"a": [{"prefix": "a", "suffix": "b"}]})", "Only one key allowed"},
        {R"({"a": [{"like": "x"}]})", "Unrecognized match type like"},
        {R"({"a": [{"prefix": 1}]})", "prefix match pattern must be a string"},
        {R"({"a": [{"prefix": {"suffix": "x"}}]})", "prefix match pattern must be a string"},
        {R"({"a": [{"exists": "yes"}]})", "exists match pattern must be either true or false."},
        {R"({"a": [{"numeric": 5}]})", "Value of numeric must be an array."},
        {R"({"a": [{"numeric": [">"]}]})", "Invalid member in numeric match"},
        {R"({"a": [{"numeric": ["!", 5]}]})", "Unrecognized numeric range operator"},
        {R"({"a": [{"numeric": [">", "5"]}]})", "must be numeric"},
        {R"({"a": [{"numeric": [">", 6e9]}]})", "Value must be between -5.0E9 and 5.0E9"},
        {R"({"a": [{"numeric": [">", 5, "<", 5]}]})", "Bottom must be less than top"},
        {R"({"a": [{"numeric": ["<", 5, ">", 1]}]})", "Bad numeric range operator"},
        {R"({"a": [{"wildcard": "a**b"}]})", "Consecutive wildcard characters at pos 1"},
        {R"({"a": [{"wildcard": "a\\b"}]})", "Invalid escape character at pos 1"},
        {R"({"a": [{"cidr": "10.0.0.0"}]})", "Malformed CIDR, one '/' required"},
        {R"({"a": [{"cidr": "10.0.0.0/33"}]})", "Malformed CIDR"},
        {R"({"a": [{"anything-but": ["x", 1]}]})", "either all values are number or string"},
        {R"({"a": [{"anything-but": []}]})", "Empty arrays are not allowed"},
        {R"({"a": [{"anything-but": {"numeric": ["=", 1]}}]})", "Unsupported anything-but pattern"},
        {R"({"$or": [{"a": ["x"]}, {}]})", "Empty objects are not allowed"},
    };
    for (const auto& [pattern, reason] : cases) {
        const auto parsed = EventPattern::parse(pattern);
        ASSERT_FALSE(parsed) << pattern;
        EXPECT_TRUE(parsed.error().is(errors::kInvalidEventPattern));
        EXPECT_THAT(parsed.error().message, HasSubstr("Event pattern is not valid. Reason: "));
        EXPECT_THAT(parsed.error().message, HasSubstr(reason)) << pattern;
    }
}

}  // namespace
}  // namespace ikada::events
