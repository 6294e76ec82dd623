#pragma once
// Where records are kept: an ordered map from key to JSON document, with whole-batch durable
// writes.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ikada::store {

struct Write {
    std::string key;                   // "ecs/service/hobby/blog"
    std::optional<std::string> value;  // a JSON document; none: erase
    bool operator==(const Write&) const = default;
};

inline constexpr ErrorKind kStoreUnreachable{"StoreUnreachable"};
inline constexpr ErrorKind kSchemaTooNew{"SchemaTooNew"};
inline constexpr ErrorKind kStoreFailed{
    "StoreFailed"};  // a write did not happen: disk full, I/O error

// One writer, one thread at a time. All or nothing; after ok() the batch survives a power cut.
class Store {
  public:
    virtual ~Store() = default;
    virtual Status commit(std::span<const Write> batch) = 0;
    // Every key and value, in key order (bytewise).
    virtual Status for_each(
        const std::function<void(std::string_view, std::string_view)>& visit) = 0;
};

// A store that forgets with the process: for simulation and tests.
std::unique_ptr<Store> open_memory_store();

// Opens the store named by `url`: "memory:" or "sqlite:/path/to/file". Creates the file, never its
// folder.
//   Errors: kStoreUnreachable (also: another process has it open, etcd:// not built in yet),
//   kSchemaTooNew.
Result<std::unique_ptr<Store>> open_store(std::string_view url);

}  // namespace ikada::store
