#include <filesystem>

#include "store/sqlite_store.hpp"
#include "store/store.hpp"

namespace ikada::store {
namespace {

constexpr std::string_view kMemory = "memory:";
constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kEtcd = "etcd:";

// Absolute, so that neither a later chdir nor SQLite's special names (":memory:") change it.
Result<std::unique_ptr<Store>> open_file(std::string_view path) {
    if (path.empty())
        return fail(kStoreUnreachable, "store \"sqlite:\" names no file: use sqlite:/path/to/file");
    std::error_code error;
    const auto file = std::filesystem::absolute(path, error);
    if (error) return fail(kStoreUnreachable, "store {}: {}", path, error.message());
    return open_sqlite_store(file.string());
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(std::string_view url) {
    if (url == kMemory) return open_memory_store();
    if (url.starts_with(kSqlite)) return open_file(url.substr(kSqlite.size()));
    if (url.starts_with(kEtcd))
        return fail(kStoreUnreachable, "store {}: etcd is not built in yet: use sqlite:/path", url);
    return fail(kStoreUnreachable, "store \"{}\" is of no known kind: use memory: or sqlite:/path",
                url);
}

}  // namespace ikada::store
