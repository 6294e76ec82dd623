#pragma once
// SQLite's C interface as values: a connection, its statements, its errors as Status.

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::store {

// A prepared statement. It must not outlive its connection.
class Statement {
  public:
    // The text stays owned by the caller until reset().
    void bind(int place, std::string_view text);
    // SQLITE_ROW, SQLITE_DONE or an error code.
    int step() { return sqlite3_step(handle_.get()); }
    // Valid until the next step() or reset().
    std::string_view text(int column) const;
    void reset();

  private:
    friend class Connection;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// An open database file. One thread at a time.
class Connection {
  public:
    // The file must exist. Errors, of every function here: `kind` with the path and SQLite's text.
    static Result<Connection> open(const std::string& path, const ErrorKind& kind);

    const std::string& path() const { return path_; }
    Result<Statement> prepare(std::string_view sql, const ErrorKind& kind);
    // Runs a statement that gives no rows, or whose rows do not matter.
    Status run(Statement& statement, const ErrorKind& kind);
    Status run(std::string_view sql, const ErrorKind& kind);
    // The first column of the first row; nothing if there is no row.
    Result<std::optional<std::string>> first(std::string_view sql, const ErrorKind& kind);

    bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    Error last_error(const ErrorKind& kind) const;

  private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace ikada::store
