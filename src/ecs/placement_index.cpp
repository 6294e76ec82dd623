#include "ecs/placement_index.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ikada::ecs {

namespace {

using By = PlacementLevel::By;

const std::string* pinned_value(const ContainerInstance& instance, const std::string& attribute) {
    if (attribute == "ec2InstanceId") return &instance.ec2_instance_id;
    return attribute_value(instance, attribute);
}

bool same(const InstanceView& a, const InstanceView& b) {
    return a.instance == b.instance && a.reachable == b.reachable && a.taken == b.taken &&
           a.used_ports == b.used_ports && a.tasks == b.tasks;
}

}  // namespace

int PlacementIndex::slot_of(const ContainerInstanceId& id) {
    const auto [at, added] = slots_.try_emplace(id.value, static_cast<int>(views_.size()));
    if (!added) return at->second;
    if (free_slots_.empty()) {
        ids_.push_back(id);
        views_.emplace_back();
    } else {
        at->second = free_slots_.back();
        free_slots_.pop_back();
        ids_[at->second] = id;
    }
    return at->second;
}

void PlacementIndex::drop_if_unknown(int slot) {
    if (views_[slot].instance || !same(views_[slot], InstanceView{})) return;
    slots_.erase(ids_[slot].value);
    free_slots_.push_back(slot);
}

void PlacementIndex::put_instance(const ContainerInstanceId& id,
                                  std::shared_ptr<const ContainerInstance> record, bool reachable) {
    const int slot = slot_of(id);
    auto& view = views_[slot];
    pin(slot, view.instance.get(), record.get());
    count_attributes(view.instance.get(), -1);
    count_attributes(record.get(), 1);
    view.instance = std::move(record);
    view.reachable = view.instance && reachable;
    for (auto& shaped : shapes_) shaped->candidates.put(slot, view);
    drop_if_unknown(slot);
}

void PlacementIndex::count_attributes(const ContainerInstance* instance, int sign) {
    if (!instance) return;
    instances_ += sign;
    for (const auto& attribute : instance->attributes) {
        const auto held = holders_.try_emplace(attribute.name, 0).first;
        held->second += sign;
        if (held->second == 0) holders_.erase(held);
    }
}

void PlacementIndex::change_task(const Task* before, const Task* after) {
    const auto& task = after ? *after : *before;
    const int slot = slot_of(task.container_instance);
    auto& view = views_[slot];
    const auto taken = view.taken;
    int more = 0;  // of the group
    if (before) more += count_task(view, *before, -1);
    if (after) more += count_task(view, *after, 1);
    if (more != 0) count_group(slot, task.group, more);
    if (view.taken != taken)
        for (auto& shaped : shapes_) shaped->candidates.move(slot, taken - view.taken);
    drop_if_unknown(slot);
}

void PlacementIndex::count_group(int slot, const std::string& name, int more) {
    const auto at = groups_.try_emplace(name).first;
    auto& group = at->second;
    const auto tasks = group.try_emplace(slot, 0).first;
    const int before = tasks->second, after = before + more;
    tasks->second = after;
    if (after == 0) group.erase(tasks);
    for (auto& shaped : shapes_) shaped->candidates.count(slot, group, before, after);
    if (!group.empty()) return;
    for (auto& shaped : shapes_) shaped->candidates.forget(group);
    groups_.erase(at);
}

std::optional<ContainerInstanceId> PlacementIndex::choose(const PlacementRequest& request,
                                                          Random& random) {
    static const PlacementGroup kNone;
    const auto levels = levels_of(request.strategy);
    const auto found = groups_.find(request.group);
    const auto& group = found == groups_.end() ? kNone : found->second;
    const auto chosen =
        candidates_for(request, levels).choose({request, levels, group, views_, random});
    if (!chosen) return std::nullopt;
    return ids_[*chosen];
}

// Attributes that all instances have make no difference: capabilities of agents mostly, and the
// requests that need different ones share their candidates.
PlacementCandidates::Shape PlacementIndex::shape_of(
    const PlacementRequest& request, const std::vector<PlacementLevel>& levels) const {
    PlacementCandidates::Shape shape;
    for (const auto& query : request.member_of)
        if (!query.asks_for_tasks()) shape.member_of.push_back(query);
    for (const auto& name : request.attributes)
        if (const auto held = holders_.find(name);
            held == holders_.end() || held->second < instances_)
            shape.required.push_back(name);
    for (const auto& level : levels)
        if (level.by == By::Attribute) shape.attributes.emplace_back(level.attribute);
    const auto bin = std::ranges::find_if(levels, is_bin);
    shape.by_cpu = bin != levels.end() && bin->by == By::Cpu;
    return shape;
}

PlacementCandidates& PlacementIndex::candidates_for(const PlacementRequest& request,
                                                    const std::vector<PlacementLevel>& levels) {
    const auto shape = shape_of(request, levels);
    auto found = std::ranges::find(
        shapes_, shape, [](const auto& each) -> const auto& { return each->candidates.shape(); });
    if (found == shapes_.end()) {
        if (std::ssize(shapes_) == kShapesMax)
            shapes_.erase(std::ranges::min_element(shapes_, {},
                                                   [](const auto& each) { return each->used_at; }));
        shapes_.push_back(std::make_unique<Shaped>(Shaped{0, PlacementCandidates(shape)}));
        found = shapes_.end() - 1;
        fill((*found)->candidates);
    }
    (*found)->used_at = ++uses_;
    return (*found)->candidates;
}

// An expression that pins an attribute need not be asked of instances with another value.
void PlacementIndex::fill(PlacementCandidates& candidates) {
    const auto& shape = candidates.shape();
    const ClusterQuery::Pin* pin = nullptr;
    for (const auto& query : shape.member_of)
        if (!pin) pin = query.pin();
    if (!pin || !shape.attributes.empty()) {  // what is spread over counts on all instances
        for (int slot = 0; slot < std::ssize(views_); ++slot) candidates.put(slot, views_[slot]);
        return;
    }
    const auto& by_value = slots_by(pin->attribute);
    for (const auto& value : pin->values)
        if (const auto at = by_value.find(value); at != by_value.end())
            for (const int slot : at->second) candidates.put(slot, views_[slot]);
}

const PlacementIndex::SlotsByValue& PlacementIndex::slots_by(const std::string& attribute) {
    if (std::ssize(pinned_) >= kPinnedAttributesMax && !pinned_.contains(attribute))
        pinned_.clear();
    const auto [at, added] = pinned_.try_emplace(attribute);
    if (added)
        for (int slot = 0; slot < std::ssize(views_); ++slot)
            if (const auto* record = views_[slot].instance.get())
                if (const auto* value = pinned_value(*record, attribute))
                    at->second[*value].insert(slot);
    return at->second;
}

void PlacementIndex::pin(int slot, const ContainerInstance* before,
                         const ContainerInstance* after) {
    for (auto& [attribute, by_value] : pinned_) {
        const auto* old_value = before ? pinned_value(*before, attribute) : nullptr;
        const auto* new_value = after ? pinned_value(*after, attribute) : nullptr;
        if (old_value && new_value && *old_value == *new_value) continue;
        if (old_value) by_value[*old_value].erase(slot);
        if (old_value && by_value[*old_value].empty()) by_value.erase(*old_value);
        if (new_value) by_value[*new_value].insert(slot);
    }
}

const InstanceView* PlacementIndex::find(const ContainerInstanceId& id) const {
    const auto at = slots_.find(id.value);
    return at == slots_.end() ? nullptr : &views_[at->second];
}

std::optional<std::string> PlacementIndex::fault(
    const std::map<ContainerInstanceId, InstanceView>& anew) const {
    if (anew.size() != slots_.size())
        return fmt::format("{} instances, not {}", slots_.size(), anew.size());
    for (const auto& [id, view] : anew) {
        const auto* known = find(id);
        if (!known || !same(*known, view)) return "it knows instance " + id.value + " otherwise";
    }
    for (const auto& shaped : shapes_)
        if (auto fault = shaped->candidates.fault(views_)) return fault;
    return std::nullopt;
}

}  // namespace ikada::ecs
