#include "store/sqlite_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/strings.hpp"
#include "os/testing.hpp"
#include "store/sqlite_schema.hpp"
#include "store/testing.hpp"

namespace ikada::store {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SqliteStore : public ::testing::Test {
  protected:
    std::string path() const { return (folder_ / "db").string(); }
    std::unique_ptr<Store> open() {
        auto opened = open_sqlite_store(path());
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }
    Error refused(const std::string& path) {
        const auto opened = open_sqlite_store(path);
        EXPECT_FALSE(opened);
        return opened ? fail(kIoError, "was opened") : opened.error();
    }
    // As an operator would with the sqlite3 tool.
    std::string ask(std::string_view sql) {
        auto connection = Connection::open(path(), kIoError);
        auto answer = connection->first(sql, kIoError);
        return answer ? answer->value_or("no row") : answer.error().message;
    }
    static int mode_of(const std::string& file) {
        struct stat info {};
        EXPECT_EQ(::stat(file.c_str(), &info), 0) << file;
        return info.st_mode & 0777;
    }

    os::TempFolder folder_;
};

TEST_F(SqliteStore, files_are_readable_by_their_owner_only) {
    const auto store = open();
    ASSERT_TRUE(store->commit(std::vector<Write>{{"a", "secret"}}));
    EXPECT_EQ(mode_of(path()), 0600);
    EXPECT_EQ(mode_of(path() + "-wal"), 0600);
}

TEST_F(SqliteStore, is_readable_with_plain_sqlite_after_the_stop) {
    ASSERT_TRUE(open()->commit(std::vector<Write>{{"ecs/cluster/hobby", "{\"v\":1}"}}));
    EXPECT_EQ(ask("SELECT key || ' ' || value FROM record"), "ecs/cluster/hobby {\"v\":1}");
    EXPECT_EQ(ask("SELECT value FROM meta WHERE key='schema_version'"), "2");
    EXPECT_EQ(ask("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteStore, leaves_no_log_after_the_stop) {
    ASSERT_TRUE(open()->commit(std::vector<Write>{{"a", "1"}}));
    EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path() + "-shm"));
}

TEST_F(SqliteStore, is_readable_with_plain_sqlite_while_it_is_open) {
    const auto store = open();
    ASSERT_TRUE(store->commit(std::vector<Write>{{"a", "1"}}));
    EXPECT_EQ(ask("SELECT value FROM record WHERE key='a'"), "1");
    EXPECT_TRUE(store->commit(std::vector<Write>{{"a", "2"}}));
}

TEST_F(SqliteStore, keeps_a_second_one_out_and_says_so) {
    const auto first = open();
    const auto error = refused(path());
    EXPECT_TRUE(error.is(kStoreUnreachable));
    EXPECT_THAT(error.message, AllOf(HasSubstr(path()), HasSubstr("another process has it open")));
    EXPECT_TRUE(first->commit(std::vector<Write>{{"a", "1"}}));
}

TEST_F(SqliteStore, keeps_a_second_process_out) {
    const auto first = open();
    const auto child = ::fork();
    if (child == 0) ::_exit(open_sqlite_store(path()) ? 1 : 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the second process got in";
    EXPECT_TRUE(first->commit(std::vector<Write>{{"a", "1"}}));
}

TEST_F(SqliteStore, refuses_a_newer_schema) {
    open().reset();
    ask("UPDATE meta SET value='3' WHERE key='schema_version'");
    const auto error = refused(path());
    EXPECT_TRUE(error.is(kSchemaTooNew));
    EXPECT_THAT(error.message, AllOf(HasSubstr(path()), HasSubstr("schema version 3")));
}

TEST_F(SqliteStore, refuses_another_programs_database) {
    std::ofstream(path()).close();
    ask("CREATE TABLE mail(id)");
    const auto error = refused(path());
    EXPECT_TRUE(error.is(kStoreUnreachable));
    EXPECT_THAT(error.message, HasSubstr("another program"));
}

TEST_F(SqliteStore, refuses_a_file_that_is_no_database_and_leaves_it_alone) {
    const std::string text(8192, 'x');
    std::ofstream(path()) << text;
    EXPECT_THAT(refused(path()).message, HasSubstr("file is not a database"));
    std::ifstream file(path());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(SqliteStore, does_not_make_the_folder) {
    const auto error = refused((folder_ / "none/db").string());
    EXPECT_TRUE(error.is(kStoreUnreachable));
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("none/db"), HasSubstr("No such file"), HasSubstr("folder exists")));
}

// As the first released program made it.
class SqliteStoreOfVersion1 : public SqliteStore {
  protected:
    SqliteStoreOfVersion1() {
        std::ofstream(path()).close();
        ask("PRAGMA journal_mode=WAL");
        ask("CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        ask("CREATE TABLE record(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        ask("INSERT INTO meta VALUES('schema_version', '1')");
        ask("INSERT INTO record VALUES('a', 'old')");
    }
};

TEST_F(SqliteStoreOfVersion1, is_upgraded_and_keeps_its_records) {
    EXPECT_EQ(content_of(*open()), (std::map<std::string, std::string>{{"a", "old"}}));
    EXPECT_EQ(ask("SELECT value FROM meta WHERE key='schema_version'"), "2");
    EXPECT_EQ(ask("PRAGMA application_id"), std::to_string(kSqliteApplicationId));
}

TEST_F(SqliteStoreOfVersion1, stays_beside_the_upgraded_one) {
    (void)open();
    auto old = Connection::open(path() + ".schema-1", kIoError);
    ASSERT_TRUE(old);
    EXPECT_EQ(*schema_version(*old), 1);
    EXPECT_EQ(**old->first("SELECT value FROM record", kIoError), "old");
}

TEST_F(SqliteStore, a_damaged_file_is_refused_and_says_what_to_do) {
    std::vector<Write> many;
    for (int i = 0; i < 500; ++i) many.push_back({std::to_string(i), std::string(200, 'x')});
    ASSERT_TRUE(open()->commit(many));
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5 * 4096);
    file << std::string(4096, '\x7f');
    file.close();
    const auto error = refused(path());
    EXPECT_TRUE(error.is(kStoreUnreachable));
    EXPECT_THAT(error.message, HasSubstr("ikada restore"));
}

// The file size limit stands in for a full disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

  private:
    rlimit before_{};
};

TEST_F(SqliteStore, a_batch_that_does_not_fit_on_the_disk_fails_as_a_whole) {
    const auto store = open();
    ASSERT_TRUE(store->commit(std::vector<Write>{{"a", "old"}}));
    {
        const FileSizeLimit limit(1024 * 1024);
        const auto failed = store->commit(
            std::vector<Write>{{"a", "new"}, {"b", std::string(4 * 1024 * 1024, 'x')}});
        ASSERT_FALSE(failed);
        EXPECT_TRUE(failed.error().is(kStoreFailed));
        EXPECT_THAT(failed.error().message, HasSubstr(path()));
    }
    EXPECT_EQ(content_of(*store), (std::map<std::string, std::string>{{"a", "old"}}));
    EXPECT_TRUE(store->commit(std::vector<Write>{{"c", "works again"}}));
}

}  // namespace
}  // namespace ikada::store
