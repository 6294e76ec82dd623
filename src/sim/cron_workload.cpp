#include "sim/cron_workload.hpp"

#include "events/keys.hpp"
#include "scheduler/keys.hpp"
#include "sim/habit.hpp"
#include "sim/user_call.hpp"

namespace ikada::sim {

namespace {

namespace rules = events::shapes;
namespace schedules = scheduler::shapes;

constexpr std::size_t kSchedulesMax = 4;
constexpr auto kClusterArn = "arn:aws:ecs:us-east-1:000000000000:cluster/sim";
constexpr auto kRoleArn = "arn:aws:iam::000000000000:role/ecsEventsRole";
constexpr auto kTask = "finishes-worker";  // a family of the workload's

// The tick's place in it is filled in by who runs the task.
std::string overrides(std::string_view tick) {
    return fmt::format(
        R"({{"containerOverrides": [{{"name": "app",
             "environment": [{{"name": "{}", "value": "{}"}}]}}]}})",
        kTickVariable, tick);
}

bool is_rule(std::string_view name) { return name.starts_with("rule"); }

// What UpdateSchedule must be told again, as it keeps nothing.
schedules::UpdateScheduleInput request_of(const scheduler::Schedule& schedule) {
    schedules::UpdateScheduleInput request;
    request.name = schedule.name;
    request.schedule_expression = schedule.expression;
    request.schedule_expression_timezone = schedule.time_zone;
    request.target = schedule.target;
    request.state = schedule.state;
    if (schedule.window_minutes > 0)
        request.flexible_time_window = {schedule.window_minutes,
                                        schedules::FlexibleTimeWindowMode::Flexible};
    return request;
}

}  // namespace

void CronWorkload::act() {
    static constexpr std::array kHabits{Habit{4, &CronWorkload::create},
                                        Habit{3, &CronWorkload::change},
                                        Habit{1, &CronWorkload::remove}};
    act_by(kHabits, *this, random_);
}

std::vector<std::string> CronWorkload::names() const {
    const auto tx = stage_.platform.read();
    std::vector<std::string> names;
    for (const auto* rule : tx.all<events::Rule>()) names.push_back(rule->name);
    for (const auto* schedule : tx.all<scheduler::Schedule>()) names.push_back(schedule->name);
    return names;
}

std::string CronWorkload::some_name() {
    const auto all = names();
    return all.empty() ? "" : all[static_cast<std::size_t>(random_.below(std::ssize(all)))];
}

// One that the invariants can do the sum of.
std::string CronWorkload::some_expression() {
    static constexpr std::array kMinutes{10, 15, 20, 30};
    const int minutes = kMinutes[static_cast<std::size_t>(random_.below(kMinutes.size()))];
    return random_.chance(0.5) ? fmt::format("rate({} minutes)", minutes)
                               : fmt::format("cron(0/{} * * * ? *)", minutes);
}

// Once, in the next twenty minutes.
std::string CronWorkload::some_time() {
    constexpr std::size_t kToSeconds = 19;  // "2027-01-15T08:00:00"
    const auto time = stage_.platform.time() + Seconds{1 + random_.below(1200)};
    return fmt::format("at({})", to_iso8601(time).substr(0, kToSeconds));
}

events::shapes::Target CronWorkload::some_target() {
    rules::Target target;
    target.id = "t";
    target.arn = kClusterArn;
    target.role_arn = kRoleArn;
    auto& parameters = target.ecs_parameters.emplace();
    parameters.task_definition_arn = kTask;
    parameters.task_count = static_cast<int>(1 + random_.below(2));
    target.input_transformer = rules::InputTransformer{{{{"time", "$.time"}}}, overrides("<time>")};
    if (random_.chance(0.5))
        target.retry_policy = rules::RetryPolicy{static_cast<int>(random_.below(4)), 600};
    return target;
}

// ---- one thing after the other

void CronWorkload::create() {
    if (names().size() >= kSchedulesMax) return;
    const int number = made_++;
    if (random_.chance(0.5)) return create_schedule(fmt::format("schedule-{}", number));
    const auto name = fmt::format("rule-{}", number);
    put_rule(name);
    put_target(name);
}

void CronWorkload::put_rule(const std::string& name) {
    rules::PutRuleRequest request;
    request.name = name;
    request.schedule_expression = some_expression();
    (void)user_call<rules::PutRuleResponse>(stage_, "events:PutRule", request);
}

void CronWorkload::put_target(const std::string& rule) {
    rules::PutTargetsRequest request;
    request.rule = rule;
    request.targets = {some_target()};
    (void)user_call<rules::PutTargetsResponse>(stage_, "events:PutTargets", request);
}

void CronWorkload::create_schedule(const std::string& name) {
    const auto like = some_target();
    schedules::CreateScheduleInput request;
    request.name = name;
    request.schedule_expression = random_.chance(0.3) ? some_time() : some_expression();
    if (random_.chance(0.5) && !request.schedule_expression.starts_with("at"))
        request.schedule_expression_timezone = "Asia/Kolkata";
    if (random_.chance(0.3))
        request.flexible_time_window = {5, schedules::FlexibleTimeWindowMode::Flexible};
    request.target.arn = like.arn;
    request.target.role_arn = *like.role_arn;
    request.target.input = overrides("<aws.scheduler.scheduled-time>");
    auto& parameters = request.target.ecs_parameters.emplace();
    parameters.task_definition_arn = like.ecs_parameters->task_definition_arn;
    parameters.task_count = like.ecs_parameters->task_count;
    (void)user_call<schedules::CreateScheduleOutput>(stage_, "scheduler:CreateSchedule", request);
}

void CronWorkload::change() {
    const auto name = some_name();
    if (name.empty()) return;
    if (!is_rule(name)) return change_schedule(name);
    if (random_.chance(0.5)) return put_rule(name);
    switch_rule(name);
}

void CronWorkload::switch_rule(const std::string& name) {
    if (random_.chance(0.3))
        (void)user_call<rules::DisableRuleResponse>(stage_, "events:DisableRule",
                                                    rules::DisableRuleRequest{name, {}});
    else
        (void)user_call<rules::EnableRuleResponse>(stage_, "events:EnableRule",
                                                   rules::EnableRuleRequest{name, {}});
}

void CronWorkload::change_schedule(const std::string& name) {
    schedules::UpdateScheduleInput request;
    {
        const auto tx = stage_.platform.read();
        const auto* schedule =
            tx.find<scheduler::Schedule>(scheduler::keys::schedule("default", name));
        request = request_of(*schedule);
    }
    if (random_.chance(0.5)) request.schedule_expression = some_expression();
    request.state = random_.chance(0.3) ? schedules::ScheduleState::Disabled
                                        : schedules::ScheduleState::Enabled;
    (void)user_call<schedules::UpdateScheduleOutput>(stage_, "scheduler:UpdateSchedule", request);
}

void CronWorkload::remove() {
    const auto name = some_name();
    if (name.empty()) return;
    if (!is_rule(name)) {
        (void)user_call<schedules::DeleteScheduleOutput>(
            stage_, "scheduler:DeleteSchedule", schedules::DeleteScheduleInput{{}, {}, name});
        return;
    }
    (void)user_call<rules::RemoveTargetsResponse>(stage_, "events:RemoveTargets",
                                                  rules::RemoveTargetsRequest{name, {}, {"t"}, {}});
    (void)user_call<rules::DeleteRuleResponse>(stage_, "events:DeleteRule",
                                               rules::DeleteRuleRequest{name, {}, {}});
}

}  // namespace ikada::sim
