#include "sim/ledger.hpp"

#include "ecs/records.hpp"
#include "world/clock_keeper.hpp"

namespace ikada::sim {

namespace {

// A server that starts anew may be so much earlier than when it swept the task.
constexpr auto kKeptAtLeast = ecs::kStoppedTaskKept - world::kClockMarkEvery;

}  // namespace

void Ledger::service_wants(const std::string& service, int desired_count) {
    services_[service] = {desired_count};
}
void Ledger::service_deleted(const std::string& service) { services_[service].deleted = true; }
void Ledger::service_unsure(const std::string& service) { services_[service].unsure = true; }

void Ledger::task_started(const std::string& arn, TimePoint now) { tasks_[arn].started_at = now; }
void Ledger::task_stop_asked(const std::string& arn) { tasks_[arn].stop_asked = true; }

void Ledger::task_reported(const std::string& arn, std::string_view status) {
    auto& task = tasks_[arn];
    if (const auto reported = parse_name(ecs::kTaskStatusNames, status))
        task.reported = std::max(task.reported, *reported);
}

void Ledger::check_service(const world::Tx& tx, const std::string& name, const Service& service) {
    if (service.unsure) return;
    const auto* found = tx.find<ecs::Service>(ecs::keys::of({"sim"}, ecs::ServiceName{name}));
    const bool is_gone = !found || found->status != ecs::ServiceStatus::Active;
    if (is_gone != service.deleted)
        journal_->fail(now_, "lost: service {} was {}", name,
                       service.deleted ? "deleted" : "created");
    else if (found && !is_gone && found->desired_count != service.desired_count)
        journal_->fail(now_, "lost: service {} wants {} tasks, {} were acknowledged", name,
                       found->desired_count, service.desired_count);
}

void Ledger::check(const world::Tx& tx, TimePoint now, Journal& journal) {
    journal_ = &journal;
    now_ = now;
    for (const auto& [name, service] : services_) check_service(tx, name, service);
    for (auto at = tasks_.begin(); at != tasks_.end();) {
        const auto& [arn, task] = *at;
        const auto* found = ecs::tasks::find_by_arn(tx, arn);
        if (!found && task.started_at && now - *task.started_at < kKeptAtLeast)
            journal.fail(now, "lost: task {} was started", arn);
        if (found && found->last_status < task.reported)
            journal.fail(now, "lost: task {} was {}", arn,
                         name_of(ecs::kTaskStatusNames, task.reported));
        if (found && task.stop_asked && found->desired_status != ecs::DesiredStatus::Stopped)
            journal.fail(now, "lost: task {} was to stop", arn);
        at = found ? std::next(at) : tasks_.erase(at);
    }
}

}  // namespace ikada::sim
