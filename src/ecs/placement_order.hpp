#pragma once
// A set of instances ordered by their free room, which finds the next that has enough of the other
// resource too. Pure.
//   In blocks, each side by side in memory: a step looks into one block and goes over the list of
//   blocks, some 150 for 10,000 instances. At such sizes that is a fraction of what a balanced tree
//   takes, whose every level is a jump to a place that no cache expects.

#include <optional>
#include <vector>

namespace ikada::ecs {

class PlacementOrder {
  public:
    struct Room {
        int first = 0, second = 0;
        auto operator<=>(const Room&) const = default;
    };
    // Ordered by `first`, `second`, slot.
    struct Place {
        Room room;
        int slot = 0;
        auto operator<=>(const Place&) const = default;
    };

    void insert(const Place& place);
    // It is in the set.
    void erase(const Place& place);

    int size() const { return size_; }
    // Whether any has at least `needs` of both.
    bool fits(Room needs) const;
    // The slot of the first in order with at least `needs` of both.
    std::optional<int> first_fit(Room needs) const;
    // The next after `place`.
    std::optional<int> next_fit(const Place& place, Room needs) const;
    // How many have less of the first resource: they come first.
    int count_below(int first) const;
    // The slot that has so many before it.
    int at(int index) const;

  private:
    static constexpr std::ptrdiff_t kPlacesMax = 128;  // of a block. Choice: measured
    struct Block {
        std::vector<Place> places;  // in order, never none
        Place last;
        int most_second = 0;
    };
    using Blocks = std::vector<Block>;

    static void refresh(Block& block);
    Blocks::const_iterator block_of(const Place& place) const;
    std::optional<int> find(const Place& from, int second) const;
    void split(Blocks::iterator block);
    void join_if_small(Blocks::iterator block, Blocks::iterator next);

    Blocks blocks_;  // in order
    int size_ = 0;
};

}  // namespace ikada::ecs
