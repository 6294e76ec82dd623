#pragma once
// A cluster's instances, ordered so that the best for a task is found without looking at all.
// Derived from the records, change by change. Pure.
//   One placement is logarithmic in instances for what strategies usually ask. It looks at all that
//   fit where free host ports, task groups or running tasks are asked for and few have them, and at
//   all values of an attribute that is spread over.

#include <set>
#include <unordered_map>

#include "ecs/placement_candidates.hpp"

namespace ikada::ecs {

class PlacementIndex {
  public:
    // `record` null: it is gone.
    void put_instance(const ContainerInstanceId& id,
                      std::shared_ptr<const ContainerInstance> record, bool reachable);
    // One task before and after, either may be null; on the same instance. Instance and tasks may
    // come in any order.
    void change_task(const Task* before, const Task* after);

    // Where the task goes: one of the best of the ACTIVE instances that can take it.
    std::optional<ContainerInstanceId> choose(const PlacementRequest& request, Random& random);

    // Null if neither it nor a task on it is known.
    const InstanceView* find(const ContainerInstanceId& id) const;
    // What is not as these views are, which have been made anew from the records.
    std::optional<std::string> fault(const std::map<ContainerInstanceId, InstanceView>& anew) const;

  private:
    // Beyond so many shapes of requests, the one not used longest is forgotten. Choice: each costs
    // every change of a task a microsecond at most.
    static constexpr int kShapesMax = 16;
    static constexpr int kPinnedAttributesMax = 16;
    using SlotsByValue = std::map<std::string, std::set<int>>;
    struct Shaped {
        std::int64_t used_at;
        PlacementCandidates candidates;
    };

    int slot_of(const ContainerInstanceId& id);
    void drop_if_unknown(int slot);
    void count_group(int slot, const std::string& name, int more);
    PlacementCandidates& candidates_for(const PlacementRequest& request,
                                        const std::vector<PlacementLevel>& levels);
    void fill(PlacementCandidates& candidates);
    const SlotsByValue& slots_by(const std::string& attribute);
    PlacementCandidates::Shape shape_of(const PlacementRequest& request,
                                        const std::vector<PlacementLevel>& levels) const;
    void count_attributes(const ContainerInstance* instance, int sign);
    void pin(int slot, const ContainerInstance* before, const ContainerInstance* after);

    boost::unordered_flat_map<std::string, int> slots_;  // by id
    std::vector<ContainerInstanceId> ids_;               // by slot
    std::vector<InstanceView> views_;                    // by slot
    std::vector<int> free_slots_;
    std::unordered_map<std::string, PlacementGroup> groups_;
    std::vector<std::unique_ptr<Shaped>> shapes_;
    std::int64_t uses_ = 0;
    std::map<std::string, SlotsByValue> pinned_;  // attributes that expressions have pinned
    int instances_ = 0;
    boost::unordered_flat_map<std::string, int> holders_;  // attribute: instances that have it
};

}  // namespace ikada::ecs
