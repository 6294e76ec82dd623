#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

std::vector<shapes::Tag> tags_of(TestWorld& ecs, const std::string& arn) {
    return *ecs.get(list_tags_for_resource, {.resource_arn = arn}).tags;
}

TEST(Tags, belong_to_every_noun) {
    HobbyWorld ecs;
    const auto instance = ecs.add_instance("i-1");
    const auto service = *ecs.get(create_service, a_service()).service->service_arn;
    const auto task = *ecs.run().task_arn;
    for (const auto& arn :
         {kArn + "cluster/hobby", kArn + "task-definition/blog:1", service, task, instance}) {
        ecs.get(tag_resource, {.resource_arn = arn, .tags = {{"a", "1"}, {"b", "2"}}});
        ecs.get(tag_resource, {.resource_arn = arn, .tags = {{"b", "3"}}});
        ecs.get(untag_resource, {.resource_arn = arn, .tag_keys = {"a", "absent"}});
        const auto left = tags_of(ecs, arn);
        ASSERT_EQ(left.size(), 1u) << arn;
        EXPECT_EQ(left[0].key, "b");
        EXPECT_EQ(left[0].value, "3");
    }
}

TEST(Tags, need_a_resource_that_is_there) {
    HobbyWorld ecs;
    expect_error(ecs.ask(list_tags_for_resource, {.resource_arn = kArn + "cluster/nowhere"}),
                 errors::kClusterNotFound, "Cluster not found.");
    expect_refused(ecs.ask(list_tags_for_resource, {.resource_arn = kArn + "service/hobby/x"}),
                   "could not be found");
    expect_error(
        ecs.ask(untag_resource, {.resource_arn = kArn + "service/hobby/x"}),
        errors::kResourceNotFound,
        "The specified service could not be found. Specify a valid service and try again.");
    expect_error(ecs.ask(tag_resource, {.resource_arn = kArn + "task/hobby/x"}),
                 errors::kResourceNotFound,
                 "The specified task could not be found. Specify a valid task and try again.");
    expect_refused(ecs.ask(list_tags_for_resource, {.resource_arn = kArn + "service/x"}),
                   "Long arn format");
    for (const char* arn : {"hobby", "arn:aws:ecs:", "arn:aws:ecs:us-east-1:000000000000:pie/a/b"})
        EXPECT_FALSE(ecs.ask(list_tags_for_resource, {.resource_arn = arn})) << arn;
}

TEST(Tags, are_not_for_what_is_over) {
    HobbyWorld ecs;
    ecs.get(delete_cluster, {.cluster = "hobby"});
    expect_error(ecs.ask(list_tags_for_resource, {.resource_arn = kArn + "cluster/hobby"}),
                 errors::kInvalidParameter,
                 "The specified cluster is inactive. Specify an active cluster and try again.");
}

TEST(Tags, are_fifty_at_most_and_not_aws_own) {
    HobbyWorld ecs;
    shapes::TagResourceRequest request{.resource_arn = kArn + "cluster/hobby", .tags = {}};
    for (int i = 0; i < 50; ++i) request.tags.push_back({std::to_string(i), ""});
    ecs.get(tag_resource, request);
    request.tags = {{"one more", ""}};
    expect_refused(ecs.ask(tag_resource, request), "at most 50 tags");
    request.tags = {{"aws:mine", ""}};
    expect_refused(ecs.ask(tag_resource, request), "aws:");
    request.tags = {{"a", "1"}, {"a", "2"}};
    expect_refused(ecs.ask(tag_resource, request), "Duplicate tag keys");
}

}  // namespace
}  // namespace ikada::ecs::testing
