#include "world/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <semaphore>
#include <thread>

#include "store/testing.hpp"
#include "world/job_runner.hpp"
#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Lt;

// Counts commits; while the gate is closed, a commit waits at it.
class GatedStore final : public store::Store {
  public:
    Status commit(std::span<const store::Write> batch) override {
        if (gated_) {
            entered_.release();
            permits_.acquire();
        }
        ++commits_;
        if (full_) return fail(store::kStoreFailed, "store /data/db: disk is full");
        return inner_->commit(batch);
    }
    Status for_each(const std::function<void(std::string_view, std::string_view)>& visit) override {
        return inner_->for_each(visit);
    }
    void set_full(bool full) { full_ = full; }
    void close_gate() { gated_ = true; }
    void wait_until_one_is_at_the_gate() { entered_.acquire(); }
    void open_gate() {
        gated_ = false;
        permits_.release();
    }
    int commits() const { return commits_; }

  private:
    std::unique_ptr<store::Store> inner_ = store::open_memory_store();
    std::atomic<bool> gated_ = false, full_ = false;
    std::atomic<int> commits_ = 0;
    std::counting_semaphore<> entered_{0}, permits_{0};
};

// Notes in order what happened, from any thread.
class Notes {
  public:
    void add(std::string note) {
        const std::lock_guard lock(mutex_);
        notes_.push_back(std::move(note));
    }
    std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return notes_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> notes_;
};

Status nothing(Tx&, TimePoint) { return ok(); }
void ignore(Status) {}

std::function<Status(Tx&, TimePoint)> put(Crate crate) {
    return [crate = std::move(crate)](Tx& tx, TimePoint) {
        tx.put(crate);
        return ok();
    };
}

class EngineTest : public ::testing::Test {
  protected:
    void start(std::vector<Controller*> controllers = {}) {
        core_.emplace(room_, std::move(controllers), Random(1));
        core_->start();
        engine_.emplace(*core_, store_, clock_);
    }
    // Submits and waits for the outcome.
    Status run(std::function<Status(Tx&, TimePoint)> work) {
        std::promise<Status> outcome;
        if (!engine_->submit(std::move(work),
                             [&](Status done) { outcome.set_value(std::move(done)); }))
            return fail(kIoError, "refused");
        return outcome.get_future().get();
    }
    // With the store at its gate: waits until the core thread has run all that was submitted.
    void wait_for_core() {
        std::promise<void> reached;
        const auto work = [&](Tx&, TimePoint) {
            reached.set_value();
            return ok();
        };
        ASSERT_TRUE(engine_->submit(work, ignore));
        reached.get_future().wait();
    }
    auto note(std::string text) {
        return [this, text = std::move(text)](const Status& done) {
            notes_.add(text + (done ? " ok" : " " + done.error().message));
        };
    }
    std::size_t stored() { return store::content_of(store_).size(); }

    GatedStore store_;
    FakeClock clock_;
    Notes notes_;
    Room room_;
    std::optional<Core> core_;
    std::optional<Engine> engine_;
};

TEST_F(EngineTest, answers_when_the_write_is_in_the_store) {
    start();
    std::promise<std::size_t> stored_then;
    ASSERT_TRUE(engine_->submit(put({"a", "top", 1, {}}),
                                [&](const Status&) { stored_then.set_value(stored()); }));
    EXPECT_EQ(stored_then.get_future().get(), 1U);
}

TEST_F(EngineTest, gives_the_error_of_work_that_failed_and_undoes_it) {
    start();
    const auto outcome = run([](Tx& tx, TimePoint) -> Status {
        tx.put(Crate{"a", "top", 1, {}});
        return fail(kMalformed, "shelf is full");
    });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().message, "shelf is full");
    EXPECT_EQ(stored(), 0U);
}

TEST_F(EngineTest, passes_the_clocks_time_to_the_work) {
    start();
    clock_.advance(Seconds{5});
    TimePoint seen;
    ASSERT_TRUE(run([&](Tx&, TimePoint now) {
        seen = now;
        return ok();
    }));
    EXPECT_EQ(seen, kNoon + Seconds{5});
}

TEST_F(EngineTest, reads_and_failures_are_answered_after_the_writes_they_may_have_seen) {
    start();
    store_.close_gate();
    ASSERT_TRUE(engine_->submit(put({"a", "top", 1, {}}), note("write")));
    store_.wait_until_one_is_at_the_gate();
    ASSERT_TRUE(engine_->submit(nothing, note("read")));
    ASSERT_TRUE(engine_->submit([](Tx&, TimePoint) -> Status { return fail(kMalformed, "no"); },
                                note("failure")));
    wait_for_core();
    EXPECT_THAT(notes_.all(), ElementsAre());
    store_.open_gate();
    ASSERT_TRUE(run(nothing));
    EXPECT_THAT(notes_.all(), ElementsAre("write ok", "read ok", "failure no"));
}

TEST_F(EngineTest, effects_run_in_order_each_before_its_answer) {
    start();
    for (const std::string name : {"1", "2"}) {
        const auto work = [this, name](Tx& tx, TimePoint) {
            tx.put(Crate{name, "top", 1, {}});
            tx.after_commit([this, name] { notes_.add("effect " + name); });
            return ok();
        };
        ASSERT_TRUE(engine_->submit(work, note("answer " + name)));
    }
    ASSERT_TRUE(run(nothing));
    EXPECT_THAT(notes_.all(), ElementsAre("effect 1", "answer 1 ok", "effect 2", "answer 2 ok"));
}

TEST_F(EngineTest, what_is_written_during_a_commit_shares_the_next) {
    constexpr int kWrites = 1000;
    start();
    store_.close_gate();
    ASSERT_TRUE(engine_->submit(put({"first", "top", 1, {}}), ignore));
    store_.wait_until_one_is_at_the_gate();
    for (int i = 0; i < kWrites; ++i)
        ASSERT_TRUE(engine_->submit(put({std::to_string(i), "top", 1, {}}), ignore));
    wait_for_core();
    store_.open_gate();
    ASSERT_TRUE(run(nothing));
    EXPECT_EQ(stored(), 1U + kWrites);
    // The first, the thousand, and what the core had in hand when the gate opened.
    EXPECT_THAT(store_.commits(), Lt(4));
}

TEST_F(EngineTest, reading_commits_nothing) {
    start();
    ASSERT_TRUE(run(nothing));
    EXPECT_EQ(store_.commits(), 0);
}

TEST_F(EngineTest, refuses_more_than_may_wait) {
    start();
    std::promise<void> started, released;
    const auto block = [&](Tx&, TimePoint) {
        started.set_value();
        released.get_future().wait();
        return ok();
    };
    ASSERT_TRUE(engine_->submit(block, ignore));
    started.get_future().wait();
    for (int i = 0; i < kEngineQueueMax; ++i) ASSERT_TRUE(engine_->submit(nothing, ignore));
    EXPECT_FALSE(engine_->submit(nothing, [](Status) { FAIL() << "answered though refused"; }));
    released.set_value();
    engine_.reset();
}

TEST_F(EngineTest, destruction_finishes_what_was_submitted) {
    constexpr int kJobs = 2000;
    start();
    std::atomic<int> answered = 0;
    for (int i = 0; i < kJobs; ++i)
        ASSERT_TRUE(engine_->submit(put({std::to_string(i), "top", 1, {}}),
                                    [&](const Status&) { ++answered; }));
    engine_.reset();
    EXPECT_EQ(answered, kJobs);
    EXPECT_EQ(stored(), static_cast<std::size_t>(kJobs));
}

TEST_F(EngineTest, an_answer_may_submit_more) {
    start();
    std::promise<Status> second;
    ASSERT_TRUE(engine_->submit(nothing, [&](const Status&) {
        engine_->submit(put({"a", "top", 1, {}}),
                        [&](Status done) { second.set_value(std::move(done)); });
    }));
    EXPECT_TRUE(second.get_future().get());
}

TEST_F(EngineTest, writes_of_many_threads_are_one_after_another) {
    constexpr int kThreads = 4, kEach = 250;
    start();
    ASSERT_TRUE(run(put({"a", "top", 0, {}})));
    const auto add_one = [](Tx& tx, TimePoint) {
        auto crate = *tx.find<Crate>("a");
        crate.weight++;
        tx.put(crate);
        return ok();
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&] {
            for (int left = kEach; left > 0; --left) EXPECT_TRUE(engine_->submit(add_one, ignore));
        });
    for (auto& thread : threads) thread.join();
    ASSERT_TRUE(run(nothing));
    EXPECT_THAT(store::content_of(store_)["room/crate/a"],
                ::testing::HasSubstr(fmt::format(R"("weight":{})", kThreads * kEach)));
}

TEST_F(EngineTest, controllers_run_at_the_start_without_a_job) {
    std::promise<void> ran;
    Script controller("c", wakes_per_crate, [&](Tx&, const std::string&, TimePoint) {
        ran.set_value();
        return std::nullopt;
    });
    room_.table(kind_of<Crate>()).replace("a", std::make_shared<Crate>(Crate{"a", "top", 1, {}}));
    start({&controller});
    ran.get_future().wait();
}

TEST_F(EngineTest, controllers_run_after_a_change_and_their_writes_are_saved) {
    auto counter = shelf_counter();
    start({&counter});
    ASSERT_TRUE(run(put({"a", "top", 1, {}})));
    ASSERT_TRUE(run(nothing));
    EXPECT_TRUE(store::content_of(store_).contains("room/shelf/top"));
}

// Every look is 10 ms later than the last.
class TickingClock final : public Clock {
  public:
    TimePoint now() const override { return kNoon + Millis{10} * ticks_++; }

  private:
    mutable std::atomic<int> ticks_ = 0;
};

TEST_F(EngineTest, a_timer_that_comes_due_runs_its_controller_without_a_job) {
    const TickingClock ticking;
    std::promise<void> due;
    std::optional<TimePoint> wanted;
    Script controller("c", wakes_per_crate,
                      [&](Tx&, const std::string&, TimePoint now) -> std::optional<TimePoint> {
                          if (!wanted) return wanted = now + Millis{40};
                          EXPECT_GE(now, *wanted);
                          due.set_value();
                          return std::nullopt;
                      });
    core_.emplace(room_, std::vector<Controller*>{&controller}, Random(1));
    engine_.emplace(*core_, store_, ticking);
    ASSERT_TRUE(run(put({"a", "top", 1, {}})));
    due.get_future().wait();
    engine_.reset();
}

// The store is on a disk that is full at first.
class EngineOnAFullDisk : public EngineTest {
  protected:
    EngineOnAFullDisk() {
        store_.set_full(true);
        start();
    }
    void make_room() {
        store_.set_full(false);
        clock_.advance(kStoreRetry);
    }
};

TEST_F(EngineOnAFullDisk, tells_the_caller_why_its_write_failed_and_undoes_it) {
    const auto outcome = run(put({"a", "top", 1, {}}));
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(outcome.error().is(store::kStoreFailed));
    EXPECT_THAT(outcome.error().message, ::testing::HasSubstr("disk is full"));
    EXPECT_TRUE(run([](Tx& tx, TimePoint) {
        EXPECT_EQ(tx.find<Crate>("a"), nullptr);
        return ok();
    }));
}

TEST_F(EngineOnAFullDisk, works_again_by_itself_when_there_is_room) {
    ASSERT_FALSE(run(put({"a", "top", 1, {}})));
    make_room();
    ASSERT_TRUE(run(put({"b", "top", 1, {}})));
    EXPECT_EQ(stored(), 1U);
}

TEST_F(EngineOnAFullDisk, keeps_what_was_seen_until_there_is_room) {
    ASSERT_TRUE(engine_->submit_sight([](Tx& tx, TimePoint) { tx.put(Crate{"a", "top", 1, {}}); }));
    ASSERT_FALSE(run(put({"b", "top", 1, {}})));
    make_room();
    ASSERT_TRUE(run(put({"c", "top", 1, {}})));
    EXPECT_EQ(stored(), 2U);
}

TEST_F(EngineOnAFullDisk, ends_with_every_call_answered) {
    std::atomic<int> answered = 0;
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(
            engine_->submit(put({std::to_string(i), "top", 1, {}}), [&](const Status& done) {
                EXPECT_FALSE(done);
                ++answered;
            }));
    engine_.reset();
    EXPECT_EQ(answered, 10);
}

}  // namespace
}  // namespace ikada::world::testing
