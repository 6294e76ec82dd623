// What every store promises. A new store joins by one row in kStores.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/random.hpp"
#include "os/testing.hpp"
#include "store/store.hpp"
#include "store/testing.hpp"

namespace ikada::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Kind {
    std::string name;
    std::function<std::string(const os::TempFolder&)> url;
    bool durable;
};

const Kind kStores[]{
    {"memory", [](const os::TempFolder&) { return "memory:"; }, false},
    {"sqlite", [](const os::TempFolder& in) { return "sqlite:" + (in / "db").string(); }, true}};

class StoreContract : public ::testing::TestWithParam<Kind> {
  protected:
    void SetUp() override { open(); }
    void open() {
        auto opened = open_store(GetParam().url(folder_));
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }
    void reopen() {
        store_.reset();
        open();
    }
    void commit(std::vector<Write> batch) {
        const auto done = store_->commit(batch);
        ASSERT_TRUE(done) << done.error().message;
    }
    std::map<std::string, std::string> content() { return content_of(*store_); }

    os::TempFolder folder_;
    std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(All, StoreContract, ::testing::ValuesIn(kStores),
                         [](const auto& test) { return test.param.name; });

TEST_P(StoreContract, is_empty_at_first) { EXPECT_THAT(content(), IsEmpty()); }

TEST_P(StoreContract, gives_back_what_was_written) {
    commit({{"a", "1"}, {"b", "2"}});
    EXPECT_THAT(content(), ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST_P(StoreContract, replaces_and_erases) {
    commit({{"a", "1"}, {"b", "2"}});
    commit({{"a", std::nullopt}, {"b", "3"}});
    EXPECT_THAT(content(), ElementsAre(Pair("b", "3")));
}

TEST_P(StoreContract, erasing_what_is_not_there_is_fine) {
    commit({{"a", std::nullopt}});
    EXPECT_THAT(content(), IsEmpty());
}

TEST_P(StoreContract, takes_an_empty_batch) {
    commit({});
    EXPECT_THAT(content(), IsEmpty());
}

TEST_P(StoreContract, the_last_write_of_a_key_in_a_batch_counts) {
    commit({{"a", "1"}, {"a", std::nullopt}, {"a", "2"}, {"b", "1"}, {"b", std::nullopt}});
    EXPECT_THAT(content(), ElementsAre(Pair("a", "2")));
}

TEST_P(StoreContract, visits_keys_bytewise) {
    commit({{"b", ""}, {"a/b", ""}, {"a", ""}, {"B", ""}, {"a b", ""}, {"\xc3\xa9", ""}});
    std::vector<std::string> keys;
    ASSERT_TRUE(store_->for_each([&](auto key, auto) { keys.emplace_back(key); }));
    EXPECT_THAT(keys, ElementsAre("B", "a", "a b", "a/b", "b", "\xc3\xa9"));
}

TEST_P(StoreContract, keeps_large_and_odd_values_unchanged) {
    const std::string large(3 * 1024 * 1024, 'x');
    const std::string odd("quote ' null \0 end \xf0\x9f\x9a\xa3", 24);
    commit({{"large", large}, {"odd", odd}, {"empty", ""}});
    EXPECT_EQ(content()["large"], large);
    EXPECT_EQ(content()["odd"], odd);
    EXPECT_EQ(content()["empty"], "");
}

TEST_P(StoreContract, agrees_with_a_map_after_random_batches) {
    for (const int seed : {1, 2, 3}) {
        Random random(static_cast<std::uint64_t>(seed));
        auto model = content();
        for (int round = 0; round < 60; ++round) {
            std::vector<Write> batch;
            for (auto left = random.below(20); left > 0; --left) {
                Write write{"key/" + random.decimal(2), random.hex(8)};
                if (random.chance(0.3)) write.value.reset();
                if (write.value)
                    model[write.key] = *write.value;
                else
                    model.erase(write.key);
                batch.push_back(std::move(write));
            }
            commit(batch);
            if (GetParam().durable && random.chance(0.1)) reopen();
        }
        EXPECT_EQ(content(), model) << "seed " << seed;
    }
}

TEST_P(StoreContract, a_durable_one_remembers_when_opened_again) {
    commit({{"a", "1"}});
    reopen();
    EXPECT_EQ(content().contains("a"), GetParam().durable);
}

TEST(OpenStore, refuses_by_name_what_it_does_not_know) {
    const std::pair<std::string, std::string> cases[]{
        {"etcd://127.0.0.1:2379", "etcd is not built in yet"},
        {"redis://x", "of no known kind"},
        {"", "of no known kind"},
        {"sqlite:", "names no file"}};
    for (const auto& [url, reason] : cases) {
        const auto opened = open_store(url);
        ASSERT_FALSE(opened) << url;
        EXPECT_TRUE(opened.error().is(kStoreUnreachable));
        EXPECT_THAT(opened.error().message, ::testing::HasSubstr(reason));
    }
}

}  // namespace
}  // namespace ikada::store
