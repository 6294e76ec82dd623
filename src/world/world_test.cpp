#include "world/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WorldLoad : public ::testing::Test {
  protected:
    Status load(std::vector<store::Write> records) {
        const auto store = store::open_memory_store();
        EXPECT_TRUE(store->commit(records));
        return room_.load(*store);
    }

    Room room_;
    Random random_{1};
};

TEST_F(WorldLoad, fills_tables_and_indexes) {
    ASSERT_TRUE(load({{"room/crate/a", R"({"v":2,"r":{"name":"a","shelf":"top","weight":3}})"},
                      {"room/shelf/top", R"({"v":1,"r":{"name":"top","crates":1}})"}}));
    Tx tx(room_, random_);
    EXPECT_EQ(*tx.find<Crate>("a"), (Crate{"a", "top", 3, {}}));
    EXPECT_THAT(names(tx.by<Crate>("shelf", "top")), ElementsAre("a"));
    EXPECT_EQ(tx.find<Shelf>("shelf/top")->crates, 1);
}

TEST_F(WorldLoad, reads_an_older_document_with_defaults_for_what_it_lacks) {
    ASSERT_TRUE(load({{"room/crate/a", R"({"v":1,"r":{"name":"a","colour":"red"}})"}}));
    Tx tx(room_, random_);
    EXPECT_EQ(*tx.find<Crate>("a"), (Crate{"a", "", 0, {}}));
}

TEST_F(WorldLoad, migrates_an_older_document_whose_members_meant_something_else) {
    ASSERT_TRUE(load({{"room/crate/a", R"({"v":1,"r":{"name":"a","owner":"ann"}})"}}));
    Tx tx(room_, random_);
    EXPECT_EQ(*tx.find<Crate>("a"), (Crate{"a", "", 0, {"ann"}}));
    EXPECT_THAT(names(tx.by<Crate>("owner", "ann")), ElementsAre("a"));
}

TEST_F(WorldLoad, refuses_a_newer_document_by_key) {
    const auto loaded = load({{"room/crate/a", R"({"v":3,"r":{"name":"a"}})"}});
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().is(store::kSchemaTooNew));
    EXPECT_THAT(loaded.error().message, HasSubstr("room/crate/a: version 3 is newer"));
}

TEST_F(WorldLoad, refuses_what_is_not_a_record_and_names_its_key) {
    const std::pair<store::Write, std::string> cases[]{
        {{"room/crate/a", "{"}, "room/crate/a: "},
        {{"room/crate/b", "[]"}, "room/crate/b: expected {\"v\""},
        {{"room/crate/c", R"({"v":1})"}, "room/crate/c: expected {\"v\""},
        {{"room/crate/d", R"({"v":0,"r":{}})"}, "room/crate/d: expected {\"v\""},
        {{"room/crate/e", R"({"v":1,"r":{"name":"e","weight":"x"}})"}, "room/crate/e: weight"},
        {{"room/crate/f", R"({"v":1,"r":{"name":"g"}})"}, "room/crate/f: the record in it"},
        {{"cellar/x", R"({"v":1,"r":{}})"}, "cellar/x: no kind of record"}};
    for (const auto& [record, reason] : cases) {
        const auto loaded = load({record});
        ASSERT_FALSE(loaded) << record.key;
        EXPECT_TRUE(loaded.error().is(kMalformed)) << record.key;
        EXPECT_THAT(loaded.error().message, HasSubstr(reason));
    }
}

TEST_F(WorldLoad, passes_on_the_stores_error) {
    struct Broken final : store::Store {
        Status commit(std::span<const store::Write>) override { return ok(); }
        Status for_each(const std::function<void(std::string_view, std::string_view)>&) override {
            return fail(store::kStoreUnreachable, "no such disk");
        }
    } broken;
    EXPECT_EQ(room_.load(broken).error().message, "no such disk");
}

TEST(WorldTables, are_kept_in_the_order_they_were_added_and_once) {
    Room room;
    room.add_table<Shelf>();
    EXPECT_THAT(room.tables(),
                ElementsAre(&room.table(kind_of<Shelf>()), &room.table(kind_of<Crate>())));
}

TEST(WorldTablesDeathTest, using_a_kind_that_was_not_added_is_a_bug_that_names_it) {
    World empty;
    EXPECT_DEATH(empty.table(kind_of<Crate>()), "no table for room/crate/");
}

// The weight on each shelf.
struct Weights final : Derived {
    std::map<std::string, int> on;

    void replaced(const Change& change) override {
        if (!change.is<Crate>()) return;
        if (change.before) add(*static_cast<const Crate*>(change.before.get()), -1);
        if (change.after) add(*static_cast<const Crate*>(change.after.get()), 1);
    }
    void add(const Crate& crate, int sign) { on[crate.shelf] += sign * crate.weight; }
};

TEST(World, keeps_what_is_derived_equal_to_the_records_also_when_they_are_undone) {
    Room room;
    room.add_derived<Weights>();
    Random random(1);
    const auto& weights = room.derived<Weights>();
    {
        Tx tx(room, random);
        tx.put(Crate{"a", "left", 3, {}});
        tx.put(Crate{"a", "left", 5, {}});
        EXPECT_EQ(tx.derived<Weights>().on.at("left"), 5);
        tx.commit();
    }
    {
        Tx undone(room, random);
        undone.put(Crate{"a", "right", 5, {}});
        undone.put(Crate{"b", "left", 1, {}});
        undone.erase<Crate>("a");
    }
    EXPECT_EQ(weights.on.at("left"), 5);
    EXPECT_EQ(weights.on.at("right"), 0);
}

}  // namespace
}  // namespace ikada::world::testing
