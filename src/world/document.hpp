#pragma once
// A record as the store keeps it: {"v":<version of its type>,"r":{<its members>}}.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "world/world.hpp"

namespace ikada::world {

std::string to_document(const RecordKind& kind, const Row& row);

// A document of an earlier version reads too: members that came later keep their defaults.
//   Errors: kMalformed, store::kSchemaTooNew; neither names the record's key.
Result<Row> from_document(const RecordKind& kind, std::string_view text);

}  // namespace ikada::world
