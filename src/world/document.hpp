#pragma once
// A record as the store keeps it: {"v":<version of its type>,"r":{<its members>}}.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/store.hpp"
#include "world/world.hpp"

namespace ikada::world {

std::string to_document(const RecordKind& kind, const Row& row);

// What makes the store equal to the world after `changes`: of several of one record only the last.
std::vector<store::Write> to_writes(std::span<const Change> changes);

// A document of an earlier version reads too: it is migrated, and members that came later keep
// their defaults.
//   Errors: kMalformed, store::kSchemaTooNew; neither names the record's key.
Result<Row> from_document(const RecordKind& kind, std::string_view text);

}  // namespace ikada::world
