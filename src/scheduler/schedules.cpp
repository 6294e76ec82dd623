#include "scheduler/schedules.hpp"

#include <array>

#include "aws/names_and_tags.hpp"
#include "scheduler/errors.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/time_zone.hpp"
#include "schema/json_codec.hpp"

namespace ikada::scheduler {
namespace {

constexpr std::string_view kNamePattern = "^[0-9a-zA-Z-_.]+$";
constexpr Seconds kStartLateMax{300};  // AWS: a start may lie so far back

struct OtherKind {
    bool (*asked)(const shapes::Target&);
    std::string_view what;
};
constexpr std::array kNotHonoured{
    OtherKind{[](const shapes::Target& t) { return t.kinesis_parameters.has_value(); },
              "KinesisParameters"},
    OtherKind{[](const shapes::Target& t) { return t.event_bridge_parameters.has_value(); },
              "EventBridgeParameters"},
    OtherKind{[](const shapes::Target& t) { return t.sqs_parameters.has_value(); },
              "SqsParameters"},
    OtherKind{[](const shapes::Target& t) { return t.sage_maker_pipeline_parameters.has_value(); },
              "SageMakerPipelineParameters"},
    OtherKind{
        [](const shapes::Target& t) { return t.dead_letter_config && t.dead_letter_config->arn; },
        "DeadLetterConfig (there are no queues)"},
};

// The service's tags are maps of "key" and "value".
events::shapes::Tag tag_of(const std::map<std::string, std::string>& tag) {
    events::shapes::Tag made;
    for (const auto& [name, text] : tag) {
        if (name == "key" || name == "Key") made.key = text;
        if (name == "value" || name == "Value") made.value = text;
    }
    return made;
}

// Both services have the same parameters by the same names, but for the tags.
Result<events::shapes::EcsParameters> parameters_of(shapes::EcsParameters from) {
    const auto tags = std::exchange(from.tags, std::nullopt);
    auto made = schema::from_json<events::shapes::EcsParameters>(schema::to_json(from));
    if (!made || !tags) return made;
    made->tags.emplace();
    for (const auto& tag : *tags) made->tags->push_back(tag_of(tag));
    return made;
}

Status check_target(const shapes::Target& target) {
    for (const auto& row : kNotHonoured)
        if (row.asked(target))
            return fail(errors::kValidation, "ikada does not support {}.", row.what);
    if (!events::is_cluster_arn(target.arn))
        return fail(errors::kValidation,
                    "ikada runs ECS tasks only: the target is no ECS cluster: {}", target.arn);
    if (!target.ecs_parameters)
        return fail(errors::kValidation, "EcsParameters must be specified for the target {}.",
                    target.arn);
    if (target.input)
        if (const auto parsed = json::parse(*target.input); !parsed)
            return fail(errors::kValidation, "The Input is not JSON: {}", parsed.error().message);
    const auto parameters = parameters_of(*target.ecs_parameters);
    if (!parameters) return fail(errors::kValidation, "{}", parameters.error().message);
    if (auto checked = events::check_ecs_parameters(*parameters); !checked)
        return fail(errors::kValidation, "EcsParameters: {}", checked.error().message);
    return ok();
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

// Source: docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
std::string with_context(std::string input, const Schedule& schedule,
                         const events::Delivery& delivery) {
    replace_all(input, "<aws.scheduler.schedule-arn>", schedule.arn);
    replace_all(input, "<aws.scheduler.scheduled-time>", to_iso8601(delivery.due_at));
    replace_all(input, "<aws.scheduler.attempt-number>", std::to_string(delivery.attempts + 1));
    return input;
}

}  // namespace

Status check_name(std::string_view member, std::string_view name) {
    return aws::check_name({member, kNamePattern}, name);
}

Result<const ScheduleGroup*> find_group(const world::Tx& tx,
                                        const std::optional<std::string>& name) {
    const std::string asked = name.value_or(std::string(kDefaultGroup));
    if (const auto* group = tx.find<ScheduleGroup>(asked)) return group;
    return fail(errors::kResourceNotFound, "Schedule group {} does not exist.", asked);
}

Result<const Schedule*> find_schedule(const world::Tx& tx, const std::string& name,
                                      const std::optional<std::string>& group) {
    const auto found = find_group(tx, group);
    if (!found) return found.error();
    if (const auto* schedule = tx.find<Schedule>(keys::schedule((*found)->name, name)))
        return schedule;
    return fail(errors::kResourceNotFound, "Schedule {} does not exist.", name);
}

ScheduleRuns runs_of(const world::Tx& tx, const std::string& key) {
    const auto* found = tx.find<ScheduleRuns>(key);
    return found ? *found
                 : ScheduleRuns{.schedule = key, .done_until = {}, .waiting = {}, .runs = {}};
}

Status check_schedule(const Schedule& schedule, TimePoint now) {
    if (!events::parse_schedule_expression(schedule.expression))
        return fail(errors::kValidation, "Invalid Schedule Expression {}.", schedule.expression);
    if (!TimeZone::find(schedule.time_zone))
        return fail(errors::kValidation, "Provided ScheduleExpressionTimezone is not valid: {}",
                    schedule.time_zone);
    if (schedule.start_at && *schedule.start_at < now - kStartLateMax)
        return fail(errors::kValidation,
                    "The StartDate you specify cannot be earlier than 5 minutes ago.");
    if (schedule.end_at && *schedule.end_at <= now)
        return fail(errors::kValidation, "The EndDate you specify must be in the future.");
    if (schedule.start_at && schedule.end_at && *schedule.end_at <= *schedule.start_at)
        return fail(errors::kValidation, "The EndDate you specify must come after the StartDate.");
    return check_target(schedule.target);
}

Result<ecs::shapes::RunTaskRequest> request_of(const Schedule& schedule,
                                               const events::Delivery& delivery) {
    auto parameters = parameters_of(*schedule.target.ecs_parameters);
    if (!parameters) return parameters.error();
    const auto input =
        json::parse(with_context(schedule.target.input.value_or("{}"), schedule, delivery));
    if (!input) return input.error();
    return events::run_task_request({schedule.target.arn, *std::move(parameters),
                                     fmt::format("chronos-schedule/{}", schedule.name)},
                                    *input);
}

}  // namespace ikada::scheduler
