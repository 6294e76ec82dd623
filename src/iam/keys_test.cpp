#include <gtest/gtest.h>

#include <set>

#include "base/strings.hpp"
#include "iam/api.hpp"
#include "world/core.hpp"

namespace ikada::iam {
namespace {

const TimePoint kNoon = *parse_iso8601("2026-11-22T12:00:00Z");

class Keys : public ::testing::Test {
  protected:
    Keys() {
        register_records(world);
        core.start();
    }
    // One transaction, and what follows from it once it is durable.
    void transact(const std::function<void(world::Tx&)>& work) {
        ASSERT_TRUE(core.transact([&](world::Tx& tx) {
            work(tx);
            return ok();
        }));
        core.run_ready(kNoon);
        for (const auto& effect : core.take_batch().effects) effect();
    }
    RootKey root(const std::optional<aws::Credentials>& given = std::nullopt) {
        std::optional<RootKey> found;
        transact([&](world::Tx& tx) { found = ensure_root_key(tx, given, kNoon); });
        return *found;
    }
    AccessKey instance(const std::string& id) {
        AccessKey minted;
        transact([&](world::Tx& tx) { minted = mint_instance_key(tx, id, kNoon); });
        return minted;
    }

    world::World world;
    aws::Installation installation;
    aws::KeyRing ring;
    KeyRingController controller{installation, ring};
    world::Core core{world, {&controller}, Random(1)};
};

TEST_F(Keys, the_first_root_key_is_minted_and_found_again) {
    const auto first = root();
    EXPECT_TRUE(first.minted);
    EXPECT_EQ(first.key.access_key_id.size(), 20U);
    EXPECT_TRUE(first.key.access_key_id.starts_with("AKIA"));
    EXPECT_EQ(first.key.secret_access_key.size(), 40U);
    const auto second = root();
    EXPECT_FALSE(second.minted);
    EXPECT_EQ(second.key.access_key_id, first.key.access_key_id);
    EXPECT_EQ(second.key.secret_access_key, first.key.secret_access_key);
}

TEST_F(Keys, a_given_root_key_replaces_the_one_before) {
    const auto minted = root().key.access_key_id;
    const auto given = root(aws::Credentials{"AKIAMINE", "mine", ""});
    EXPECT_TRUE(given.minted);
    EXPECT_FALSE(ring.find(minted));
    ASSERT_TRUE(ring.find("AKIAMINE"));
    EXPECT_EQ(ring.find("AKIAMINE")->secret_access_key, "mine");
    EXPECT_FALSE(root(aws::Credentials{"AKIAMINE", "mine", ""}).minted);
    EXPECT_TRUE(root(aws::Credentials{"AKIAMINE", "changed", ""}).minted);
    EXPECT_EQ(ring.find("AKIAMINE")->secret_access_key, "changed");
}

TEST_F(Keys, an_instance_signs_as_itself) {
    const auto key = instance("i-1");
    const auto found = ring.find(key.access_key_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->caller.instance_id, "i-1");
    EXPECT_EQ(found->caller.arn, "arn:aws:sts::000000000000:assumed-role/ecsInstanceRole/i-1");
}

TEST_F(Keys, the_root_signs_as_the_account) {
    const auto found = ring.find(root().key.access_key_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->caller.arn, "arn:aws:iam::000000000000:root");
    EXPECT_EQ(found->caller.user_id, "000000000000");
    EXPECT_FALSE(found->caller.instance_id);
}

TEST_F(Keys, erasing_an_instances_keys_leaves_the_others) {
    const auto first = instance("i-1");
    const auto second = instance("i-1");
    const auto other = instance("i-2");
    transact([](world::Tx& tx) { erase_instance_key(tx, "i-1"); });
    EXPECT_FALSE(ring.find(first.access_key_id));
    EXPECT_FALSE(ring.find(second.access_key_id));
    EXPECT_TRUE(ring.find(other.access_key_id));
    transact([](world::Tx& tx) { erase_instance_key(tx, "i-none"); });
}

TEST_F(Keys, an_instances_key_is_found_and_no_other) {
    const auto minted = instance("i-1");
    root();
    transact([&](world::Tx& tx) {
        ASSERT_NE(find_instance_key(tx, "i-1"), nullptr);
        EXPECT_EQ(find_instance_key(tx, "i-1")->access_key_id, minted.access_key_id);
        EXPECT_EQ(find_instance_key(tx, "i-2"), nullptr);
    });
}

TEST_F(Keys, the_ring_learns_a_key_only_once_it_is_durable) {
    AccessKey minted;
    ASSERT_TRUE(core.transact([&](world::Tx& tx) {
        minted = mint_instance_key(tx, "i-1", kNoon);
        return ok();
    }));
    core.run_ready(kNoon);
    EXPECT_FALSE(ring.find(minted.access_key_id));
    for (const auto& effect : core.take_batch().effects) effect();
    EXPECT_TRUE(ring.find(minted.access_key_id));
}

TEST_F(Keys, a_restart_fills_the_ring_from_the_records) {
    const auto key = root().key;
    aws::KeyRing fresh;
    KeyRingController second(installation, fresh);
    world::Core restarted(world, {&second}, Random(1));
    restarted.start();
    restarted.run_ready(kNoon);
    for (const auto& effect : restarted.take_batch().effects) effect();
    EXPECT_TRUE(fresh.find(key.access_key_id));
}

struct Sessions : Keys {
    AccessKey session() {
        AccessKey minted;
        transact([&](world::Tx& tx) { minted = mint_session_key(tx, Seconds{900}, kNoon); });
        return minted;
    }
};

TEST_F(Sessions, a_session_signs_as_the_root_with_a_token_and_an_end) {
    const auto key = session();
    EXPECT_TRUE(key.access_key_id.starts_with("ASIA"));
    const auto found = ring.find(key.access_key_id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->session_token, key.session_token);
    EXPECT_EQ(found->expires_at, kNoon + Seconds{900});
    EXPECT_EQ(found->caller.arn, "arn:aws:iam::000000000000:root");
    EXPECT_TRUE(found->caller.is_temporary);
}

TEST_F(Sessions, a_session_is_not_taken_for_the_root_key) {
    const auto first = session();
    const auto made = root();
    EXPECT_TRUE(made.minted);
    EXPECT_NE(made.key.access_key_id, first.access_key_id);
    EXPECT_EQ(root().key.access_key_id, made.key.access_key_id);
}

TEST_F(Sessions, a_session_is_erased_at_its_end) {
    const auto key = session();
    EXPECT_EQ(core.next_wake(), kNoon + Seconds{900});
    core.run_ready(kNoon + Seconds{900});
    for (const auto& effect : core.take_batch().effects) effect();
    EXPECT_FALSE(ring.find(key.access_key_id));
    transact([&](world::Tx& tx) { EXPECT_EQ(tx.find<AccessKey>(key.access_key_id), nullptr); });
}

TEST_F(Sessions, another_root_key_ends_the_sessions_of_the_one_before) {
    root();
    const auto key = session();
    root(aws::Credentials{"AKIAMINE", "mine", ""});
    EXPECT_FALSE(ring.find(key.access_key_id));
}

TEST_F(Keys, keys_do_not_repeat_although_the_world_is_seeded) {
    std::set<std::string> secrets;
    for (int i = 0; i < 100; ++i) secrets.insert(instance("i-1").secret_access_key);
    EXPECT_EQ(secrets.size(), 100U);
}

}  // namespace
}  // namespace ikada::iam
