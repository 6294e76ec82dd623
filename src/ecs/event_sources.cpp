#include "ecs/event_sources.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/keys.hpp"
#include "ecs/records.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs {
namespace {

// ---- details as events have them: times as text, "startedAt": "2026-11-29T09:05:00.000Z"

void write_times(json::value& in) {
    if (auto* list = in.if_array())
        for (auto& one : *list) write_times(one);
    auto* object = in.if_object();
    if (!object) return;
    for (auto& member : *object) {
        const std::string_view name = member.key();
        if (name.ends_with("At") && member.value().is_number())
            member.value() = to_iso8601(from_epoch_seconds(member.value().to_number<double>()));
        else
            write_times(member.value());
    }
}

template <class Shape>
json::object detail_of(const Shape& shape) {
    auto detail = *json::parse(schema::to_json(shape));
    write_times(detail);
    return std::move(detail.as_object());
}

// ---- services: their own events, and the states of their deployments

struct ActionName {
    std::string_view in_message, type, name;
};
constexpr std::array kActionNames{
    ActionName{" has reached a steady state.", "INFO", "SERVICE_STEADY_STATE"},
    ActionName{" has stopped ", "INFO", "TASKS_STOPPED"},
    ActionName{" is unable to consistently start tasks ", "WARN", "SERVICE_TASK_START_IMPAIRED"},
    ActionName{" was unable to place a task ", "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE"},
};

std::optional<StateChange> action_of(const world::Tx& tx, const Service& service,
                                     const ServiceEvent& event) {
    const auto named = std::ranges::find_if(kActionNames, [&](const ActionName& each) {
        return event.message.find(each.in_message) != std::string::npos;
    });
    if (named == kActionNames.end()) return std::nullopt;
    json::object detail{{"eventType", named->type}, {"eventName", named->name}};
    if (const auto* cluster = clusters::find(tx, service.cluster))
        detail["clusterArn"] = cluster->arn;
    detail["createdAt"] = to_iso8601(event.created_at);
    if (named->type != "INFO") detail["reason"] = event.message;
    return StateChange{"ECS Service Action", std::move(detail)};
}

StateChange deployment_change(const Deployment& deployment) {
    const bool failed = deployment.rollout == RolloutState::Failed;
    return {"ECS Deployment State Change",
            {{"eventType", failed ? "ERROR" : "INFO"},
             {"eventName", fmt::format("SERVICE_DEPLOYMENT_{}",
                                       name_of(kRolloutStateNames, deployment.rollout))},
             {"deploymentId", deployment.id.value},
             {"updatedAt", to_iso8601(deployment.updated_at)},
             {"reason", deployment.rollout_reason}}};
}

std::string text_of(const Deployment& deployment) {
    return fmt::format("{}={}", deployment.id.value,
                       name_of(kRolloutStateNames, deployment.rollout));
}

// "<id of the newest event> <deployment>=<state> …"
std::string mark_of(const Service& service) {
    std::string mark = service.events.empty() ? "-" : service.events.front().id;
    for (const auto& deployment : service.deployments) mark += " " + text_of(deployment);
    return mark;
}

std::vector<StateChange> changes_of(const world::Tx& tx, const Service& service,
                                    const std::optional<std::string>& mark) {
    const std::string before = mark.value_or("");
    const auto told = split(before, ' ');
    std::vector<StateChange> changes;
    for (const auto& deployment : service.deployments)
        if (std::ranges::find(told, text_of(deployment)) == told.end())
            changes.push_back(deployment_change(deployment));
    const auto newest_told = std::ranges::find(service.events, told.front(), &ServiceEvent::id);
    for (auto event = newest_told; event != service.events.begin();)  // the oldest of them first
        if (auto action = action_of(tx, service, *--event)) changes.push_back(*std::move(action));
    return changes;
}

}  // namespace

std::optional<std::string> event_source(const world::Change& change) {
    if (change.is<Task>()) return change.either<Task>().arn;
    if (change.is<ContainerInstance>()) return change.either<ContainerInstance>().arn;
    if (change.is<Service>()) return change.either<Service>().arn;
    return std::nullopt;
}

std::vector<std::string> event_sources(const world::Tx& tx) {
    std::vector<std::string> arns;
    for (const auto* task : tx.all<Task>()) arns.push_back(task->arn);
    for (const auto* instance : tx.all<ContainerInstance>()) arns.push_back(instance->arn);
    for (const auto* service : tx.all<Service>()) arns.push_back(service->arn);
    return arns;
}

std::optional<std::string> event_mark(const world::Tx& tx, std::string_view arn) {
    if (const auto* task = find_by_arn<Task>(tx, arn)) return std::to_string(task->version);
    if (const auto* instance = find_by_arn<ContainerInstance>(tx, arn))
        return std::to_string(instance->version);
    if (const auto* service = find_by_arn<Service>(tx, arn)) return mark_of(*service);
    return std::nullopt;
}

std::vector<StateChange> events_since(const world::Tx& tx, std::string_view arn,
                                      const std::optional<std::string>& mark) {
    if (mark && mark == event_mark(tx, arn)) return {};
    if (const auto* task = find_by_arn<Task>(tx, arn))
        return {{"ECS Task State Change", detail_of(shape_of(tx, *task, Show::WithTags))}};
    if (const auto* instance = find_by_arn<ContainerInstance>(tx, arn))
        return {{"ECS Container Instance State Change",
                 detail_of(shape_of(tx, *instance, Show::Plain))}};
    if (const auto* service = find_by_arn<Service>(tx, arn)) return changes_of(tx, *service, mark);
    return {};
}

}  // namespace ikada::ecs
