#include "world/world.hpp"

#include <cstdlib>

#include "base/log.hpp"
#include "world/document.hpp"

namespace ikada::world {
namespace {

// The table whose folder starts `key`; of several the longest, as "ecs/task/" lies in "ecs/".
Table* owner_of(const std::vector<Table*>& tables, std::string_view key) {
    Table* owner = nullptr;
    for (auto* table : tables) {
        const auto folder = table->kind().folder;
        if (!key.starts_with(folder)) continue;
        if (!owner || folder.size() > owner->kind().folder.size()) owner = table;
    }
    return owner;
}

Status load_record(Table& table, std::string_view store_key, std::string_view document) {
    const auto& kind = table.kind();
    auto row = from_document(kind, document);
    if (!row) return Error{row.error().kind, fmt::format("{}: {}", store_key, row.error().message)};
    const auto key = kind.key(row->get());
    if (store_key.substr(kind.folder.size()) != key)
        return fail(kMalformed, "{}: the record in it belongs at {}{}", store_key, kind.folder,
                    key);
    table.replace(key, std::move(*row));
    return ok();
}

}  // namespace

void World::add_table(const RecordKind& kind) {
    const auto [at, added] = tables_.try_emplace(&kind);
    if (!added) return;
    at->second = std::make_unique<Table>(kind, &derived_);
    order_.push_back(at->second.get());
}

Status World::load(store::Store& store) {
    Status outcome = ok();
    const auto read = store.for_each([&](std::string_view key, std::string_view document) {
        if (!outcome) return;
        if (auto* table = owner_of(order_, key))
            outcome = load_record(*table, key, document);
        else
            outcome = fail(kMalformed, "{}: no kind of record has its keys there", key);
    });
    return read ? outcome : read;
}

Table& World::table(const RecordKind& kind) {
    const auto at = tables_.find(&kind);
    if (at == tables_.end()) {
        log::error("bug: the world has no table for {}: call add_table before", kind.folder);
        std::abort();
    }
    return *at->second;
}

}  // namespace ikada::world
