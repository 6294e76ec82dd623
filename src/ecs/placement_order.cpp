#include "ecs/placement_order.hpp"

#include <algorithm>
#include <limits>

namespace ikada::ecs {

namespace {

constexpr int kLeast = std::numeric_limits<int>::min();

}  // namespace

void PlacementOrder::refresh(Block& block) {
    block.last = block.places.back();
    block.most_second = kLeast;
    for (const auto& place : block.places)
        block.most_second = std::max(block.most_second, place.room.second);
}

// The first that ends at `place` or after it.
PlacementOrder::Blocks::const_iterator PlacementOrder::block_of(const Place& place) const {
    return std::ranges::lower_bound(blocks_, place, {}, &Block::last);
}

void PlacementOrder::insert(const Place& place) {
    if (blocks_.empty()) blocks_.push_back({{}, place, kLeast});
    const auto index = std::min(block_of(place), blocks_.cend() - 1) - blocks_.cbegin();
    const auto block = blocks_.begin() + index;
    auto& places = block->places;
    places.insert(std::ranges::lower_bound(places, place), place);
    block->last = places.back();
    block->most_second = std::max(block->most_second, place.room.second);
    ++size_;
    if (std::ssize(places) == kPlacesMax) split(block);
}

void PlacementOrder::split(Blocks::iterator block) {
    const auto middle = block->places.begin() + kPlacesMax / 2;
    Block upper{{middle, block->places.end()}, {}, 0};
    block->places.erase(middle, block->places.end());
    refresh(*block);
    refresh(upper);
    blocks_.insert(block + 1, std::move(upper));
}

void PlacementOrder::erase(const Place& place) {
    const auto block = blocks_.begin() + (block_of(place) - blocks_.cbegin());
    block->places.erase(std::ranges::lower_bound(block->places, place));
    --size_;
    if (block->places.empty()) {
        blocks_.erase(block);
        return;
    }
    block->last = block->places.back();
    if (place.room.second == block->most_second) refresh(*block);
    if (block + 1 != blocks_.end()) join_if_small(block, block + 1);
    if (block != blocks_.begin()) join_if_small(block - 1, block);
}

// So that there are not many blocks with little in them.
void PlacementOrder::join_if_small(Blocks::iterator block, Blocks::iterator next) {
    if (std::ssize(block->places) + std::ssize(next->places) > kPlacesMax / 2) return;
    block->places.insert(block->places.end(), next->places.begin(), next->places.end());
    refresh(*block);
    blocks_.erase(next);
}

std::optional<int> PlacementOrder::find(const Place& from, int second) const {
    for (auto block = block_of(from); block != blocks_.end(); ++block) {
        if (block->most_second < second) continue;
        auto place = std::ranges::lower_bound(block->places, from);
        for (; place != block->places.end(); ++place)
            if (place->room.second >= second) return place->slot;
    }
    return std::nullopt;
}

// Mostly one of the last block does, and all of it have enough of the first resource.
bool PlacementOrder::fits(Room needs) const {
    const bool surely = !blocks_.empty() && blocks_.back().most_second >= needs.second &&
                        blocks_.back().places.front().room.first >= needs.first;
    return surely || first_fit(needs);
}

std::optional<int> PlacementOrder::first_fit(Room needs) const {
    return find({{needs.first, kLeast}, kLeast}, needs.second);
}

std::optional<int> PlacementOrder::next_fit(const Place& place, Room needs) const {
    return find({place.room, place.slot + 1}, needs.second);
}

int PlacementOrder::count_below(int first) const {
    const Place least{{first, kLeast}, kLeast};
    const auto last = block_of(least);
    std::ptrdiff_t count = 0;
    for (auto block = blocks_.begin(); block != last; ++block) count += std::ssize(block->places);
    if (last != blocks_.end())
        count += std::ranges::lower_bound(last->places, least) - last->places.begin();
    return static_cast<int>(count);
}

int PlacementOrder::at(int index) const {
    std::ptrdiff_t left = index;
    auto block = blocks_.begin();
    for (; left >= std::ssize(block->places); ++block) left -= std::ssize(block->places);
    return block->places[static_cast<std::size_t>(left)].slot;
}

}  // namespace ikada::ecs
