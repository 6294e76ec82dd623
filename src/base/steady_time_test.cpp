#include "base/steady_time.hpp"

#include <gtest/gtest.h>

namespace ikada {
namespace {

constexpr TimePoint kNoon{Seconds{1'800'000'000}};
constexpr Seconds kHour{3600};

// A wall clock that jumps, looked at every second.
class Looks {
  public:
    TimePoint after(Seconds duration) {
        TimePoint seen = now();
        for (Seconds i{0}; i < duration; ++i) {
            uptime_ += Seconds{1};
            const auto next = now();
            EXPECT_GE(next, seen);
            seen = next;
        }
        return seen;
    }
    void jump(Millis by) { offset_ += by; }
    TimePoint now() { return time_.follow(wall(), uptime_); }
    TimePoint wall() const { return kNoon + uptime_ + offset_; }

  private:
    SteadyTime time_{kNoon};
    Millis uptime_{0}, offset_{0};
};

TEST(SteadyTime, is_the_wall_clocks_while_that_does_not_jump) {
    Looks looks;
    EXPECT_EQ(looks.after(kHour), kNoon + kHour);
}

TEST(SteadyTime, runs_a_tenth_faster_behind_a_clock_that_jumped_forward) {
    Looks looks;
    looks.jump(kHour);
    EXPECT_EQ(looks.after(Seconds{100}), kNoon + Seconds{110});
    const auto caught_up = looks.after(10 * kHour);
    EXPECT_EQ(caught_up, looks.wall());
}

TEST(SteadyTime, runs_a_tenth_slower_before_a_clock_that_was_set_back) {
    Looks looks;
    looks.jump(-kHour);
    EXPECT_EQ(looks.after(Seconds{100}), kNoon + Seconds{90});
    const auto caught_up = looks.after(10 * kHour);
    EXPECT_EQ(caught_up, looks.wall());
}

TEST(SteadyTime, takes_a_small_step_forward_at_once) {
    Looks looks;
    looks.jump(Millis{800});
    EXPECT_EQ(looks.now(), looks.wall());
}

TEST(SteadyTime, takes_a_clock_at_its_word_that_had_never_been_set) {
    Looks looks;
    looks.jump(kHour * 24 * 365);
    EXPECT_EQ(looks.now(), looks.wall());
}

TEST(SteadyTime, corrects_itself_however_often_it_is_looked_at) {
    SteadyTime time(kNoon);
    TimePoint seen;
    for (int i = 1; i <= 1000; ++i) seen = time.follow(kNoon + kHour + Millis{i}, Millis{i});
    EXPECT_EQ(seen, kNoon + Millis{1100});
}

}  // namespace
}  // namespace ikada
