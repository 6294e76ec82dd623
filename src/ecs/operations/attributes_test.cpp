#include <gmock/gmock.h>

#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

shapes::Attribute an_attribute(std::string name, std::optional<std::string> value,
                               std::string target) {
    return {.name = std::move(name),
            .value = std::move(value),
            .target_type = {},
            .target_id = std::move(target)};
}

std::vector<std::string> names(const std::vector<shapes::Attribute>& attributes) {
    std::vector<std::string> found;
    for (const auto& each : attributes) found.push_back(each.name);
    return found;
}

TEST(Attributes, are_put_listed_and_deleted) {
    HobbyWorld ecs;
    const auto one = ecs.add_instance("i-1"), two = ecs.add_instance("i-2");
    ecs.get(put_attributes,
            {.cluster = "hobby",
             .attributes = {an_attribute("rack", "7", one), an_attribute("rack", "8", two),
                            an_attribute("ssd", {}, two)}});
    shapes::ListAttributesRequest request;
    request.cluster = "hobby";
    request.attribute_name = "rack";
    request.attribute_value = "8";
    const auto listed = *ecs.get(list_attributes, request).attributes;
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].target_id, two);

    const auto deleted =
        ecs.get(delete_attributes,
                {.cluster = "hobby",
                 .attributes = {an_attribute("rack", {}, two), an_attribute("unknown", {}, two)}});
    EXPECT_EQ(names(*deleted.attributes), std::vector<std::string>{"rack"});
    EXPECT_EQ(ecs.get(list_attributes, request).attributes->size(), 0u);
}

TEST(Attributes, are_listed_in_pages) {
    HobbyWorld ecs;
    const auto arn = ecs.add_instance("i-1");
    ecs.get(put_attributes,
            {.cluster = "hobby",
             .attributes = {an_attribute("a", "1", arn), an_attribute("b", "2", arn),
                            an_attribute("c", "3", arn)}});
    std::vector<std::string> seen;
    shapes::ListAttributesRequest request;
    request.cluster = "hobby";
    request.max_results = 2;
    do {
        const auto page = ecs.get(list_attributes, request);
        for (const auto& name : names(*page.attributes)) seen.push_back(name);
        request.next_token = page.next_token;
    } while (request.next_token);
    std::vector<std::string> all{"a", "b", "c", "ecs.availability-zone"};
    for (const auto& capability : capabilities()) all.push_back(capability.name);
    EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(all));
}

TEST(Attributes, keep_to_their_form_and_number) {
    HobbyWorld ecs;
    const auto arn = ecs.add_instance("i-1");
    const auto put = [&](std::string name, std::string value, std::string target) {
        return ecs.ask(
            put_attributes,
            {.cluster = "hobby",
             .attributes = {an_attribute(std::move(name), std::move(value), std::move(target))}});
    };
    expect_refused(put("colour!", "red", arn), "Invalid attribute name");
    expect_refused(put("colour", " red", arn), "Invalid value");
    expect_refused(put("ecs.os-type", "windows", arn), "built in");
    expect_refused(put("colour", "red", "abc"), "targetType is required");
    EXPECT_EQ(put("colour", "red", "arn:unknown").error().kind, &errors::kTargetNotFound);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(put("a" + std::to_string(i), "x", arn));
    EXPECT_EQ(put("a10", "x", arn).error().kind, &errors::kAttributeLimitExceeded);
    EXPECT_TRUE(put("a9", "y", arn));
}

}  // namespace
}  // namespace ikada::ecs::testing
