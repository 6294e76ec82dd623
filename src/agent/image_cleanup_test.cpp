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

AgentState with_images(const Names& names) {
    AgentState state;
    auto at = kNoon;
    for (const auto& name : names) note_image(state, name, true, at += Seconds{1});
    return state;
}

TEST(ImageCleanup, takes_the_least_recently_used_first_and_so_many_at_a_time) {
    auto state = with_images({"a", "b", "c"});
    note_image(state, "a", false, kNoon + Seconds{50});
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

TEST(ImageCleanup, knows_only_images_that_were_pulled) {
    AgentState state;
    note_image(state, "local:1", false, kNoon);
    EXPECT_TRUE(state.images.empty());
}

TEST(ImageCleanup, that_is_off_takes_nothing) {
    auto off = kPolicy;
    off.enabled = false;
    EXPECT_EQ(images_to_remove(with_images({"a"}), off, kNoon + Seconds{200}), Names{});
}

}  // namespace
}  // namespace ikada::agent
