#include <algorithm>

#include "schema/equal.hpp"
#include "world/world.hpp"

namespace ikada::world {
namespace {

bool equal(const RecordKind& kind, const Row& a, const Row& b) {
    if (a == b) return true;
    if (!a || !b) return false;
    return schema::equal(kind.type(), a.get(), b.get());
}

// By name: kinds lie by address in the transaction's map, which differs from run to run.
bool in_key_order(const Change& a, const Change& b) {
    if (a.kind == b.kind) return a.key < b.key;
    return std::string(a.kind->folder) + a.key < std::string(b.kind->folder) + b.key;
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
    std::ranges::sort(done.changes, in_key_order);
    done.effects = std::move(effects_);
    return done;
}

}  // namespace ikada::world
