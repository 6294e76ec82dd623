#pragma once
// Backups of a store's file, and back.

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::store {

struct Backup {
    std::int64_t records = 0;
    std::uintmax_t bytes = 0;
};

// Writes the store at `database` as it is now into the new file `to`, mode 0600, whole and durable
// when it returns. A server may have the store open: it goes on serving and writing.
//   Errors: kStoreUnreachable; also when `to` exists.
Result<Backup> back_up(const std::filesystem::path& database, const std::filesystem::path& to);

// Puts the backup `from` in the place of the store at `database`, which nobody may have open. The
// old file stays beside it as `database`.before-<now>.
//   Errors: kStoreUnreachable (`from` is damaged or no backup, the store is open), kSchemaTooNew;
//   then the old store is as it was.
Result<Backup> restore(const std::filesystem::path& from, const std::filesystem::path& database,
                       TimePoint now);

}  // namespace ikada::store
