#include "world/core.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/document.hpp"
#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CoreTest : public ::testing::Test {
  protected:
    // A controller of crates that notes its runs as "name:key".
    Script noting(std::string name, Script::Run then = {}) {
        auto run = [this, name, then = std::move(then)](Tx& tx, const std::string& key,
                                                        TimePoint now) -> std::optional<TimePoint> {
            runs_.push_back(name + ":" + key);
            return then ? then(tx, key, now) : std::nullopt;
        };
        return {name, wakes_per_crate, run};
    }
    static Status put_crates(Core& core, std::vector<Crate> crates) {
        return core.transact([&](Tx& tx) {
            for (auto& crate : crates) tx.put(crate);
            return ok();
        });
    }
    template <class T>
    const T* find(std::string_view key) {
        Tx tx(room_, random_);
        return tx.find<T>(key);
    }

    Room room_;
    Random random_{1};
    std::vector<std::string> runs_;
};

TEST_F(CoreTest, commits_work_that_is_ok) {
    Core core(room_, {}, random_);
    ASSERT_TRUE(put_crates(core, {{"a", "top", 1, {}}}));
    const auto batch = core.take_batch();
    ASSERT_THAT(batch.changes, SizeIs(1));
    EXPECT_EQ(batch.changes[0].key, "a");
    EXPECT_TRUE(core.take_batch().empty());
}

TEST_F(CoreTest, undoes_work_that_fails_and_gives_its_error) {
    Script controller = noting("c");
    Core core(room_, {&controller}, random_);
    const auto outcome = core.transact([](Tx& tx) -> Status {
        tx.put(Crate{"a", "top", 1, {}});
        tx.after_commit([] { FAIL() << "an effect of undone work"; });
        return fail(kMalformed, "no");
    });
    core.run_ready(kNoon);
    EXPECT_EQ(outcome.error().message, "no");
    EXPECT_EQ(find<Crate>("a"), nullptr);
    EXPECT_TRUE(core.take_batch().empty());
    EXPECT_THAT(runs_, IsEmpty());
}

TEST_F(CoreTest, a_batch_keeps_writes_and_effects_in_order) {
    Core core(room_, {}, random_);
    std::vector<int> ran;
    for (const int i : {1, 2}) {
        ASSERT_TRUE(core.transact([&](Tx& tx) {
            tx.put(Crate{"a", "top", i, {}});
            tx.after_commit([&ran, i] { ran.push_back(i); });
            return ok();
        }));
        core.add_effect({[&ran, i] { ran.push_back(10 * i); }});
    }
    const auto batch = core.take_batch();
    ASSERT_THAT(batch.changes, SizeIs(2));
    EXPECT_EQ(batch.changes[1].either<Crate>().weight, 2);
    const auto writes = to_writes(batch.changes);  // of the same crate: the last counts
    ASSERT_THAT(writes, SizeIs(1));
    EXPECT_THAT(*writes[0].value, HasSubstr(R"("weight":2)"));
    for (const auto& effect : batch.effects) effect();
    EXPECT_THAT(ran, ElementsAre(1, 10, 2, 20));
}

TEST_F(CoreTest, a_change_wakes_controllers_in_their_order_then_subjects_by_key) {
    Script second = noting("b"), first = noting("z");
    Core core(room_, {&first, &second}, random_);
    ASSERT_TRUE(put_crates(core, {{"2", "", 0, {}}, {"1", "", 0, {}}}));
    core.run_ready(kNoon);
    EXPECT_THAT(runs_, ElementsAre("z:1", "z:2", "b:1", "b:2"));
}

TEST_F(CoreTest, changes_woken_together_are_one_run) {
    Script controller = noting("c");
    Core core(room_, {&controller}, random_);
    ASSERT_TRUE(put_crates(core, {{"a", "", 1, {}}}));
    ASSERT_TRUE(put_crates(core, {{"a", "", 2, {}}}));
    core.run_ready(kNoon);
    core.run_ready(kNoon);
    EXPECT_THAT(runs_, ElementsAre("c:a"));
}

TEST_F(CoreTest, what_changes_nothing_wakes_nobody) {
    Script controller = noting("c");
    Core core(room_, {&controller}, random_);
    ASSERT_TRUE(put_crates(core, {{"a", "", 1, {}}}));
    core.run_ready(kNoon);
    ASSERT_TRUE(put_crates(core, {{"a", "", 1, {}}}));
    core.run_ready(kNoon);
    EXPECT_THAT(runs_, SizeIs(1));
}

TEST_F(CoreTest, a_controllers_writes_are_saved_and_wake_others) {
    auto counter = shelf_counter();
    std::vector<int> seen;
    const auto wakes = [](const Change& change, std::vector<std::string>& keys) {
        if (change.is<Shelf>()) keys.push_back(change.key);
    };
    Script watcher("watcher", wakes, [&](Tx& tx, const std::string& key, TimePoint) {
        seen.push_back(tx.find<Shelf>(key)->crates);
        return std::nullopt;
    });
    Core core(room_, {&watcher, &counter}, random_);
    ASSERT_TRUE(put_crates(core, {{"a", "top", 1, {}}, {"b", "top", 1, {}}}));
    core.run_ready(kNoon);
    EXPECT_THAT(seen, ElementsAre(2));
    EXPECT_EQ(core.take_batch().changes.back().key, "shelf/top");
}

TEST_F(CoreTest, a_moved_record_wakes_for_where_it_was_and_where_it_is) {
    auto counter = shelf_counter();
    Core core(room_, {&counter}, random_);
    ASSERT_TRUE(put_crates(core, {{"a", "top", 1, {}}}));
    core.run_ready(kNoon);
    ASSERT_TRUE(put_crates(core, {{"a", "low", 1, {}}}));
    core.run_ready(kNoon);
    EXPECT_EQ(find<Shelf>("shelf/top")->crates, 0);
    EXPECT_EQ(find<Shelf>("shelf/low")->crates, 1);
}

TEST_F(CoreTest, start_wakes_for_every_loaded_record) {
    const auto store = store::open_memory_store();
    const auto record = R"({"v":2,"r":{"name":"a","shelf":"top"}})";
    ASSERT_TRUE(store->commit(std::vector<store::Write>{{"room/crate/a", record}}));
    ASSERT_TRUE(room_.load(*store));
    auto counter = shelf_counter();
    Core core(room_, {&counter}, random_);
    core.start();
    core.run_ready(kNoon);
    EXPECT_EQ(find<Shelf>("shelf/top")->crates, 1);
}

class CoreTimers : public CoreTest {
  protected:
    // Looks again after 10 s, as long as the crate is there.
    Script again_ = noting("c", [](Tx& tx, const std::string& key, TimePoint now) {
        return tx.find<Crate>(key) ? std::optional(now + Seconds{10}) : std::nullopt;
    });
    Core core_{room_, {&again_}, random_};
};

TEST_F(CoreTimers, there_is_none_at_first) { EXPECT_EQ(core_.next_wake(), std::nullopt); }

TEST_F(CoreTimers, run_their_subject_when_due_and_not_before) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}}));
    core_.run_ready(kNoon);
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{10});
    core_.run_ready(kNoon + Millis{9'999});
    EXPECT_THAT(runs_, SizeIs(1));
    core_.run_ready(kNoon + Seconds{10});
    EXPECT_THAT(runs_, SizeIs(2));
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{20});
}

TEST_F(CoreTimers, the_earliest_is_next) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}}));
    core_.run_ready(kNoon);
    ASSERT_TRUE(put_crates(core_, {{"b", "", 1, {}}}));
    core_.run_ready(kNoon + Seconds{3});
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{10});
}

TEST_F(CoreTimers, a_run_in_between_replaces_its_subjects_timer) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}}));
    core_.run_ready(kNoon);
    ASSERT_TRUE(put_crates(core_, {{"a", "", 2, {}}}));
    core_.run_ready(kNoon + Seconds{5});
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{15});
    ASSERT_TRUE(core_.transact([](Tx& tx) {
        tx.erase<Crate>("a");
        return ok();
    }));
    core_.run_ready(kNoon + Seconds{6});
    EXPECT_EQ(core_.next_wake(), std::nullopt);
}

class CoreTakeBack : public CoreTimers {
  protected:
    void SetUp() override {
        ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}, {"b", "", 1, {}}}));
        core_.run_ready(kNoon);
        (void)core_.take_batch();  // saved
        runs_.clear();
    }
};

TEST_F(CoreTakeBack, wakes_who_minds_what_is_undone_and_nobody_else) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 2, {}}, {"new", "", 2, {}}}));
    core_.take_back(core_.take_batch());
    EXPECT_EQ(find<Crate>("a")->weight, 1);
    EXPECT_EQ(find<Crate>("new"), nullptr);
    core_.run_ready(kNoon);
    EXPECT_THAT(runs_, ElementsAre("c:a", "c:new"));
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{10});
}

TEST_F(CoreTakeBack, runs_again_who_ran_since) {
    ASSERT_TRUE(put_crates(core_, {{"b", "", 2, {}}}));
    core_.run_ready(kNoon + Seconds{10});  // a's timer is due
    EXPECT_THAT(runs_, ElementsAre("c:a", "c:b"));
    runs_.clear();
    core_.take_back(core_.take_batch());
    core_.run_ready(kNoon + Seconds{11});
    EXPECT_THAT(runs_, ElementsAre("c:a", "c:b"));
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{21});
}

class CoreLivelock : public CoreTest {
  protected:
    // Changes its own crate on every run, for as long as it weighs something.
    Script restless_ = noting("restless", [](Tx& tx, const std::string& key, TimePoint) {
        auto crate = *tx.find<Crate>(key);
        if (crate.weight > 0) crate.weight++;
        tx.put(crate);
        return std::nullopt;
    });
    Script calm_ = noting("calm");
    Core core_{room_, {&restless_, &calm_}, random_};

    std::string run_and_capture_log(TimePoint now) {
        ::testing::internal::CaptureStderr();
        core_.run_ready(now);
        return ::testing::internal::GetCapturedStderr();
    }
};

TEST_F(CoreLivelock, a_controller_that_keeps_waking_itself_is_named_and_rests_for_a_second) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}}));
    const auto log = run_and_capture_log(kNoon);
    EXPECT_THAT(log, HasSubstr("controller restless ran 100000 times for \"a\""));
    EXPECT_THAT(runs_, SizeIs(kRunsPerPassMax));

    runs_.clear();
    core_.run_ready(kNoon);
    EXPECT_THAT(runs_, ElementsAre("calm:a"));
    EXPECT_EQ(core_.next_wake(), kNoon + Seconds{1});
}

TEST_F(CoreLivelock, it_is_run_again_when_the_record_is_put_right) {
    ASSERT_TRUE(put_crates(core_, {{"a", "", 1, {}}}));
    run_and_capture_log(kNoon);
    ASSERT_TRUE(put_crates(core_, {{"a", "", 0, {}}}));
    EXPECT_THAT(run_and_capture_log(kNoon), IsEmpty());
    EXPECT_EQ(core_.next_wake(), std::nullopt);
}

}  // namespace
}  // namespace ikada::world::testing
