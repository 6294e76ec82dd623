#include "sim/disk.hpp"

#include "world/document.hpp"

namespace ikada::sim {

void Disk::save(std::span<const world::Change> changes) {
    for (const auto& change : changes)
        unwritten_.insert_or_assign({change.kind->folder, change.key}, change);
}

store::Store& Disk::open() {
    std::vector<world::Change> all;
    for (auto& [place, change] : std::exchange(unwritten_, {})) all.push_back(change);
    (void)store_->commit(world::to_writes(all));
    return *store_;
}

}  // namespace ikada::sim
