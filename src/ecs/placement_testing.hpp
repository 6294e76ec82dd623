#pragma once
// For tests of placement: a fleet whose index is told every change, and the plain definition that
// the index must agree with.

#include <algorithm>
#include <set>

#include "ecs/placement_index.hpp"

namespace ikada::ecs {

// A cluster of instances and tasks.
class AFleet {
  public:
    // An instance of 2048 CPU units and 2048 MiB.
    AFleet& has(const std::string& id, const std::string& zone = "a") {
        ContainerInstance made;
        made.id = {id};
        made.arn = arn_of(id);
        made.ec2_instance_id = "i-" + id;
        made.availability_zone = zone;
        made.registered = {2048, 2048};
        return put(std::move(made));
    }
    AFleet& put(ContainerInstance instance, bool reachable = true) {
        auto& view = views_[instance.id];
        view.instance = std::make_shared<const ContainerInstance>(std::move(instance));
        view.reachable = reachable;
        index.put_instance(view.instance->id, view.instance, reachable);
        return *this;
    }
    AFleet& tagged(const std::string& id, const std::string& name, const std::string& value) {
        auto changed = *views_.at({id}).instance;
        changed.attributes = {{name, value}};
        return put(std::move(changed));
    }
    AFleet& away(const std::string& id) { return put(*views_.at({id}).instance, false); }
    AFleet& gone(const std::string& id) {
        views_.erase({id});
        index.put_instance({id}, nullptr, false);
        return *this;
    }
    // One more running task of the group.
    AFleet& runs(const std::string& id, const TaskNeeds& needs, const std::string& group) {
        Task task;
        task.container_instance = {id};
        task.group = group;
        task.needs = needs;
        task.last_status = TaskStatus::Running;
        tasks_.push_back(task);
        return change(nullptr, &tasks_.back());
    }
    AFleet& ends(std::size_t which) {
        change(&tasks_[which], nullptr);
        tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(which));
        return *this;
    }
    // Told to stop, it takes room but counts for no group.
    AFleet& stops(std::size_t which) {
        const auto before = tasks_[which];
        tasks_[which].desired_status = DesiredStatus::Stopped;
        return change(&before, &tasks_[which]);
    }

    // The id of an instance that the index chose, and that then runs the task; "none".
    std::string place(const PlacementRequest& request) {
        const auto chosen = index.choose(request, random);
        if (!chosen) return "none";
        runs(chosen->value, request.needs, request.group);
        return chosen->value;
    }
    std::vector<PlacementFailure> failures(const PlacementRequest& request) const {
        std::vector<PlacementFailure> found;
        for (const auto& [id, view] : views_)
            if (const auto reason = why_not(request, view))
                found.push_back({view.instance->arn, std::string(*reason)});
        return found;
    }
    static std::string arn_of(const std::string& id) {
        return "arn:aws:ecs:us-east-1:000000000000:container-instance/hobby/" + id;
    }

    const std::map<ContainerInstanceId, InstanceView>& views() const { return views_; }
    std::size_t task_count() const { return tasks_.size(); }

    PlacementIndex index;
    Random random{1};

  private:
    AFleet& change(const Task* before, const Task* after) {
        auto& view = views_[(after ? after : before)->container_instance];
        if (before) count_task(view, *before, -1);
        if (after) count_task(view, *after, 1);
        index.change_task(before, after);
        return *this;
    }

    std::map<ContainerInstanceId, InstanceView> views_;
    std::vector<Task> tasks_;
};

inline PlacementRequest a_request(Room room, std::vector<PlacementStrategy> strategy = {}) {
    PlacementRequest made;
    made.needs.room = room;
    made.group = "service:blog";
    made.strategy = std::move(strategy);
    return made;
}

// The definition: all that can take the task, level by level only those of the lowest rank.
inline std::set<std::string> plainly_best(
    const PlacementRequest& request, const std::map<ContainerInstanceId, InstanceView>& views) {
    std::vector<const InstanceView*> active, left;
    for (const auto& [id, view] : views)
        if (view.instance->status == ContainerInstanceStatus::Active) active.push_back(&view);
    std::ranges::copy_if(active, std::back_inserter(left),
                         [&](const auto* view) { return !why_not(request, *view); });
    for (const auto& level : levels_of(request.strategy)) {
        const auto rank = [&](const InstanceView* view) {
            if (level.by == PlacementLevel::By::Cpu) return view->free().cpu_units;
            if (level.by == PlacementLevel::By::Memory) return view->free().memory_mib;
            if (level.by == PlacementLevel::By::Host) return view->tasks_of(request.group);
            int tasks = 0;
            for (const auto* other : active)
                if (spread_value(*other->instance, level.attribute) ==
                    spread_value(*view->instance, level.attribute))
                    tasks += other->tasks_of(request.group);
            return tasks;
        };
        if (left.empty()) break;
        const int lowest = rank(*std::ranges::min_element(left, {}, rank));
        std::erase_if(left, [&](const auto* view) { return rank(view) > lowest; });
    }
    std::set<std::string> ids;
    for (const auto* view : left) ids.insert(view->instance->id.value);
    return ids;
}

}  // namespace ikada::ecs
