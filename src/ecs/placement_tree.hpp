#pragma once
// Ordered sets of instances by their free room, which find the next that has enough of the other
// resource too. Every step is logarithmic. Pure.
//   A forest keeps several sets apart; an instance, by its slot number, is in one of them at most.

#include <cstdint>
#include <optional>
#include <vector>

namespace ikada::ecs {

class PlacementForest {
  public:
    // Ordered by `first`, `second`, slot.
    struct Room {
        int first = 0, second = 0;
        auto operator<=>(const Room&) const = default;
    };
    using Tree = int;  // its root; kEmpty: nothing in it
    static constexpr Tree kEmpty = -1;

    void insert(Tree& tree, int slot, Room room);
    void erase(Tree& tree, int slot);
    const Room& room(int slot) const { return nodes_[slot].room; }

    int size(Tree tree) const { return tree == kEmpty ? 0 : nodes_[tree].size; }
    // The first in order with at least `needs` of both.
    std::optional<int> first_fit(Tree tree, Room needs) const;
    // The next after `slot`, which is in the tree.
    std::optional<int> next_fit(Tree tree, int slot, Room needs) const;
    // How many have less of the first resource: they come first.
    int count_below(Tree tree, int first) const;
    // By its place in the order, from 0.
    int at(Tree tree, int place) const;

  private:
    // A treap: priorities come from the slot, so equal contents give equal trees.
    struct Node {
        Tree left = kEmpty, right = kEmpty;
        int size = 1;
        std::uint32_t priority = 0;
        Room room;
        int most_second = 0;  // in this node and below
    };
    struct Place {
        Room room;
        int slot;
        auto operator<=>(const Place&) const = default;
    };
    Place place(int slot) const { return {nodes_[slot].room, slot}; }
    void refresh(int node);
    void split(Tree tree, const Place& at, Tree& less, Tree& rest);
    Tree merge(Tree less, Tree rest);
    Tree find(Tree tree, const Place& from, int second) const;

    std::vector<Node> nodes_;  // by slot
    std::vector<int> path_;    // of erase, kept for its memory
};

}  // namespace ikada::ecs
