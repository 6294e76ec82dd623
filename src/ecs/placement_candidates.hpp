#pragma once
// The instances that meet a request's constraints, in cells by the values of the attributes that
// its strategy spreads over, each cell in order of free room. Kept up change by change; part of
// the index. Pure.

#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "ecs/placement.hpp"
#include "ecs/placement_tree.hpp"

namespace ikada::ecs {

// One group's tasks by instance slot, and instances by how many they have.
class PlacementGroup {
  public:
    int count(int slot) const;
    void set(int slot, int count);
    // In no order. Never for 0.
    const std::vector<int>& with(int count) const { return slots_[count]; }
    int most() const { return static_cast<int>(slots_.size()) - 1; }
    bool empty() const { return seats_.empty(); }
    // slot → (tasks, place in with())
    struct Seat {
        int count = 0, place = 0;
    };
    const std::unordered_map<int, Seat>& seats() const { return seats_; }

  private:
    void leave(int slot);

    std::unordered_map<int, Seat> seats_;
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
    };
    explicit PlacementCandidates(Shape shape) : shape_(std::move(shape)) {}

    // The instance in this slot is new or has changed, but for its tasks. Without a record: gone.
    void put(int slot, const InstanceView& view);
    // Its free room may have changed.
    void move(int slot, const InstanceView& view);
    void count(int slot, const std::string& group, int before, int after);

    void forget(const std::string& group) { spreads_.erase(group); }

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
    using Forest = PlacementForest;
    struct Cell {
        std::vector<int> values;  // numbers of its attributes' values
        Forest::Tree tree = Forest::kEmpty;
    };
    struct Seat {
        int cell = -1;            // -1: no candidate
        std::vector<int> values;  // of every ACTIVE instance; none of others
    };
    // Where a group's tasks are.
    struct Spread {
        std::vector<std::vector<int>> tasks_at;  // attribute, value: tasks
        std::vector<int> occupied;               // cell: candidates with at least one task
    };

    Forest::Room ordered(const Room& room) const;
    bool is_candidate(const InstanceView& view) const;
    std::vector<int> values_of(const InstanceView& view);
    int cell_of(const std::vector<int>& values);
    // -1: no candidate; also beyond all that were put, as where an expression pins a few.
    int cell_at(int slot) const { return slot < std::ssize(seats_) ? seats_[slot].cell : -1; }
    Spread& spread_of(const std::string& name, const PlacementGroup& group);
    void add(Spread& spread, int slot, int before, int after) const;

    Shape shape_;
    std::vector<Cell> cells_;
    std::map<std::vector<int>, int> cell_by_values_;
    std::vector<std::unordered_map<std::string, int>> value_numbers_;  // by attribute
    std::vector<Seat> seats_;                                          // by slot
    Forest forest_;
    std::unordered_map<std::string, Spread> spreads_;  // of groups that were asked for
};

}  // namespace ikada::ecs
