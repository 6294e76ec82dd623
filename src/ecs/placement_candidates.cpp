#include "ecs/placement_candidates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ikada::ecs {

int PlacementCrowd::count(int slot) const {
    const auto at = seats_.find(slot);
    return at == seats_.end() ? 0 : at->second.count;
}

void PlacementCrowd::set(int slot, int count) {
    const auto [at, added] = seats_.try_emplace(slot);
    auto& seat = at->second;
    if (!added) {
        auto& mates = slots_[seat.count];
        seats_.find(mates.back())->second.place = seat.place;
        mates[seat.place] = mates.back();
        mates.pop_back();
    }
    if (count > 0) {
        if (most() < count) slots_.resize(static_cast<std::size_t>(count) + 1);
        seat = {count, static_cast<int>(slots_[count].size())};
        slots_[count].push_back(slot);
    } else {
        seats_.erase(at);
    }
    while (slots_.size() > 1 && slots_.back().empty()) slots_.pop_back();
}

PlacementOrder::Room PlacementCandidates::ordered(const Room& room) const {
    if (shape_.by_cpu) return {room.cpu_units, room.memory_mib};
    return {room.memory_mib, room.cpu_units};
}

bool PlacementCandidates::is_candidate(const InstanceView& view) const {
    return view.reachable && has_attributes(*view.instance, shape_.required) &&
           std::ranges::all_of(shape_.member_of, [&](const ClusterQuery& query) {
               return query.matches(*view.instance, view.tasks);
           });
}

PlacementCandidates::Values PlacementCandidates::values_of(const InstanceView& view) {
    Values values;
    value_numbers_.resize(shape_.attributes.size());
    for (std::size_t i = 0; i < shape_.attributes.size(); ++i) {
        auto& numbers = value_numbers_[i];
        const auto next = static_cast<int>(numbers.size());
        const auto& value = spread_value(*view.instance, shape_.attributes[i]);
        values.push_back(numbers.try_emplace(value, next).first->second);
    }
    return values;
}

int PlacementCandidates::cell_of(const Values& values) {
    const auto [at, added] = cell_by_values_.try_emplace(values, static_cast<int>(cells_.size()));
    if (added) cells_.push_back({values, {}});
    return at->second;
}

void PlacementCandidates::put(int slot, const InstanceView& view) {
    if (std::ssize(seats_) <= slot) {
        seats_.resize(static_cast<std::size_t>(slot) + 1);
        values_.resize(seats_.size());
    }
    auto& seat = seats_[slot];
    const bool active = view.instance && view.instance->status == ContainerInstanceStatus::Active;
    auto values = active ? values_of(view) : Values{};
    const int cell = active && is_candidate(view) ? cell_of(values) : -1;
    if (cell != seat.cell || values != values_[slot]) spreads_.clear();  // counted anew when asked
    if (seat.cell >= 0) cells_[seat.cell].order.erase(place_of(slot));
    values_[slot] = std::move(values);
    seat.cell = cell;
    if (cell < 0) return;
    seat.free = ordered(view.free());
    seat.memory_mib = view.instance->registered.memory_mib;
    cells_[cell].order.insert(place_of(slot));
}

void PlacementCandidates::move(int slot, const Room& more) {
    const int cell = cell_at(slot);
    if (cell < 0) return;
    auto& order = cells_[cell].order;
    order.erase(place_of(slot));
    auto& free = seats_[slot].free;
    const auto change = ordered(more);
    free = {free.first + change.first, free.second + change.second};
    order.insert(place_of(slot));
}

void PlacementCandidates::add(Spread& spread, int slot, int before, int after) const {
    if (slot >= std::ssize(seats_)) return;
    const int cell = seats_[slot].cell;
    const auto& values = cell >= 0 ? cells_[cell].values : values_[slot];
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto& tasks = spread.tasks_at[i];
        tasks.resize(std::max(tasks.size(), value_numbers_[i].size()));
        tasks[values[i]] += after - before;
    }
    if (cell < 0) return;
    if (spread.crowds.size() < cells_.size()) spread.crowds.resize(cells_.size());
    spread.crowds[cell].set(slot, after);
}

void PlacementCandidates::count(int slot, const PlacementGroup& group, int before, int after) {
    const auto at = spreads_.find(&group);
    if (at != spreads_.end()) add(at->second, slot, before, after);
}

PlacementCandidates::Spread& PlacementCandidates::spread_of(const PlacementGroup& group) {
    const auto [at, added] = spreads_.try_emplace(&group);
    auto& spread = at->second;
    if (added) {
        spread.tasks_at.resize(shape_.attributes.size());
        for (const auto& [slot, tasks] : group) add(spread, slot, 0, tasks);
    }
    for (std::size_t i = 0; i < value_numbers_.size(); ++i)
        spread.tasks_at[i].resize(value_numbers_[i].size());
    spread.crowds.resize(cells_.size());
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
        if (cell >= 0 && seats_[slot].free != ordered(view.free()))
            return fmt::format("slot {} is ordered by a room that it does not have", slot);
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
