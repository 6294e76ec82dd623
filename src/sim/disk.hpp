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
    std::unique_ptr<store::Store> open() const;

  private:
    std::map<std::pair<std::string_view, std::string>, world::Change> records_;  // folder, key
};

}  // namespace ikada::sim
