#include "agent/pull_rules.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::kNoon;

CachedImage pulled(const std::string& name) { return {.name = name, .has_digest = true}; }
CachedImage built(const std::string& name) { return {.name = name}; }

bool asks(PullBehavior behavior, const CachedImage& image) {
    return !cached_is_enough(behavior, image, false);
}

TEST(PullRules, by_default_ask_for_what_may_have_been_pushed_again) {
    EXPECT_TRUE(asks(PullBehavior::Default, pulled("nginx:1")));
    EXPECT_TRUE(asks(PullBehavior::Default, pulled("registry.example:5000/app:1")));
    EXPECT_TRUE(asks(PullBehavior::Default, built("registry.example/app:1")));
}

TEST(PullRules, by_default_leave_what_was_built_here_and_names_no_registry) {
    EXPECT_FALSE(asks(PullBehavior::Default, built("app:1")));
    EXPECT_FALSE(asks(PullBehavior::Default, built("team/app")));
    EXPECT_TRUE(asks(PullBehavior::Always, built("app:1")));
}

TEST(PullRules, ask_once_until_this_agent_has_pulled_it) {
    auto image = pulled("nginx:1");
    EXPECT_TRUE(asks(PullBehavior::Once, image));
    image.pulled_before = true;
    EXPECT_FALSE(asks(PullBehavior::Once, image));
    EXPECT_TRUE(asks(PullBehavior::Always, image));
    EXPECT_FALSE(asks(PullBehavior::PreferCached, pulled("nginx:1")));
}

TEST(PullRules, by_default_do_not_wait_for_a_silent_registry_again) {
    EXPECT_TRUE(cached_is_enough(PullBehavior::Default, pulled("nginx:1"), true));
    EXPECT_FALSE(cached_is_enough(PullBehavior::Always, pulled("nginx:1"), true));
}

TEST(SilentRegistries, are_those_that_failed_late_for_a_while_or_until_they_answer) {
    SilentRegistries silent;
    silent.failed("quick", Millis{100}, kNoon);
    silent.failed("late", kSilentAfter, kNoon);
    EXPECT_FALSE(silent.contains("quick", kNoon));
    EXPECT_TRUE(silent.contains("late", kNoon + kSilentFor - Seconds{1}));
    EXPECT_FALSE(silent.contains("late", kNoon + kSilentFor));
    silent.answered("late");
    EXPECT_FALSE(silent.contains("late", kNoon));
}

}  // namespace
}  // namespace ikada::agent
