#include "ec2/network.hpp"

#include <gtest/gtest.h>

#include "base/ipv4.hpp"
#include "ec2/filters.hpp"

namespace ikada::ec2 {
namespace {

TEST(Cidr, is_read_with_base_and_size) {
    const auto cidr = parse_cidr("10.213.16.0/20");
    ASSERT_TRUE(cidr);
    EXPECT_EQ(format_ipv4(cidr->base), "10.213.16.0");
    EXPECT_EQ(cidr->size(), 4096u);
}

TEST(Cidr, refuses_what_is_not_a_network) {
    for (const auto text : {"10.213.16.1/20", "10.213.16.0", "10.213.256.0/20", "10.0.0/8",
                            "a.b.c.d/8", "10.0.0.0/33", "10.0.0.0/-1", ""})
        EXPECT_FALSE(parse_cidr(text)) << text;
}

TEST(Addresses, start_after_those_aws_keeps_and_skip_taken_ones) {
    const auto subnet = *parse_cidr("10.0.0.0/24");
    EXPECT_EQ(first_free_address(subnet, {}), "10.0.0.4");
    EXPECT_EQ(first_free_address(subnet, {"10.0.0.4", "10.0.0.5"}), "10.0.0.6");
}

TEST(Addresses, end_before_the_broadcast_address) {
    const auto tiny = *parse_cidr("10.0.0.0/29");
    EXPECT_EQ(first_free_address(tiny, {"10.0.0.4", "10.0.0.5"}), "10.0.0.6");
    EXPECT_EQ(first_free_address(tiny, {"10.0.0.4", "10.0.0.5", "10.0.0.6"}), std::nullopt);
}

TEST(Addresses, of_task_interfaces_are_in_the_upper_half_of_their_subnet) {
    const auto subnet = *parse_cidr("10.213.16.0/20");
    EXPECT_EQ(first_free_address(upper_half(subnet), {}), "10.213.24.4");
    EXPECT_EQ(upper_half(subnet).size(), subnet.size() / 2);
}

TEST(FilterPatterns, know_stars_and_question_marks) {
    EXPECT_TRUE(matches_pattern("t3.*", "t3.small"));
    EXPECT_TRUE(matches_pattern("*", ""));
    EXPECT_TRUE(matches_pattern("a*b*c", "axxbyyc"));
    EXPECT_TRUE(matches_pattern("t?.small", "t3.small"));
    EXPECT_FALSE(matches_pattern("t3", "t3.small"));
    EXPECT_FALSE(matches_pattern("a*b", "axxc"));
}

TEST(Filters, hold_if_one_value_of_each_matches) {
    const Filterable object{{"state", {"available"}}, {"zone", {"us-east-1a"}}};
    const auto with = [](const char* name, std::vector<std::string> values) {
        return Filters{{shapes::Filter{name, std::move(values)}}};
    };
    EXPECT_TRUE(*passes(with("zone", {"us-east-1b", "us-east-1a"}), object));
    EXPECT_FALSE(*passes(with("zone", {"us-east-1b"}), object));
    EXPECT_TRUE(*passes(std::nullopt, object));
}

TEST(Filters, refuse_a_name_that_is_unknown) {
    const auto answer = passes(Filters{{shapes::Filter{"colour", {{"red"}}}}}, Filterable{});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind->code, "InvalidParameterValue");
    EXPECT_EQ(answer.error().message, "The filter 'colour' is invalid");
}

}  // namespace
}  // namespace ikada::ec2
