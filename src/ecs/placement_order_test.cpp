// The order, in blocks, is what a plain sorted set would be, however it grew and shrank.

#include "ecs/placement_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.hpp"

namespace ikada::ecs {
namespace {

using Room = PlacementOrder::Room;
using Place = PlacementOrder::Place;

constexpr int kSteps = 4'000, kRoomMax = 40;  // more slots than rooms: many are equal

class BothOrders {
  public:
    void insert(Room room) {
        const Place place{room, next_slot_++};
        order_.insert(place);
        plain_.insert(place);
    }
    void erase_one(Random& random) {
        const auto at = std::next(plain_.begin(), random.below(std::ssize(plain_)));
        order_.erase(*at);
        plain_.erase(at);
    }
    bool empty() const { return plain_.empty(); }

    void agree_on(Room needs) const {
        const auto below = [&](const Place& each) { return each.room.first < needs.first; };
        const auto begin = std::ranges::find_if_not(plain_, below);
        EXPECT_EQ(order_.size(), std::ssize(plain_));
        EXPECT_EQ(order_.count_below(needs.first), std::distance(plain_.begin(), begin));
        const auto first = fit(begin, needs);
        EXPECT_EQ(order_.first_fit(needs), slot(first));
        EXPECT_EQ(order_.fits(needs), first != plain_.end());
        if (first == plain_.end()) return;
        EXPECT_EQ(order_.next_fit(*first, needs), slot(fit(std::next(first), needs)));
    }
    void agree_on_all_places() const {
        int index = 0;
        for (const auto& place : plain_) EXPECT_EQ(order_.at(index++), place.slot);
    }

  private:
    using Plain = std::set<Place>;
    Plain::const_iterator fit(Plain::const_iterator from, Room needs) const {
        return std::find_if(from, plain_.end(),
                            [&](const Place& each) { return each.room.second >= needs.second; });
    }
    std::optional<int> slot(Plain::const_iterator at) const {
        return at == plain_.end() ? std::nullopt : std::optional(at->slot);
    }

    PlacementOrder order_;
    Plain plain_;
    int next_slot_ = 0;
};

Room a_room(Random& random) {
    return {static_cast<int>(random.below(kRoomMax)), static_cast<int>(random.below(kRoomMax))};
}

TEST(PlacementOrder, is_that_of_a_plain_sorted_set_while_it_grows_and_shrinks) {
    Random random(1);
    BothOrders orders;
    for (const double growth : {0.9, 0.5, 0.2, 0.6, 0.0}) {
        for (int step = 0; step < kSteps && !testing::Test::HasFailure(); ++step) {
            if (random.chance(growth))
                orders.insert(a_room(random));
            else if (!orders.empty())
                orders.erase_one(random);
            orders.agree_on(a_room(random));
        }
        orders.agree_on_all_places();
    }
    EXPECT_TRUE(orders.empty());
}

}  // namespace
}  // namespace ikada::ecs
