#include <algorithm>

#include "world/world.hpp"

namespace ikada::world {
namespace {

std::string index_key(std::string_view index, std::string_view value) {
    std::string key;
    key.reserve(index.size() + 1 + value.size());
    key.append(index).push_back('\0');
    return key.append(value);
}

// Most changes of a record leave it where its indexes have it.
bool is_found_alike(const RecordKind& kind, const Row& a, const Row& b) {
    if (!a || !b) return false;
    IndexKeys left, right;
    kind.index(a.get(), left);
    kind.index(b.get(), right);
    return std::ranges::equal(left.entries(), right.entries(), [](const auto& l, const auto& r) {
        return l.index == r.index && l.value == r.value;
    });
}

}  // namespace

Row Table::find(std::string_view key) const {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? nullptr : *at->second;
}

Row Table::replace(const std::string& key, Row row) {
    Row before = find(key);
    const bool moves = !is_found_alike(*kind_, before, row);
    if (before && moves) reindex(key, before, false);
    if (row) {
        if (moves) reindex(key, row, true);
        const auto& [own_key, at] = *rows_.insert_or_assign(key, row).first;
        by_key_.try_emplace(own_key, &at);
    } else {
        by_key_.erase(key);
        rows_.erase(key);
    }
    if (derived_ && !derived_->empty()) {
        const Change change{kind_, key, before, std::move(row)};
        for (auto* each : *derived_) each->replaced(change);
    }
    return before;
}

const std::set<std::string>& Table::keys_under(std::string_view index,
                                               std::string_view value) const {
    static const std::set<std::string> kNone;
    const auto at = indexes_.find(index_key(index, value));
    return at == indexes_.end() ? kNone : at->second;
}

void Table::reindex(const std::string& key, const Row& row, bool add) {
    IndexKeys keys;
    kind_->index(row.get(), keys);
    for (const auto& [index, value] : keys.entries()) {
        const auto at = indexes_.try_emplace(index_key(index, value)).first;
        if (add)
            at->second.insert(key);
        else
            at->second.erase(key);
        if (at->second.empty()) indexes_.erase(at);
    }
}

}  // namespace ikada::world
