#include "world/clock_keeper.hpp"

#include <gtest/gtest.h>

#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

class ClockKeeperTest : public ::testing::Test {
  protected:
    ClockKeeperTest() { register_clock(room_); }
    void change_at(TimePoint now) {
        ASSERT_TRUE(core_.transact([&](Tx& tx) {
            tx.put(Crate{"a", "top", ++weight_, {}});
            return ok();
        }));
        core_.run_ready(now);
    }

    Room room_;
    std::unique_ptr<Controller> keeper_ = make_clock_keeper();
    Core core_{room_, {keeper_.get()}, Random(1)};
    int weight_ = 0;
};

TEST_F(ClockKeeperTest, a_wall_clock_that_was_set_back_does_not_count) {
    change_at(kNoon);
    EXPECT_EQ(not_before(room_, kNoon - Seconds{3600}), kNoon);
    EXPECT_EQ(not_before(room_, kNoon + Seconds{3600}), kNoon + Seconds{3600});
}

TEST_F(ClockKeeperTest, the_first_start_takes_the_wall_clock) {
    EXPECT_EQ(not_before(room_, kNoon), kNoon);
}

TEST_F(ClockKeeperTest, writes_now_and_then_not_with_every_change) {
    change_at(kNoon);
    change_at(kNoon + kClockMarkEvery - Millis{1});
    EXPECT_EQ(not_before(room_, TimePoint{}), kNoon);
    change_at(kNoon + kClockMarkEvery);
    EXPECT_EQ(not_before(room_, TimePoint{}), kNoon + kClockMarkEvery);
}

}  // namespace
}  // namespace ikada::world::testing
