#include "agent/image_cleanup.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::kArn;
using testing::kNoon;
using Names = std::vector<std::string>;

constexpr ImageCleanup kPolicy{
    .enabled = true, .interval = Seconds{1}, .minimum_age = Seconds{100}, .images_per_cycle = 2};

ImageNews brought(const std::string& name, const std::string& id) {
    return {.name = name, .id = id, .pulled = true, .brought = true};
}

// Each image's id is its name.
AgentState with_images(const Names& names) {
    AgentState state;
    auto at = kNoon;
    for (const auto& name : names) note_image(state, brought(name, name), at += Seconds{1});
    return state;
}

TEST(ImageCleanup, takes_the_least_recently_used_first_and_so_many_at_a_time) {
    auto state = with_images({"a", "b", "c"});
    note_image(state, {.name = "a", .id = "a"}, kNoon + Seconds{50});
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{200}), (Names{"b", "c"}));
}

TEST(ImageCleanup, leaves_young_images) {
    const auto state = with_images({"a", "b"});
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{101}), (Names{"a"}));
}

TEST(ImageCleanup, never_takes_an_image_of_a_known_task_even_a_stopped_one) {
    auto state = with_images({"app:1"});
    auto task = a_task();
    task.containers[0].stage = Stage::Stopped;
    state.tasks.emplace(kArn, task);
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{200}), Names{});
}

TEST(ImageCleanup, never_takes_an_image_that_a_container_was_made_of_after_its_name_moved_on) {
    auto state = with_images({"app:1"});
    auto task = a_task(R"({"name":"app","image":"app:1","essential":true})");
    task.containers[0].image_id = "app:1";
    state.tasks.emplace(kArn, task);
    note_image(state, brought("app:1", "newer"), kNoon);
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{200}), Names{});
}

TEST(ImageCleanup, takes_what_has_lost_its_name_to_a_newer_push_though_tasks_use_that) {
    auto state = with_images({"app:1"});
    note_image(state, brought("app:1", "newer"), kNoon + Seconds{1});
    state.tasks.emplace(kArn, a_task());  // of app:1
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{200}), Names{"app:1"});
    EXPECT_TRUE(state.images.at("app:1").names.empty());
}

TEST(ImageCleanup, never_takes_what_was_here_before_the_agent_pulled_it) {
    AgentState state;
    note_image(state, {.name = "local:1", .id = "a"}, kNoon);
    EXPECT_TRUE(state.images.empty());
    note_image(state, {.name = "nginx:1", .id = "b", .pulled = true}, kNoon);
    EXPECT_TRUE(was_pulled(state, "nginx:1"));
    EXPECT_EQ(images_to_remove(state, kPolicy, kNoon + Seconds{200}), Names{});
}

TEST(ImageCleanup, gives_a_name_up_to_what_somebody_built_under_it) {
    auto state = with_images({"app:1"});
    note_image(state, {.name = "app:1", .id = "built"}, kNoon);
    EXPECT_FALSE(was_pulled(state, "app:1"));
    EXPECT_TRUE(state.images.at("app:1").names.empty());
}

TEST(ImageCleanup, that_is_off_takes_nothing) {
    auto off = kPolicy;
    off.enabled = false;
    EXPECT_EQ(images_to_remove(with_images({"a"}), off, kNoon + Seconds{200}), Names{});
}

}  // namespace
}  // namespace ikada::agent
