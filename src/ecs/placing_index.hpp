#pragma once
// The placement indexes of all clusters, kept up with the world's records.

#include <set>
#include <unordered_map>

#include "ecs/placement_index.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

class PlacingIndex final : public world::Derived {
  public:
    void replaced(const world::Change& change) override;

    PlacementIndex& of(const ClusterName& cluster) { return clusters_[cluster]; }
    // What differs from the same made anew from the records; nothing if it is right.
    std::optional<std::string> fault(const world::Tx& tx) const;

  private:
    void put(const world::Change& change);
    bool is_reachable(const ContainerInstance& instance) const;

    std::map<ClusterName, PlacementIndex> clusters_;
    std::set<std::string, std::less<>> ending_;  // EC2 instances that are to terminate
    // EC2 instance id → rows of the container instances on it, by key.
    using Rows = std::map<std::string, std::shared_ptr<const ContainerInstance>>;
    std::unordered_map<std::string, Rows> by_machine_;
};

}  // namespace ikada::ecs
