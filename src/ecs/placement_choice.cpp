// The search for one of the best candidates. Cells first, by the tasks that their attributes'
// values have already; in a cell by its order, or at random where nothing orders it.

#include <algorithm>
#include <span>

#include "ecs/placement_candidates.hpp"

namespace ikada::ecs {

namespace {

// Random looks before every one is looked at. Choice: with an eighth of them good, 1 in 70 misses.
constexpr int kTriesMax = 32;
// Good ones to compare where the emptiest is wanted: the power of some choices.
constexpr int kCompared = 8;

using By = PlacementLevel::By;

}  // namespace

class PlacementChoice {
  public:
    using Candidates = PlacementCandidates;
    PlacementChoice(const Candidates& from, const Candidates::Spread& spread,
                    const Candidates::Ask& ask);
    std::optional<int> choose();

  private:
    std::vector<int> open_cells() const;
    std::span<const int> least_crowded(std::vector<int>& open) const;
    std::optional<int> best_of(std::span<const int> cells);
    std::optional<int> pick(int cell);
    std::optional<int> sample(int cell);
    template <class At>
    std::optional<int> look(int count, bool empty, At at);
    std::optional<int> sample_empty(int cell);
    std::optional<int> first_empty(int cell) const;
    std::optional<int> sample_with(int cell, int tasks);
    std::optional<int> first_in_order(int cell) const;
    std::optional<int> least_crowded_in_order(int cell) const;

    int tasks_at(int cell, std::size_t attribute) const;
    int compare(int a, int b) const;
    int compare_cells(int a, int b) const;
    int free_of(By by, int slot) const;
    std::int64_t fullness(int slot) const;
    bool is_allowed(int slot) const;
    bool is_good(int slot) const;
    bool is_empty(int slot) const;
    bool has_empty(int cell) const;
    bool better(int slot, std::optional<int> than, int seen);
    int cell_of(int slot) const { return from_.cell_at(slot); }
    const PlacementOrder& order(int cell) const { return from_.cells_[cell].order; }
    const PlacementCrowd& crowd(int cell) const { return spread_.crowds[cell]; }
    int tasks_on(int slot) const { return crowd(cell_of(slot)).count(slot); }
    std::optional<int> next_fit(int cell, int slot) const {
        return order(cell).next_fit(from_.place_of(slot), needs_);
    }

    const Candidates& from_;
    const Candidates::Spread& spread_;
    const Candidates::Ask& ask_;
    const PlacementOrder::Room needs_;
    std::size_t leading_ = 0;  // levels at the start that compare cells
    bool by_host_ = false;     // tasks of the group on the instance matter
    bool binpacks_ = false;
    bool emptiest_ = false;  // among equals
    bool plain_ = true;      // nothing to check but room
};

PlacementChoice::PlacementChoice(const Candidates& from, const Candidates::Spread& spread,
                                 const Candidates::Ask& ask)
    : from_(from), spread_(spread), ask_(ask), needs_(from.ordered(ask.request.needs.room)) {
    const auto& levels = ask.levels;
    while (leading_ < levels.size() && levels[leading_].by == By::Attribute) ++leading_;
    by_host_ = std::ranges::find(levels, By::Host, &PlacementLevel::by) != levels.end();
    binpacks_ = std::ranges::any_of(levels, is_bin);
    emptiest_ = ask.request.strategy.empty();
    plain_ = ask.request.needs.host_ports.empty() && !ask.request.distinct_instances &&
             !ask.request.on_machine &&
             std::ranges::none_of(ask.request.member_of, &ClusterQuery::asks_for_tasks);
}

std::optional<int> PlacementChoice::choose() {
    auto open = open_cells();
    while (!open.empty()) {
        const auto cells = least_crowded(open);
        if (const auto found = best_of(cells)) return found;
        open.resize(open.size() - cells.size());
    }
    return std::nullopt;
}

// Those with room for the task somewhere.
std::vector<int> PlacementChoice::open_cells() const {
    std::vector<int> open;
    open.reserve(from_.cells_.size());
    for (int cell = 0; cell < std::ssize(from_.cells_); ++cell)
        if (order(cell).fits(needs_)) open.push_back(cell);
    return open;
}

// Those that the leading levels rank lowest; they are at the end then.
std::span<const int> PlacementChoice::least_crowded(std::vector<int>& open) const {
    const int least =
        *std::ranges::min_element(open, [&](int a, int b) { return compare_cells(a, b) < 0; });
    const auto first = std::partition(open.begin(), open.end(),
                                      [&](int cell) { return compare_cells(cell, least) > 0; });
    return {first, open.end()};
}

std::optional<int> PlacementChoice::best_of(std::span<const int> cells) {
    std::optional<int> best;
    int seen = 0;
    for (const int cell : cells) {
        const auto found = pick(cell);
        if (!found) continue;
        const int order = best ? compare(*found, *best) : -1;
        if (order < 0) seen = 0;
        if (order < 0 || (order == 0 && better(*found, best, seen))) best = found;
        ++seen;
    }
    return best;
}

std::optional<int> PlacementChoice::pick(int cell) {
    if (!binpacks_) return sample(cell);
    const auto host = std::ranges::find(ask_.levels, By::Host, &PlacementLevel::by);
    const auto bin = std::ranges::find_if(ask_.levels, is_bin);
    return host < bin ? least_crowded_in_order(cell) : first_in_order(cell);
}

std::optional<int> PlacementChoice::sample(int cell) {
    if (!by_host_ || has_empty(cell))
        if (const auto found = sample_empty(cell)) return found;
    if (!by_host_ || ask_.request.distinct_instances) return std::nullopt;
    for (int tasks = 1; tasks <= crowd(cell).most(); ++tasks) {
        if (crowd(cell).with(tasks).empty()) continue;
        if (const auto found = sample_with(cell, tasks)) return found;
    }
    return std::nullopt;
}

// A good one of `count` slots, the emptiest of some if that is wanted. At random, unless there are
// so few that all are looked at.
template <class At>
std::optional<int> PlacementChoice::look(int count, bool empty, At at) {
    const bool all = count <= kTriesMax;
    std::optional<int> best;
    int seen = 0;
    for (int i = 0; i < std::min(count, kTriesMax) && (all || seen < kCompared); ++i) {
        const int slot = at(all ? i : static_cast<int>(ask_.random.below(count)));
        if (!is_good(slot) || (empty && !is_empty(slot))) continue;
        // What comes at random needs no toss-up.
        if (!best || (all ? better(slot, best, seen) : fullness(slot) < fullness(*best)))
            best = slot;
        if (!all && !emptiest_) return best;
        ++seen;
    }
    return best;
}

// A good one without a task of the group, if that matters; else any good one.
std::optional<int> PlacementChoice::sample_empty(int cell) {
    const int begin = order(cell).count_below(needs_.first);
    const int count = order(cell).size() - begin;
    const auto found = look(count, true, [&](int i) { return order(cell).at(begin + i); });
    return found || count <= kTriesMax ? found : first_empty(cell);
}

std::optional<int> PlacementChoice::first_empty(int cell) const {
    auto slot = order(cell).first_fit(needs_);
    while (slot && !(is_empty(*slot) && is_allowed(*slot))) slot = next_fit(cell, *slot);
    return slot;
}

// A good one with so many tasks of the group.
std::optional<int> PlacementChoice::sample_with(int cell, int tasks) {
    const auto& slots = crowd(cell).with(tasks);
    const auto count = static_cast<int>(slots.size());
    auto best = look(count, false, [&](int i) { return slots[i]; });
    if (best || count <= kTriesMax) return best;
    int seen = 0;
    for (const int slot : slots)
        if (is_good(slot) && better(slot, best, seen++)) best = slot;
    return best;
}

// The first in order; where the group's tasks matter among equals, one with the fewest.
std::optional<int> PlacementChoice::first_in_order(int cell) const {
    const auto host = std::ranges::find(ask_.levels, By::Host, &PlacementLevel::by);
    std::optional<int> best;
    for (auto slot = order(cell).first_fit(needs_); slot; slot = next_fit(cell, *slot)) {
        if (!is_allowed(*slot)) continue;
        if (!by_host_) return slot;
        // Bins before the host level: nothing after a fuller one can be better.
        const bool equal = !best || std::all_of(ask_.levels.begin(), host, [&](const auto& level) {
            return !is_bin(level) || free_of(level.by, *slot) == free_of(level.by, *best);
        });
        if (!equal) break;
        if (!best || tasks_on(*slot) < tasks_on(*best)) best = slot;
        if (tasks_on(*best) == 0) break;
    }
    return best;
}

// Of those with the fewest tasks of the group, the first in order.
std::optional<int> PlacementChoice::least_crowded_in_order(int cell) const {
    if (has_empty(cell))
        if (const auto found = first_empty(cell)) return found;
    if (ask_.request.distinct_instances) return std::nullopt;
    std::optional<int> best;
    for (int tasks = 1; tasks <= crowd(cell).most() && !best; ++tasks)
        for (const int slot : crowd(cell).with(tasks))
            if (is_good(slot) && (!best || from_.seats_[slot].free < from_.seats_[*best].free))
                best = slot;
    return best;
}

int PlacementChoice::tasks_at(int cell, std::size_t attribute) const {
    return spread_.tasks_at[attribute][from_.cells_[cell].values[attribute]];
}

int PlacementChoice::compare_cells(int a, int b) const {
    for (std::size_t i = 0; i < leading_; ++i)
        if (const int order = tasks_at(a, i) - tasks_at(b, i); order != 0) return order;
    return 0;
}

int PlacementChoice::compare(int a, int b) const {
    std::size_t attribute = 0;
    for (const auto& [by, name] : ask_.levels) {
        int order = 0;
        if (by == By::Attribute) {
            order = tasks_at(cell_of(a), attribute) - tasks_at(cell_of(b), attribute);
            ++attribute;
        } else if (by == By::Host) {
            order = tasks_on(a) - tasks_on(b);
        } else {
            order = free_of(by, a) - free_of(by, b);
        }
        if (order != 0) return order;
    }
    return 0;
}

int PlacementChoice::free_of(By by, int slot) const {
    const auto& free = from_.seats_[slot].free;
    return (by == By::Cpu) == from_.shape_.by_cpu ? free.first : free.second;
}

// In thousandths of its memory, as taken.
std::int64_t PlacementChoice::fullness(int slot) const {
    const int size = from_.seats_[slot].memory_mib;
    const std::int64_t taken = size - free_of(By::Memory, slot);
    return 1000 * taken / std::max(1, size);
}

// Whether to take it instead, all levels being equal; `seen` were as good before.
bool PlacementChoice::better(int slot, std::optional<int> than, int seen) {
    if (!than) return true;
    const auto order = emptiest_ ? fullness(slot) - fullness(*than) : 0;
    return order < 0 || (order == 0 && ask_.random.below(seen + 1) == 0);
}

bool PlacementChoice::is_allowed(int slot) const {
    return plain_ || !why_not(ask_.request, ask_.views[slot]);
}

bool PlacementChoice::is_good(int slot) const {
    const auto& free = from_.seats_[slot].free;
    return free.first >= needs_.first && free.second >= needs_.second && is_allowed(slot);
}

bool PlacementChoice::is_empty(int slot) const { return !by_host_ || tasks_on(slot) == 0; }

bool PlacementChoice::has_empty(int cell) const { return crowd(cell).size() < order(cell).size(); }

std::optional<int> PlacementCandidates::choose(const Ask& ask) {
    return PlacementChoice(*this, spread_of(ask.group), ask).choose();
}

}  // namespace ikada::ecs
