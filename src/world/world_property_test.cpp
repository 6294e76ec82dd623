// Random transactions against a plain map: whatever is put, erased, undone or reloaded, world,
// indexes, store and map agree.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/document.hpp"
#include "world/testing.hpp"

namespace ikada::world::testing {
namespace {

using Model = std::map<std::string, Crate>;

Crate random_crate(Random& random) {
    Crate crate{"crate/" + std::to_string(random.below(30)),
                "shelf/" + std::to_string(random.below(4)),
                static_cast<int>(random.below(3)),
                {}};
    for (auto left = random.below(3); left > 0; --left)
        crate.owners.push_back("owner/" + std::to_string(random.below(3)));
    return crate;
}

void change_at_random(Tx& tx, Model& model, Random& random) {
    for (auto left = random.below(12); left > 0; --left) {
        auto crate = random_crate(random);
        if (random.chance(0.4)) {
            tx.erase<Crate>(crate.name);
            model.erase(crate.name);
        } else {
            tx.put(crate);
            model[crate.name] = crate;
        }
    }
}

Model content(World& world) {
    Model found;
    Random random(0);
    const Tx tx(world, random);
    for (const auto* crate : tx.all<Crate>()) found[crate->name] = *crate;
    return found;
}

// Index and value → the crates there, counted from the model.
std::map<std::pair<std::string, std::string>, std::vector<std::string>> indexes_of(
    const Model& model) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> indexes;
    for (const auto& [name, crate] : model) {
        indexes[{"shelf", crate.shelf}].push_back(name);
        for (const auto& owner : std::set(crate.owners.begin(), crate.owners.end()))
            indexes[{"owner", owner}].push_back(name);
    }
    return indexes;
}

void expect_equal(World& world, const Model& model) {
    ASSERT_EQ(content(world), model);
    auto indexes = indexes_of(model);
    Random random(0);
    const Tx tx(world, random);
    for (int i = 0; i < 4; ++i)
        for (const std::string index : {"shelf", "owner"}) {
            const auto value = index + "/" + std::to_string(i);
            const std::pair place{index, value};
            ASSERT_EQ(names(tx.by<Crate>(index, value)), indexes[place]) << value;
        }
}

// What turns `before` into `after`, as the store is told it.
std::vector<std::string> difference(const Model& before, const Model& after) {
    std::set<std::string> changed;
    for (const auto& [name, crate] : before)
        if (!after.contains(name) || after.at(name) != crate) changed.insert("room/crate/" + name);
    for (const auto& [name, crate] : after)
        if (!before.contains(name)) changed.insert("room/crate/" + name);
    return {changed.begin(), changed.end()};
}

std::vector<std::string> keys_of(const std::vector<store::Write>& writes) {
    std::vector<std::string> keys;
    for (const auto& write : writes) keys.push_back(write.key);
    return keys;
}

class WorldProperty : public ::testing::TestWithParam<std::uint64_t> {
  protected:
    void step() {
        Model after = model_;
        {
            Tx tx(room_, random_);
            change_at_random(tx, after, random_);
            if (random_.chance(0.3)) return;  // undone
            const auto done = tx.commit();
            const auto writes = to_writes(done.changes);
            ASSERT_EQ(keys_of(writes), difference(model_, after));
            ASSERT_TRUE(store_->commit(writes));
        }
        model_ = std::move(after);
    }

    Random random_{GetParam()};
    Room room_;
    Model model_;
    std::unique_ptr<store::Store> store_ = store::open_memory_store();
};

INSTANTIATE_TEST_SUITE_P(Seeds, WorldProperty, ::testing::Range<std::uint64_t>(1, 21));

TEST_P(WorldProperty, world_indexes_store_and_model_agree) {
    for (int i = 0; i < 150; ++i) {
        ASSERT_NO_FATAL_FAILURE(step());
        ASSERT_NO_FATAL_FAILURE(expect_equal(room_, model_)) << "after step " << i;
    }
    Room reloaded;
    ASSERT_TRUE(reloaded.load(*store_));
    expect_equal(reloaded, model_);
}

}  // namespace
}  // namespace ikada::world::testing
