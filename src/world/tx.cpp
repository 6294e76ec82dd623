#include <algorithm>

#include "schema/json_codec.hpp"
#include "world/document.hpp"
#include "world/world.hpp"

namespace ikada::world {
namespace {

bool equal(const RecordKind& kind, const Row& a, const Row& b) {
    if (a == b) return true;
    if (!a || !b) return false;
    return schema::to_json(kind.type(), a.get()) == schema::to_json(kind.type(), b.get());
}

std::string store_key(const Change& change) {
    return std::string(change.kind->folder) + change.key;
}

store::Write write_of(const Change& change) {
    if (!change.after) return {store_key(change), std::nullopt};
    return {store_key(change), to_document(*change.kind, change.after)};
}

}  // namespace

Tx::~Tx() {
    for (auto& [place, row] : before_)
        world_.table(*place.first).replace(place.second, std::move(row));
}

void Tx::write(const RecordKind& kind, std::string key, Row row) {
    Row before = world_.table(kind).replace(key, std::move(row));
    before_.try_emplace({&kind, std::move(key)}, before);
    if (before) kept_.push_back(std::move(before));
}

Committed Tx::commit() {
    Committed done;
    for (auto& [place, before] : before_) {
        const auto& [kind, key] = place;
        Row after = world_.table(*kind).find(key);
        if (!equal(*kind, before, after))
            done.changes.push_back({kind, key, std::move(before), std::move(after)});
    }
    before_.clear();
    // By name: kinds in the map lie by address, which differs from run to run.
    std::ranges::sort(done.changes, {}, store_key);
    for (const auto& change : done.changes) done.writes.push_back(write_of(change));
    done.effects = std::move(effects_);
    return done;
}

}  // namespace ikada::world
