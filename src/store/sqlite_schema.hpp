#pragma once
// The tables in the file, their version, and how a file of an earlier version becomes one of ours.

#include "store/sqlite_connection.hpp"

namespace ikada::store {

// The version of the tables, not of the documents in them.
constexpr int kSqliteSchemaVersion = 2;
// What `file` and others know our databases by, in their header: "ikad".
constexpr int kSqliteApplicationId = 0x696b6164;

// The version of the file's tables; 0 if it has none yet.
//   Errors: kStoreUnreachable for a database of another program, kSchemaTooNew.
Result<int> schema_version(Connection& connection);

// Makes the tables, or brings them to our version. Inside a transaction. Errors: as above.
Status ensure_schema(Connection& connection);

// Reads every page. Errors: kStoreUnreachable, naming the first damage.
Status check_integrity(Connection& connection);

}  // namespace ikada::store
