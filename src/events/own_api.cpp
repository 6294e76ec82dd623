#include "events/own_api.hpp"

#include "aws/own_service.hpp"
#include "events/api.hpp"
#include "events/errors.hpp"
#include "events/keys.hpp"
#include "events/rules.hpp"
#include "events/schedule_expression.hpp"
#include "events/sending.hpp"

namespace ikada::events {

IKADA_DESCRIBE(DescribeSchedulesRequest, name)
IKADA_DESCRIBE(ScheduleRun, state, due_at, target_id, task_arns, reason, attempts, missed)
IKADA_DESCRIBE(ScheduleItem, name, schedule_expression, event_pattern, state, next_at, last_runs)
IKADA_DESCRIBE(DescribeSchedulesResponse, items)
IKADA_DESCRIBE(FireScheduleRequest, name)
IKADA_DESCRIBE(FireScheduleResponse, event_id)

ScheduleRun item_of(const Run& run) {
    return {.state = std::string(name_of(kRunStateNames, run.state)),
            .due_at = run.due_at,
            .target_id = run.target_id,
            .task_arns = run.task_arns,
            .reason = run.reason,
            .attempts = run.attempts,
            .missed = run.missed};
}

namespace {

std::optional<TimePoint> next_tick(const Rule& rule, TimePoint now) {
    if (!rule.schedule_expression || rule.state != shapes::RuleState::Enabled) return std::nullopt;
    const auto expression = parse_schedule_expression(*rule.schedule_expression);
    return expression ? next_after(*expression, rule.active_since, now) : std::nullopt;
}

ScheduleItem item_of(const world::Tx& tx, const Rule& rule, TimePoint now) {
    ScheduleItem item{.name = rule.name,
                      .schedule_expression = rule.schedule_expression,
                      .event_pattern = rule.event_pattern,
                      .state = std::string(name_of(names_of(rule.state), rule.state)),
                      .next_at = next_tick(rule, now),
                      .last_runs = {}};
    if (const auto* runs = tx.find<RuleRuns>(rule.name))
        for (const auto& run : runs->runs) item.last_runs.push_back(item_of(run));
    return item;
}

Result<DescribeSchedulesResponse> describe_schedules(world::Tx& tx,
                                                     const DescribeSchedulesRequest& request,
                                                     const aws::Call& call) {
    DescribeSchedulesResponse response;
    if (request.name) {
        const auto rule = find_rule(tx, {*request.name, std::nullopt}, call.installation);
        if (!rule) return rule.error();
        response.items.push_back(item_of(tx, **rule, call.now));
        return response;
    }
    for (const auto* rule : tx.all<Rule>()) response.items.push_back(item_of(tx, *rule, call.now));
    return response;
}

Result<FireScheduleResponse> fire_schedule(world::Tx& tx, const FireScheduleRequest& request,
                                           const aws::Call& call) {
    const auto rule = find_rule(tx, {request.name, std::nullopt}, call.installation);
    if (!rule) return rule.error();
    if ((*rule)->targets.empty())
        return fail(errors::kValidation, "Rule {} has no targets: there is nothing to run.",
                    request.name);
    const auto event = scheduled_event(**rule, tx.random().uuid(), call.now);
    send_to(tx, **rule, {event.id, to_text(call.installation, event), call.now});
    return FireScheduleResponse{event.id};
}

constexpr std::array kOwnOperations{aws::operation<&describe_schedules>("ikada:DescribeSchedules"),
                                    aws::operation<&fire_schedule>("ikada:FireSchedule")};

constexpr aws::Service kOwnService =
    aws::own_service("ikada-events", "IkadaEvents", kOwnOperations, errors::kValidation);

}  // namespace

const aws::Service& own_service() { return kOwnService; }

}  // namespace ikada::events
