#include "store/sqlite_schema.hpp"

#include <array>
#include <span>
#include <vector>

#include "base/strings.hpp"
#include "store/store.hpp"

namespace ikada::store {
namespace {

Status run_all(Connection& connection, std::span<const std::string> steps) {
    for (const auto& step : steps)
        if (auto done = connection.run(step, kStoreUnreachable); !done) return done;
    return ok();
}

std::string sign() { return fmt::format("PRAGMA application_id = {}", kSqliteApplicationId); }

// From the version of its place, counted from 1, to the next.
//   2: the file says whose it is.
const std::array<std::vector<std::string>, kSqliteSchemaVersion - 1> kMigrations{{{sign()}}};

Status create_tables(Connection& connection) {
    const std::array<std::string, 4> steps{
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE record(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        fmt::format("INSERT INTO meta VALUES('schema_version', '{}')", kSqliteSchemaVersion),
        sign()};
    return run_all(connection, steps);
}

Status migrate(Connection& connection, int from) {
    for (int version = from; version < kSqliteSchemaVersion; ++version)
        if (auto done = run_all(connection, kMigrations[static_cast<std::size_t>(version - 1)]);
            !done)
            return done;
    return connection.run(
        fmt::format("UPDATE meta SET value='{}' WHERE key='schema_version'", kSqliteSchemaVersion),
        kStoreUnreachable);
}

Result<int> count_named(Connection& connection, std::string_view condition) {
    auto found = connection.first(fmt::format("SELECT count(*) FROM sqlite_master{}", condition),
                                  kStoreUnreachable);
    if (!found) return found.error();
    return static_cast<int>(parse_int(found->value_or("")).value_or(0));
}

Result<int> version_in(Connection& connection) {
    auto found =
        connection.first("SELECT value FROM meta WHERE key='schema_version'", kStoreUnreachable);
    if (!found) return found.error();
    const auto version = parse_int(found->value_or(""));
    if (!version || *version < 1)
        return fail(kStoreUnreachable, "store {}: its meta table has no schema_version",
                    connection.path());
    if (*version > kSqliteSchemaVersion)
        return fail(
            kSchemaTooNew,
            "store {}: schema version {} is newer than this program's {}: start a newer ikada",
            connection.path(), *version, kSqliteSchemaVersion);
    return static_cast<int>(*version);
}

}  // namespace

Result<int> schema_version(Connection& connection) {
    const auto tables = count_named(connection, "");
    if (!tables) return tables.error();
    if (*tables == 0) return 0;
    const auto ours = count_named(connection, " WHERE name IN ('meta', 'record')");
    if (!ours) return ours.error();
    if (*ours != 2)
        return fail(kStoreUnreachable,
                    "store {}: a database of another program; choose another file",
                    connection.path());
    return version_in(connection);
}

Status ensure_schema(Connection& connection) {
    const auto version = schema_version(connection);
    if (!version) return version.error();
    if (*version == 0) return create_tables(connection);
    return *version < kSqliteSchemaVersion ? migrate(connection, *version) : ok();
}

Status check_integrity(Connection& connection) {
    const auto verdict = connection.first("PRAGMA quick_check(1)", kStoreUnreachable);
    if (!verdict) return verdict.error();
    if (*verdict == "ok") return ok();
    return fail(kStoreUnreachable,
                "store {}: the file is damaged ({}); restore it from a backup with `ikada restore`",
                connection.path(), verdict->value_or("no answer"));
}

}  // namespace ikada::store
