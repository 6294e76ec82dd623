#pragma once
// One SQLite file holds everything. Readable with the sqlite3 tool, also while a server has it
// open: `SELECT key, value FROM record`.

#include <memory>
#include <string>

#include "store/store.hpp"

namespace ikada::store {

// Opens the file at `path`, made with mode 0600 if it is not there, and keeps other stores out
// until destruction by a lock on `path`.lock. A file of an earlier schema version is upgraded, and
// a copy of it is kept as `path`.schema-<version>.
//   Errors: kStoreUnreachable (also: the file is damaged), kSchemaTooNew.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}  // namespace ikada::store
