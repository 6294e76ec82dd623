#pragma once
// The instances that meet a request's constraints, in cells by the values of the attributes that
// its strategy spreads over, each cell in order of free room. Kept up change by change; part of
// the index. Pure.

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "ecs/placement.hpp"
#include "ecs/placement_order.hpp"

namespace ikada::ecs {

// How many tasks of one group each instance slot has; none is not in it.
using PlacementGroup = boost::unordered_flat_map<int, int>;

// Slots by how many tasks of one group they have.
class PlacementCrowd {
  public:
    int count(int slot) const;
    void set(int slot, int count);
    // In no order. Never for 0.
    const std::vector<int>& with(int count) const { return slots_[count]; }
    int most() const { return static_cast<int>(slots_.size()) - 1; }
    int size() const { return static_cast<int>(seats_.size()); }  // slots with any

  private:
    struct Seat {
        int count = 0, place = 0;  // place: in with()
    };
    boost::unordered_flat_map<int, Seat> seats_;  // by slot
    std::vector<std::vector<int>> slots_ =
        std::vector<std::vector<int>>(1);  // by count; the last is not empty
};

class PlacementCandidates {
  public:
    // Two requests with equal shapes have the same candidates in the same order.
    struct Shape {
        std::vector<ClusterQuery> member_of;  // those that do not ask for tasks
        std::vector<std::string> required;    // attributes that not every instance has
        std::vector<std::string> attributes;  // to spread over
        bool by_cpu = false;                  // ordered by CPU, else by memory
        bool operator==(const Shape&) const = default;
    };
    explicit PlacementCandidates(Shape shape) : shape_(std::move(shape)) {}
    const Shape& shape() const { return shape_; }

    // The instance in this slot is new or has changed, but for its tasks. Without a record: gone.
    void put(int slot, const InstanceView& view);
    // It has so much more free room.
    void move(int slot, const Room& more);
    // It has so many tasks of the group.
    void count(int slot, const PlacementGroup& group, int before, int after);

    // The group is no more.
    void forget(const PlacementGroup& group) { spreads_.erase(&group); }

    struct Ask {
        const PlacementRequest& request;
        const std::vector<PlacementLevel>& levels;
        const PlacementGroup& group;
        const std::vector<InstanceView>& views;  // by slot
        Random& random;
    };
    // One of the best, by its slot.
    std::optional<int> choose(const Ask& ask);

    // What is not as `views` have it: for checks.
    std::optional<std::string> fault(const std::vector<InstanceView>& views) const;

  private:
    friend class PlacementChoice;
    using Values = std::vector<int>;  // an instance's values of the attributes, as numbers
    struct Cell {
        Values values;
        PlacementOrder order;
    };
    struct Seat {
        int cell = -1;  // -1: no candidate
        PlacementOrder::Room free;
        int memory_mib = 0;  // with what is taken
    };
    // Where a group's tasks are.
    struct Spread {
        std::vector<std::vector<int>> tasks_at;  // attribute, value: tasks
        std::vector<PlacementCrowd> crowds;      // by cell: its candidates with a task
    };

    PlacementOrder::Room ordered(const Room& room) const;
    bool is_candidate(const InstanceView& view) const;
    Values values_of(const InstanceView& view);
    int cell_of(const Values& values);
    // -1: no candidate; also beyond all that were put, as where an expression pins a few.
    int cell_at(int slot) const { return slot < std::ssize(seats_) ? seats_[slot].cell : -1; }
    PlacementOrder::Place place_of(int slot) const { return {seats_[slot].free, slot}; }
    Spread& spread_of(const PlacementGroup& group);
    void add(Spread& spread, int slot, int before, int after) const;

    Shape shape_;
    std::vector<Cell> cells_;
    std::map<Values, int> cell_by_values_;
    std::vector<std::unordered_map<std::string, int>> value_numbers_;  // by attribute
    std::vector<Seat> seats_;                                          // by slot
    std::vector<Values> values_;  // by slot: of every ACTIVE instance; none of others
    std::unordered_map<const PlacementGroup*, Spread> spreads_;  // of groups that were asked for
};

}  // namespace ikada::ecs
