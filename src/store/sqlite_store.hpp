#pragma once
// One SQLite file holds everything. Readable with the sqlite3 tool while no server has it open:
// `SELECT key, value FROM record`.

#include <memory>
#include <string>

#include "store/store.hpp"

namespace ikada::store {

// The version of the tables, not of the documents in them.
constexpr int kSqliteSchemaVersion = 1;

// Opens the file at `path`, made with mode 0600 if it is not there, and keeps others out until
// destruction. Errors: kStoreUnreachable, kSchemaTooNew.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}  // namespace ikada::store
