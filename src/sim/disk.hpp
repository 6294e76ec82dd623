#pragma once
// The simulated disk: what was committed, and nothing else.

#include <map>
#include <memory>
#include <span>
#include <string>

#include "store/store.hpp"
#include "world/world.hpp"

namespace ikada::sim {

class Disk {
  public:
    void save(std::span<const world::Change> changes);
    // The store that a new server opens. Records are written as documents only here: thousands of
    // commits lie between two starts.
    store::Store& open();

  private:
    std::unique_ptr<store::Store> store_ = store::open_memory_store();
    // Since the last start, by folder and key: the last of each record.
    std::map<std::pair<std::string_view, std::string>, world::Change> unwritten_;
};

}  // namespace ikada::sim
