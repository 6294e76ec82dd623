#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/document.hpp"
#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TxTest : public ::testing::Test {
  protected:
    Committed commit(const std::function<void(Tx&)>& work) {
        Tx tx(room_, random_);
        work(tx);
        return tx.commit();
    }
    void given(std::vector<Crate> crates) {
        commit([&](Tx& tx) {
            for (auto& crate : crates) tx.put(crate);
        });
    }

    Room room_;
    Random random_{1};
};

TEST_F(TxTest, reads_its_own_writes) {
    Tx tx(room_, random_);
    tx.put(Crate{"a", "top", 3, {}});
    ASSERT_NE(tx.find<Crate>("a"), nullptr);
    EXPECT_EQ(tx.find<Crate>("a")->weight, 3);
    tx.erase<Crate>("a");
    EXPECT_EQ(tx.find<Crate>("a"), nullptr);
}

TEST_F(TxTest, is_undone_when_not_committed) {
    given({{"a", "top", 1, {}}, {"b", "top", 2, {}}});
    {
        Tx tx(room_, random_);
        tx.put(Crate{"a", "low", 9, {}});
        tx.put(Crate{"a", "low", 10, {}});
        tx.erase<Crate>("b");
        tx.put(Crate{"c", "top", 3, {}});
        EXPECT_THAT(names(tx.by<Crate>("shelf", "low")), ElementsAre("a"));
    }
    Tx tx(room_, random_);
    EXPECT_THAT(names(tx.all<Crate>()), ElementsAre("a", "b"));
    EXPECT_EQ(tx.find<Crate>("a")->weight, 1);
    EXPECT_THAT(names(tx.by<Crate>("shelf", "top")), ElementsAre("a", "b"));
    EXPECT_EQ(tx.count_by<Crate>("shelf", "low"), 0);
}

TEST_F(TxTest, pointers_stay_valid_until_it_ends) {
    given({{"a", "top", 1, {"anna"}}});
    Tx tx(room_, random_);
    const auto* first = tx.find<Crate>("a");
    tx.put(Crate{"a", "low", 2, {}});
    const auto* second = tx.find<Crate>("a");
    tx.erase<Crate>("a");
    tx.commit();
    EXPECT_EQ(*first, (Crate{"a", "top", 1, {"anna"}}));
    EXPECT_EQ(*second, (Crate{"a", "low", 2, {}}));
}

TEST_F(TxTest, lists_by_prefix_in_key_order) {
    given({{"b/2", "", 0, {}}, {"a", "", 0, {}}, {"b/1", "", 0, {}}, {"c", "", 0, {}}});
    Tx tx(room_, random_);
    EXPECT_THAT(names(tx.all<Crate>("b/")), ElementsAre("b/1", "b/2"));
    EXPECT_THAT(names(tx.all<Crate>()), ElementsAre("a", "b/1", "b/2", "c"));
    EXPECT_THAT(tx.all<Crate>("d"), IsEmpty());
}

TEST_F(TxTest, finds_a_record_under_each_of_its_index_values) {
    given({{"a", "top", 1, {"anna", "bert"}}, {"b", "low", 1, {"bert"}}});
    Tx tx(room_, random_);
    EXPECT_THAT(names(tx.by<Crate>("owner", "anna")), ElementsAre("a"));
    EXPECT_THAT(names(tx.by<Crate>("owner", "bert")), ElementsAre("a", "b"));
    EXPECT_EQ(tx.count_by<Crate>("owner", "bert"), 2);
    EXPECT_THAT(tx.by<Crate>("owner", "top"), IsEmpty());
}

TEST_F(TxTest, commit_gives_each_record_once_in_key_order) {
    given({{"a", "top", 1, {}}, {"b", "top", 1, {}}});
    const auto done = commit([](Tx& tx) {
        tx.put(Shelf{"top", 2});
        tx.erase<Crate>("b");
        tx.put(Crate{"c", "low", 5, {}});
        tx.put(Crate{"a", "low", 7, {}});
        tx.put(Crate{"a", "low", 8, {}});
    });
    ASSERT_THAT(done.changes, SizeIs(4));
    EXPECT_EQ(
        to_writes(done.changes),
        (std::vector<store::Write>{
            {"room/crate/a", R"({"v":2,"r":{"name":"a","shelf":"low","weight":8,"owners":[]}})"},
            {"room/crate/b", std::nullopt},
            {"room/crate/c", R"({"v":2,"r":{"name":"c","shelf":"low","weight":5,"owners":[]}})"},
            {"room/shelf/top", R"({"v":1,"r":{"name":"top","crates":2}})"}}));
    EXPECT_EQ(done.changes[0].either<Crate>().weight, 8);
    EXPECT_EQ(static_cast<const Crate*>(done.changes[0].before.get())->weight, 1);
    EXPECT_EQ(done.changes[1].after, nullptr);
    EXPECT_EQ(done.changes[2].before, nullptr);
    EXPECT_TRUE(done.changes[3].is<Shelf>());
}

TEST_F(TxTest, putting_an_equal_record_is_no_change) {
    given({{"a", "top", 1, {}}});
    const auto done = commit([](Tx& tx) { tx.put(Crate{"a", "top", 1, {}}); });
    EXPECT_THAT(done.changes, IsEmpty());
}

TEST_F(TxTest, a_record_put_and_restored_is_no_change) {
    given({{"a", "top", 1, {}}});
    const auto done = commit([](Tx& tx) {
        tx.put(Crate{"b", "top", 1, {}});
        tx.erase<Crate>("a");
        tx.erase<Crate>("b");
        tx.put(Crate{"a", "top", 1, {}});
        tx.erase<Crate>("never there");
    });
    EXPECT_THAT(done.changes, IsEmpty());
}

TEST_F(TxTest, gives_its_effects_in_order_when_committed_and_drops_them_when_undone) {
    std::vector<int> ran;
    {
        Tx undone(room_, random_);
        undone.after_commit([&] { ran.push_back(0); });
    }
    const auto done = commit([&](Tx& tx) {
        tx.after_commit([&] { ran.push_back(1); });
        tx.after_commit([&] { ran.push_back(2); });
    });
    EXPECT_THAT(ran, IsEmpty());
    for (const auto& effect : done.effects) effect();
    EXPECT_THAT(ran, ElementsAre(1, 2));
}

}  // namespace
}  // namespace ikada::world::testing
