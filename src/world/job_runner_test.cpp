#include "world/job_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Error kDiskFull = fail(store::kStoreFailed, "disk is full");

class JobRunnerTest : public ::testing::Test {
  protected:
    Job put(const std::string& name, std::string note) {
        return {[name](Tx& tx, TimePoint) {
                    tx.put(Crate{name, "top", 1, {}});
                    return ok();
                },
                [this, note = std::move(note)](const Status& done) {
                    notes_.push_back(note + (done ? " ok" : " failed"));
                }};
    }
    Job sight_of(const std::string& name) {
        auto job = put(name, "sight " + name);
        job.is_sight = true;
        return job;
    }
    void save() {
        for (const auto& effect : runner_.take_batch().effects) effect();
    }
    void lose(TimePoint now) { runner_.take_back(runner_.take_batch(), kDiskFull, now); }
    std::vector<std::string> crates() {
        Tx tx(room_, random_);
        return names(tx.all<Crate>());
    }

    Room room_;
    Random random_{1};
    Script counter_ = shelf_counter();
    Core core_{room_, {&counter_}, random_};
    JobRunner runner_{core_};
    std::vector<std::string> notes_;
};

TEST_F(JobRunnerTest, answers_once_the_batch_is_saved) {
    runner_.pass({put("a", "a")}, kNoon);
    EXPECT_THAT(notes_, IsEmpty());
    save();
    EXPECT_THAT(notes_, ElementsAre("a ok"));
}

TEST_F(JobRunnerTest, undoes_what_cannot_be_saved_with_all_that_followed_from_it) {
    runner_.pass({put("a", "a")}, kNoon);
    save();
    runner_.pass({put("b", "b"), put("c", "c")}, kNoon);
    lose(kNoon);
    save();
    EXPECT_THAT(notes_, ElementsAre("a ok", "b failed", "c failed"));
    EXPECT_THAT(crates(), ElementsAre("a"));
    Tx tx(room_, random_);
    EXPECT_EQ(tx.find<Shelf>("shelf/top")->crates, 1);
}

TEST_F(JobRunnerTest, reads_and_refuses_writes_while_the_store_cannot_be_written) {
    runner_.pass({put("a", "a")}, kNoon);
    lose(kNoon);
    const Job read{
        [](Tx&, TimePoint) { return ok(); },
        [this](const Status& done) { notes_.push_back(done ? "read ok" : "read failed"); }};
    runner_.pass({read, put("b", "b")}, kNoon + Seconds{1});
    const auto batch = runner_.take_batch();
    EXPECT_THAT(batch.changes, IsEmpty());
    for (const auto& effect : batch.effects) effect();
    EXPECT_THAT(notes_, ElementsAre("a failed", "read ok", "b failed"));
    EXPECT_THAT(crates(), IsEmpty());
}

TEST_F(JobRunnerTest, says_why_it_is_read_only) {
    std::string message;
    auto job = put("a", "a");
    job.done = [&](const Status& done) { message = done.error().message; };
    runner_.pass({job}, kNoon);
    lose(kNoon);
    save();
    EXPECT_THAT(message, HasSubstr("disk is full"));
}

TEST_F(JobRunnerTest, tries_again_after_a_while_with_those_who_ran_in_vain) {
    runner_.pass({put("a", "a")}, kNoon);
    save();
    std::vector<std::string> told;
    Script edge("edge", wakes_per_crate, [&](Tx&, const std::string& key, TimePoint) {
        told.push_back(key);
        return std::nullopt;
    });
    Core core(room_, {&edge}, random_);
    JobRunner runner(core);
    runner.pass({put("b", "b")}, kNoon);
    runner.take_back(runner.take_batch(), kDiskFull, kNoon);
    told.clear();
    EXPECT_EQ(runner.next_wake(), kNoon + kStoreRetry);
    runner.pass({}, kNoon + kStoreRetry - Millis{1});
    EXPECT_THAT(told, IsEmpty());
    runner.pass({}, kNoon + kStoreRetry);
    EXPECT_THAT(told, ElementsAre("b"));
    EXPECT_EQ(runner.next_wake(), std::nullopt);
}

TEST_F(JobRunnerTest, sights_wait_in_order_and_are_done_when_it_can_be_written_again) {
    runner_.pass({sight_of("a"), put("b", "b")}, kNoon);
    lose(kNoon);
    runner_.pass({sight_of("c")}, kNoon + Seconds{1});
    save();
    EXPECT_THAT(crates(), IsEmpty());
    runner_.pass({sight_of("d")}, kNoon + kStoreRetry);
    save();
    EXPECT_THAT(notes_, ElementsAre("b failed", "sight a ok", "sight c ok", "sight d ok"));
    EXPECT_THAT(crates(), ElementsAre("a", "c", "d"));
}

TEST_F(JobRunnerTest, a_sight_that_is_lost_again_and_again_is_done_once) {
    runner_.pass({sight_of("a")}, kNoon);
    lose(kNoon);
    runner_.pass({}, kNoon + kStoreRetry);
    lose(kNoon + kStoreRetry);
    runner_.pass({}, kNoon + 2 * kStoreRetry);
    const auto batch = runner_.take_batch();
    EXPECT_THAT(batch.changes, SizeIs(2));  // the crate and its shelf
    for (const auto& effect : batch.effects) effect();
    EXPECT_THAT(notes_, ElementsAre("sight a ok"));
}

}  // namespace
}  // namespace ikada::world::testing
