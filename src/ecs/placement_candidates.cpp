#include "ecs/placement_candidates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ikada::ecs {

int PlacementGroup::count(int slot) const {
    const auto at = seats_.find(slot);
    return at == seats_.end() ? 0 : at->second.count;
}

void PlacementGroup::leave(int slot) {
    const auto at = seats_.find(slot);
    if (at == seats_.end()) return;
    auto& mates = slots_[at->second.count];
    seats_[mates.back()].place = at->second.place;
    mates[at->second.place] = mates.back();
    mates.pop_back();
    seats_.erase(slot);
}

void PlacementGroup::set(int slot, int count) {
    leave(slot);
    if (count > 0) {
        if (most() < count) slots_.resize(static_cast<std::size_t>(count) + 1);
        seats_[slot] = {count, static_cast<int>(slots_[count].size())};
        slots_[count].push_back(slot);
    }
    while (slots_.size() > 1 && slots_.back().empty()) slots_.pop_back();
}

PlacementForest::Room PlacementCandidates::ordered(const Room& room) const {
    if (shape_.by_cpu) return {room.cpu_units, room.memory_mib};
    return {room.memory_mib, room.cpu_units};
}

bool PlacementCandidates::is_candidate(const InstanceView& view) const {
    return view.reachable && has_attributes(*view.instance, shape_.required) &&
           std::ranges::all_of(shape_.member_of, [&](const ClusterQuery& query) {
               return query.matches(*view.instance, view.tasks);
           });
}

std::vector<int> PlacementCandidates::values_of(const InstanceView& view) {
    std::vector<int> values;
    value_numbers_.resize(shape_.attributes.size());
    for (std::size_t i = 0; i < shape_.attributes.size(); ++i) {
        auto& numbers = value_numbers_[i];
        const auto next = static_cast<int>(numbers.size());
        const auto& value = spread_value(*view.instance, shape_.attributes[i]);
        values.push_back(numbers.try_emplace(value, next).first->second);
    }
    return values;
}

int PlacementCandidates::cell_of(const std::vector<int>& values) {
    const auto [at, added] = cell_by_values_.try_emplace(values, static_cast<int>(cells_.size()));
    if (added) cells_.push_back({values, Forest::kEmpty});
    return at->second;
}

void PlacementCandidates::put(int slot, const InstanceView& view) {
    if (std::ssize(seats_) <= slot) seats_.resize(static_cast<std::size_t>(slot) + 1);
    auto& seat = seats_[slot];
    const bool active = view.instance && view.instance->status == ContainerInstanceStatus::Active;
    auto values = active ? values_of(view) : std::vector<int>{};
    const int cell = active && is_candidate(view) ? cell_of(values) : -1;
    if (cell != seat.cell || values != seat.values) spreads_.clear();  // counted anew when asked
    if (seat.cell >= 0) forest_.erase(cells_[seat.cell].tree, slot);
    seat = {cell, std::move(values)};
    if (cell >= 0) forest_.insert(cells_[cell].tree, slot, ordered(view.free()));
}

void PlacementCandidates::move(int slot, const InstanceView& view) {
    const int cell = cell_at(slot);
    if (cell < 0) return;
    const auto room = ordered(view.free());
    if (room == forest_.room(slot)) return;
    forest_.erase(cells_[cell].tree, slot);
    forest_.insert(cells_[cell].tree, slot, room);
}

void PlacementCandidates::add(Spread& spread, int slot, int before, int after) const {
    if (slot >= std::ssize(seats_)) return;
    const auto& seat = seats_[slot];
    for (std::size_t i = 0; i < seat.values.size(); ++i) {
        auto& tasks = spread.tasks_at[i];
        tasks.resize(std::max(tasks.size(), value_numbers_[i].size()));
        tasks[seat.values[i]] += after - before;
    }
    if (seat.cell < 0 || (before > 0) == (after > 0)) return;
    spread.occupied.resize(cells_.size());
    spread.occupied[seat.cell] += after > 0 ? 1 : -1;
}

void PlacementCandidates::count(int slot, const std::string& group, int before, int after) {
    const auto at = spreads_.find(group);
    if (at != spreads_.end()) add(at->second, slot, before, after);
}

PlacementCandidates::Spread& PlacementCandidates::spread_of(const std::string& name,
                                                            const PlacementGroup& group) {
    const auto [at, added] = spreads_.try_emplace(name);
    auto& spread = at->second;
    if (added) {
        spread.tasks_at.resize(shape_.attributes.size());
        for (const auto& [slot, seat] : group.seats()) add(spread, slot, 0, seat.count);
    }
    for (std::size_t i = 0; i < value_numbers_.size(); ++i)
        spread.tasks_at[i].resize(value_numbers_[i].size());
    spread.occupied.resize(cells_.size());
    return spread;
}

std::optional<std::string> PlacementCandidates::fault(
    const std::vector<InstanceView>& views) const {
    for (int slot = 0; slot < std::ssize(views); ++slot) {
        const auto& view = views[slot];
        const bool active =
            view.instance && view.instance->status == ContainerInstanceStatus::Active;
        const int cell = cell_at(slot);
        if ((cell >= 0) != (active && is_candidate(view)))
            return fmt::format("slot {} is {}a candidate", slot, cell < 0 ? "not " : "");
        if (cell >= 0 && forest_.room(slot) != ordered(view.free()))
            return fmt::format("slot {} is ordered by a room that it does not have", slot);
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
