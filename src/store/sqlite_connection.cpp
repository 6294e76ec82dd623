#include "store/sqlite_connection.hpp"

#include "base/time.hpp"

namespace ikada::store {
namespace {

// Long enough for someone's glance with the sqlite3 tool to end; a second server waits in vain.
constexpr auto kBusyWait = Millis{500};

std::string_view next_step(int code) {
    switch (code & 0xff) {  // the low byte is the error, the rest its detail
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "; another process has it open: stop that one or choose another file";
        case SQLITE_FULL:
            return "; free space on its disk";
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
            return "; check that its folder exists and that this user may write there";
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return "; restore it from a backup or choose another file";
        default:
            return "";
    }
}

}  // namespace

void Statement::bind(int place, std::string_view text) {
    sqlite3_bind_text64(handle_.get(), place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

std::string_view Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(handle_.get(), column);
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
    sqlite3_clear_bindings(handle_.get());
}

Result<Connection> Connection::open(const std::string& path, const ErrorKind& kind) {
    Connection connection;
    connection.path_ = path;
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    connection.handle_.reset(handle);
    if (code != SQLITE_OK) return connection.last_error(kind);
    sqlite3_busy_timeout(handle, static_cast<int>(kBusyWait.count()));
    return connection;
}

Result<Statement> Connection::prepare(std::string_view sql, const ErrorKind& kind) {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return last_error(kind);
    Statement statement;
    statement.handle_.reset(handle);
    return statement;
}

Status Connection::run(Statement& statement, const ErrorKind& kind) {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = statement.step();
    // Said before reset, which overwrites it.
    const auto outcome = code == SQLITE_DONE ? ok() : Status{last_error(kind)};
    statement.reset();
    return outcome;
}

Status Connection::run(std::string_view sql, const ErrorKind& kind) {
    auto statement = prepare(sql, kind);
    if (!statement) return statement.error();
    return run(*statement, kind);
}

Result<std::optional<std::string>> Connection::first(std::string_view sql, const ErrorKind& kind) {
    auto statement = prepare(sql, kind);
    if (!statement) return statement.error();
    const int code = statement->step();
    if (code == SQLITE_ROW) return std::optional{std::string(statement->text(0))};
    if (code == SQLITE_DONE) return std::optional<std::string>{};
    return last_error(kind);
}

Error Connection::last_error(const ErrorKind& kind) const {
    if (!handle_) return fail(kind, "store {}: out of memory", path_);
    const int code = sqlite3_extended_errcode(handle_.get());
    return fail(kind, "store {}: {}{}", path_, sqlite3_errmsg(handle_.get()), next_step(code));
}

}  // namespace ikada::store
