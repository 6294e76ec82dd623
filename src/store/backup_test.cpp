#include "store/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "os/testing.hpp"
#include "store/sqlite_store.hpp"
#include "store/testing.hpp"

namespace ikada::store {
namespace {

using ::testing::HasSubstr;
using Content = std::map<std::string, std::string>;

constexpr TimePoint kNoon{Seconds{1'800'000'000}};

class BackupTest : public ::testing::Test {
  protected:
    std::string database() const { return (folder_ / "db").string(); }
    std::string copy() const { return (folder_ / "copy").string(); }
    static std::unique_ptr<Store> open(const std::string& path) {
        auto opened = open_sqlite_store(path);
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }
    void put(const std::string& value) {
        EXPECT_TRUE(open(database())->commit(std::vector<Write>{{"a", value}}));
    }
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            found.push_back(entry.path().filename());
        return found;
    }

    os::TempFolder folder_;
};

TEST_F(BackupTest, copies_what_is_committed_while_the_store_is_open) {
    const auto store = open(database());
    ASSERT_TRUE(store->commit(std::vector<Write>{{"a", "1"}, {"b", "2"}}));
    const auto made = back_up(database(), copy());
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->records, 2);
    EXPECT_TRUE(store->commit(std::vector<Write>{{"a", "later"}}));
    EXPECT_EQ(content_of(*open(copy())), (Content{{"a", "1"}, {"b", "2"}}));
}

TEST_F(BackupTest, is_readable_by_its_owner_only) {
    put("1");
    ASSERT_TRUE(back_up(database(), copy()));
    struct stat info {};
    ASSERT_EQ(::stat(copy().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(BackupTest, never_overwrites_a_file) {
    put("1");
    std::ofstream(copy()) << "precious";
    const auto made = back_up(database(), copy());
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("exists"));
}

TEST_F(BackupTest, needs_a_store) {
    const auto made = back_up(database(), copy());
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("there is no store"));
    EXPECT_FALSE(std::filesystem::exists(copy()));
}

TEST_F(BackupTest, restore_puts_it_in_place_and_keeps_the_old_store) {
    put("backed up");
    ASSERT_TRUE(back_up(database(), copy()));
    put("newer");
    const auto done = restore(copy(), database(), kNoon);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(content_of(*open(database())), (Content{{"a", "backed up"}}));
    EXPECT_EQ(content_of(*open(database() + ".before-20270115T080000Z")),
              (Content{{"a", "newer"}}));
}

TEST_F(BackupTest, restore_works_where_there_is_no_store_yet) {
    put("1");
    ASSERT_TRUE(back_up(database(), copy()));
    const auto elsewhere = (folder_ / "other").string();
    ASSERT_TRUE(restore(copy(), elsewhere, kNoon));
    EXPECT_EQ(content_of(*open(elsewhere)), (Content{{"a", "1"}}));
}

TEST_F(BackupTest, restore_refuses_while_the_store_is_open) {
    put("1");
    ASSERT_TRUE(back_up(database(), copy()));
    const auto store = open(database());
    const auto done = restore(copy(), database(), kNoon);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("stop its server first"));
}

TEST_F(BackupTest, restore_refuses_what_is_no_backup_and_leaves_the_store_alone) {
    put("1");
    std::ofstream(copy()) << std::string(8192, 'x');
    EXPECT_FALSE(restore(copy(), database(), kNoon));
    EXPECT_FALSE(restore(folder_ / "none", database(), kNoon));
    EXPECT_EQ(content_of(*open(database())), (Content{{"a", "1"}}));
    EXPECT_THAT(files(), ::testing::Not(::testing::Contains(HasSubstr("before"))));
}

}  // namespace
}  // namespace ikada::store
