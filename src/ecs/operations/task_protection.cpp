// GetTaskProtection, UpdateTaskProtection
// A protected task is stopped by no scale-in and no deployment until its protection expires.

#include <algorithm>

#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kTasksPerGetMax = 100;    // AWS
constexpr int kTasksPerUpdateMax = 10;  // AWS
constexpr int kProtectionMinutesDefault = 120;
constexpr int kProtectionMinutesMax = 2880;  // AWS

using References = std::vector<std::string>;
using UpdateRequest = shapes::UpdateTaskProtectionRequest;

Status check_references(const References& references, int most) {
    if (references.empty()) return fail(errors::kInvalidParameter, "Tasks cannot be empty.");
    if (std::ssize(references) > most)
        return fail(errors::kInvalidParameter, "Tasks cannot be more than {}.", most);
    return ok();
}

Status check_update(const UpdateRequest& request) {
    const int minutes = request.expires_in_minutes.value_or(kProtectionMinutesDefault);
    if (minutes < 1 || minutes > kProtectionMinutesMax)
        return fail(errors::kInvalidParameter,
                    "expiresInMinutes must be between 1 and {} (48 hours).", kProtectionMinutesMax);
    return check_references(request.tasks, kTasksPerUpdateMax);
}

shapes::ProtectedTask protection_of(const Task& task, TimePoint now) {
    shapes::ProtectedTask made;
    made.task_arn = task.arn;
    made.protection_enabled = is_protected(task, now);
    if (is_protected(task, now)) made.expiration_date = task.protected_until;
    return made;
}

shapes::Failure failure(const std::string& arn, std::string reason, std::string detail) {
    return {.arn = arn, .reason = std::move(reason), .detail = std::move(detail)};
}

// A service's RUNNING task, or why it is none.
struct Found {
    const Task* task = nullptr;
    std::optional<shapes::Failure> failure;
};
Found find_task(const world::Tx& tx, const Cluster& cluster, const std::string& reference) {
    const auto* task = tasks::find(tx, cluster.name, reference);
    if (!task) return {nullptr, missing(reference, arn_prefix(cluster, "task"))};
    if (!task->service)
        return {nullptr, failure(task->arn, "TASK_NOT_VALID",
                                 "The task isn't part of an Amazon ECS service.")};
    if (!tasks::is_live(*task) || task->desired_status == DesiredStatus::Stopped)
        return {nullptr, failure(task->arn, "TASK_NOT_VALID", "The task is stopping or stopped.")};
    return {task, std::nullopt};
}

// Tasks have no roles: their instance's key stands for them, and for no other's.
Status check_own(const world::Tx& tx, const Cluster& cluster, const References& references,
                 const aws::Call& call) {
    for (const auto& reference : references) {
        const auto* task = tasks::find(tx, cluster.name, reference);
        const bool is_own =
            !task || !call.caller.instance_id || *call.caller.instance_id == task->ec2_instance_id;
        if (!is_own)
            return fail(errors::kAccessDenied,
                        "{} may act for the tasks of its own container instance only, not for {}.",
                        call.caller.arn, task->arn);
    }
    return ok();
}

// More protected tasks than the service wants would keep its deployments from ever ending.
bool is_blocked(const world::Tx& tx, const Task& task, TimePoint now) {
    const auto* service = tx.find<Service>(keys::of(task.cluster, *task.service));
    if (!service) return true;
    const auto all = tasks::of_service(tx, *service);
    const auto others = std::ranges::count_if(all, [&](const Task* other) {
        return other->id != task.id && tasks::is_live(*other) && is_protected(*other, now);
    });
    return others >= service->desired_count;
}

}  // namespace

Result<shapes::GetTaskProtectionResponse> get_task_protection(
    world::Tx& tx, const shapes::GetTaskProtectionRequest& request, const aws::Call& call) {
    const auto references = request.tasks.value_or(References{});
    if (auto checked = check_references(references, kTasksPerGetMax); !checked)
        return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    if (auto own = check_own(tx, **cluster, references, call); !own) return own.error();
    shapes::GetTaskProtectionResponse made;
    made.protected_tasks.emplace();
    made.failures.emplace();
    for (const auto& reference : references) {
        auto found = find_task(tx, **cluster, reference);
        if (found.task)
            made.protected_tasks->push_back(protection_of(*found.task, call.now));
        else
            made.failures->push_back(std::move(*found.failure));
    }
    return made;
}

Result<shapes::UpdateTaskProtectionResponse> update_task_protection(world::Tx& tx,
                                                                    const UpdateRequest& request,
                                                                    const aws::Call& call) {
    if (auto checked = check_update(request); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    if (auto own = check_own(tx, **cluster, request.tasks, call); !own) return own.error();
    const std::chrono::minutes kept{request.expires_in_minutes.value_or(kProtectionMinutesDefault)};
    shapes::UpdateTaskProtectionResponse made;
    made.protected_tasks.emplace();
    made.failures.emplace();
    for (const auto& reference : request.tasks) {
        auto found = find_task(tx, **cluster, reference);
        if (found.task && request.protection_enabled && is_blocked(tx, *found.task, call.now))
            found = {nullptr, failure(found.task->arn, "DEPLOYMENT_BLOCKED",
                                      "The service has as many protected tasks as it wants.")};
        if (!found.task) {
            made.failures->push_back(std::move(*found.failure));
            continue;
        }
        Task updated = *found.task;
        updated.protected_until.reset();
        if (request.protection_enabled) updated.protected_until = call.now + kept;
        tasks::put(tx, updated);
        made.protected_tasks->push_back(protection_of(updated, call.now));
    }
    return made;
}

}  // namespace ikada::ecs
