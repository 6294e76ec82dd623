#include "world/document.hpp"

#include <algorithm>
#include <unordered_set>

#include "schema/json_codec.hpp"

namespace ikada::world {
namespace {

std::string store_key(const Change& change) {
    return std::string(change.kind->folder) + change.key;
}

}  // namespace

std::vector<store::Write> to_writes(std::span<const Change> changes) {
    std::vector<store::Write> writes;
    std::unordered_set<std::string> seen;
    for (auto at = changes.rbegin(); at != changes.rend(); ++at) {
        auto key = store_key(*at);
        if (!seen.insert(key).second) continue;
        std::optional<std::string> value;
        if (at->after) value = to_document(*at->kind, at->after);
        writes.push_back({std::move(key), std::move(value)});
    }
    std::ranges::reverse(writes);
    return writes;
}

std::string to_document(const RecordKind& kind, const Row& row) {
    return fmt::format(R"({{"v":{},"r":{}}})", kind.version,
                       schema::to_json(kind.type(), row.get()));
}

Result<Row> from_document(const RecordKind& kind, std::string_view text) {
    auto document = json::parse(text);
    if (!document) return document.error();
    const auto version = json::integer(*document, "v");
    auto* const outer = document->if_object();
    auto* const record = outer ? outer->if_contains("r") : nullptr;
    if (version < 1 || !record || !record->is_object())
        return fail(kMalformed, R"(expected {{"v":<version>,"r":{{<members>}}}})");
    if (version > kind.version)
        return fail(store::kSchemaTooNew,
                    "version {} is newer than this program's {}: start a newer ikada", version,
                    kind.version);
    if (version < kind.version && kind.migrate)
        kind.migrate(record->get_object(), static_cast<int>(version));
    const auto made = kind.make();
    if (auto read = schema::from_json(kind.type(), *record, made.get()); !read) return read.error();
    return Row(made);
}

}  // namespace ikada::world
