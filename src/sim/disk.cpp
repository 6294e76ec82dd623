#include "sim/disk.hpp"

#include "world/document.hpp"

namespace ikada::sim {

void Disk::save(std::span<const world::Change> changes) {
    for (const auto& change : changes) {
        const std::pair<std::string_view, std::string> place{change.kind->folder, change.key};
        if (change.after)
            records_.insert_or_assign(
                place, world::Change{change.kind, change.key, nullptr, change.after});
        else
            records_.erase(place);
    }
}

std::unique_ptr<store::Store> Disk::open() const {
    std::vector<world::Change> all;
    for (const auto& [place, record] : records_) all.push_back(record);
    auto store = store::open_memory_store();
    (void)store->commit(world::to_writes(all));
    return store;
}

}  // namespace ikada::sim
