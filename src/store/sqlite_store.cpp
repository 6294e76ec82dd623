#include "store/sqlite_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "os/files.hpp"
#include "store/backup.hpp"
#include "store/sqlite_schema.hpp"

namespace ikada::store {
namespace {

// SQLite would make the file readable for all, and it holds secrets. Only a file that is not there
// is touched: closing a descriptor of an open database would drop this process's locks on it.
Status create_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
        return ok();
    }
    if (errno == EEXIST) return ok();
    return fail(kStoreUnreachable,
                "store {}: cannot create the file: {}; check that its folder exists and that this "
                "user may write there",
                path, std::generic_category().message(errno));
}

Status configure(Connection& connection) {
    auto mode = connection.first("PRAGMA journal_mode=WAL", kStoreUnreachable);
    if (!mode) return mode.error();
    if (*mode != "wal")
        return fail(kStoreUnreachable, "store {}: its file system cannot do write-ahead logging",
                    connection.path());
    return connection.run("PRAGMA synchronous=FULL", kStoreUnreachable);
}

// Others may read, a backup or a glance with the sqlite3 tool: SQLite's own lock would keep them
// out too.
Result<os::FileLock> take_lock(const std::string& path) {
    auto lock = os::FileLock::take(path + ".lock");
    if (lock) return lock;
    return fail(kStoreUnreachable,
                "store {}: another process has it open: stop that one or choose another file ({})",
                path, lock.error().message);
}

// An upgrade has no way back: the file as it was stays beside it.
Status keep_before_upgrade(Connection& connection) {
    const auto version = schema_version(connection);
    if (!version) return version.error();
    if (*version == 0 || *version == kSqliteSchemaVersion) return ok();
    const std::filesystem::path copy = fmt::format("{}.schema-{}", connection.path(), *version);
    if (std::filesystem::exists(copy)) return ok();
    const auto copied = back_up(connection.path(), copy);
    return copied ? ok() : Status{copied.error()};
}

class SqliteStore final : public Store {
  public:
    // Makes the tables, or brings them to this version.
    static Result<std::unique_ptr<Store>> open(os::FileLock lock, Connection connection);

    Status commit(std::span<const Write> batch) override;
    Status for_each(const std::function<void(std::string_view, std::string_view)>& visit) override;

  private:
    SqliteStore(os::FileLock lock, Connection connection)
        : lock_(std::move(lock)), connection_(std::move(connection)) {}
    Status begin() { return connection_.run(begin_, kStoreFailed); }
    Status finish(Status written);
    Status prepare();
    Status write(const Write& write);

    os::FileLock lock_;
    Connection connection_;
    Statement begin_, commit_, rollback_, put_, erase_, list_;
};

Result<std::unique_ptr<Store>> SqliteStore::open(os::FileLock lock, Connection connection) {
    auto store =
        std::unique_ptr<SqliteStore>(new SqliteStore(std::move(lock), std::move(connection)));
    auto begun = store->connection_.run("BEGIN IMMEDIATE", kStoreUnreachable);
    if (!begun) return begun.error();
    if (auto ready = ensure_schema(store->connection_); !ready) return ready.error();
    if (auto done = store->connection_.run("COMMIT", kStoreUnreachable); !done) return done.error();
    if (auto prepared = store->prepare(); !prepared) return prepared.error();
    return std::unique_ptr<Store>(std::move(store));
}

Status SqliteStore::prepare() {
    const std::pair<Statement*, std::string_view> statements[]{
        {&begin_, "BEGIN IMMEDIATE"},
        {&commit_, "COMMIT"},
        {&rollback_, "ROLLBACK"},
        {&put_, "INSERT OR REPLACE INTO record(key, value) VALUES(?1, ?2)"},
        {&erase_, "DELETE FROM record WHERE key = ?1"},
        {&list_, "SELECT key, value FROM record ORDER BY key"}};
    for (const auto& [statement, sql] : statements) {
        auto prepared = connection_.prepare(sql, kStoreUnreachable);
        if (!prepared) return prepared.error();
        *statement = std::move(*prepared);
    }
    return ok();
}

Status SqliteStore::commit(std::span<const Write> batch) {
    if (batch.empty()) return ok();
    Status written = begin();
    for (const auto& entry : batch) {
        if (!written) break;
        written = write(entry);
    }
    return finish(std::move(written));
}

Status SqliteStore::finish(Status written) {
    if (written) written = connection_.run(commit_, kStoreFailed);
    // SQLite ends the transaction itself after some errors, not after all.
    if (!written && connection_.in_transaction())
        if (auto undone = connection_.run(rollback_, kStoreFailed); !undone)
            return fail(kStoreFailed, "{}; then {}", written.error().message,
                        undone.error().message);
    return written;
}

Status SqliteStore::write(const Write& write) {
    Statement& statement = write.value ? put_ : erase_;
    statement.bind(1, write.key);
    if (write.value) statement.bind(2, *write.value);
    return connection_.run(statement, kStoreFailed);
}

Status SqliteStore::for_each(const std::function<void(std::string_view, std::string_view)>& visit) {
    int code = list_.step();
    for (; code == SQLITE_ROW; code = list_.step()) visit(list_.text(0), list_.text(1));
    auto outcome = code == SQLITE_DONE ? ok() : Status{connection_.last_error(kStoreUnreachable)};
    list_.reset();
    return outcome;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path) {
    if (auto created = create_private(path); !created) return created.error();
    auto lock = take_lock(path);
    if (!lock) return lock.error();
    auto connection = Connection::open(path, kStoreUnreachable);
    if (!connection) return connection.error();
    for (const auto step : {configure, check_integrity, keep_before_upgrade})
        if (auto done = step(*connection); !done) return done.error();
    return SqliteStore::open(*std::move(lock), *std::move(connection));
}

}  // namespace ikada::store
