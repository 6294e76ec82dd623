#include "store/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/strings.hpp"
#include "os/fd.hpp"
#include "os/files.hpp"
#include "store/sqlite_schema.hpp"
#include "store/store.hpp"

namespace ikada::store {
namespace {

namespace fs = std::filesystem;

Error cannot(std::string_view what, const fs::path& file, const std::error_code& error) {
    return fail(kStoreUnreachable, "cannot {} {}: {}", what, file.string(), error.message());
}
std::error_code last_error() { return {errno, std::generic_category()}; }

fs::path beside(const fs::path& file, std::string_view suffix) {
    return file.string() + std::string(suffix);
}

Status sync(const fs::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (const auto& place : {file, folder}) {
        const os::Fd fd(::open(place.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd || ::fsync(fd.get()) != 0) return cannot("write", place, last_error());
    }
    return ok();
}

// A new, empty file that only its owner may read, for SQLite to fill.
Status create(const fs::path& file) {
    const os::Fd fd(::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
    if (fd) return ok();
    if (errno == EEXIST)
        return fail(kStoreUnreachable, "{} exists: choose another name", file.string());
    return cannot("create", file, last_error());
}

// Checks that the file is whole and one of ours.
Result<Backup> inspect(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return fail(kStoreUnreachable, "there is no file {}", file.string());
    auto connection = Connection::open(file.string(), kStoreUnreachable);
    if (!connection) return connection.error();
    const auto version = schema_version(*connection);
    if (!version) return version.error();
    if (*version == 0) return fail(kStoreUnreachable, "{} is empty", file.string());
    if (auto whole = check_integrity(*connection); !whole) return whole.error();
    const auto count = connection->first("SELECT count(*) FROM record", kStoreUnreachable);
    if (!count) return count.error();
    return Backup{parse_int(count->value_or("")).value_or(0), fs::file_size(file, error)};
}

Status copy_into(const fs::path& database, const fs::path& to) {
    auto connection = Connection::open(database.string(), kStoreUnreachable);
    if (!connection) return connection.error();
    auto copy = connection->prepare("VACUUM INTO ?1", kStoreUnreachable);
    if (!copy) return copy.error();
    const auto name = to.string();
    copy->bind(1, name);
    return connection->run(*copy, kStoreUnreachable);
}

// What a server that was killed left in the log goes into the file, so that one file is all.
void fold_log(const fs::path& database) {
    if (auto connection = Connection::open(database.string(), kStoreUnreachable))
        (void)connection->run("PRAGMA wal_checkpoint(TRUNCATE)", kStoreUnreachable);
}

// Nothing is lost if we die in between: the old file has two names until the new one takes its
// place.
Status put_in_place(const fs::path& fresh, const fs::path& database, const fs::path& old) {
    std::error_code error;
    if (fs::exists(database)) {
        fold_log(database);
        fs::create_hard_link(database, old, error);
        if (error) return cannot("keep the old store as", old, error);
    }
    // A log that could not be folded belongs to the old file, by its name.
    for (const auto* part : {"-wal", "-shm"})
        if (fs::exists(beside(database, part)))
            fs::rename(beside(database, part), beside(old, part), error);
    fs::rename(fresh, database, error);
    if (error) return cannot("write", database, error);
    return sync(database);
}

}  // namespace

Result<Backup> back_up(const fs::path& database, const fs::path& to) {
    if (!fs::exists(database))
        return fail(kStoreUnreachable, "there is no store {}", database.string());
    if (auto created = create(to); !created) return created.error();
    auto copied = copy_into(database, to);
    if (copied) copied = sync(to);
    if (copied) return inspect(to);
    std::error_code ignored;
    fs::remove(to, ignored);
    return copied.error();
}

Result<Backup> restore(const fs::path& from, const fs::path& database, TimePoint now) {
    const auto lock = os::FileLock::take(beside(database, ".lock"));
    if (!lock)
        return fail(kStoreUnreachable, "{} is in use: stop its server first", database.string());
    const auto found = inspect(from);
    if (!found) return found;
    const auto fresh = beside(database, ".restoring");
    std::error_code error;
    fs::remove(fresh, error);
    auto copied = back_up(from, fresh);
    if (!copied) return copied;
    const auto old = beside(database, fmt::format(".before-{}", to_amz_date(now)));
    if (auto placed = put_in_place(fresh, database, old); !placed) return placed.error();
    return copied;
}

}  // namespace ikada::store
