// `ikada cron`: what runs when, and what became of it; `ikada cron run NAME` runs it now, `ikada
// cron logs NAME` prints what its last run has written.

#include <algorithm>
#include <memory>
#include <set>

#include "base/arn.hpp"
#include "base/strings.hpp"
#include "cli/api_access.hpp"
#include "cli/command.hpp"
#include "cli/ecs_view.hpp"
#include "cli/log_printer.hpp"
#include "cli/table.hpp"
#include "deploy/tool.hpp"
#include "events/api.hpp"
#include "scheduler/api.hpp"

namespace ikada::cli {
namespace {

struct CronFlags {
    server::DataFolder data;
    bool as_json = false;
    std::string name;  // of `run` and `logs`
    LogsWish wish;     // of `logs`
    CLI::App *run = nullptr, *logs = nullptr;
};

using Exits = std::map<std::string, std::string>;  // by task ARN: "running", "exit 0", "exit 0, 3"

std::string exit_of(const ecs::shapes::Task& task) {
    if (task.last_status != "STOPPED") return to_lower(task.last_status.value_or(""));
    std::vector<std::string> codes;
    for (const auto& container : task.containers.value_or(std::vector<ecs::shapes::Container>{}))
        codes.push_back(container.exit_code ? std::to_string(*container.exit_code) : "-");
    return fmt::format("exit {}", fmt::join(codes, ", "));
}

// "arn:aws:ecs:…:task/hobby/5a1c…" → "hobby"
std::string cluster_of(std::string_view task_arn) {
    const auto parts = split(task_arn, '/');
    return std::string(parts.size() > 1 ? parts[1] : "");
}

// Of the tasks of each rule's last run, as far as ECS still knows them.
Result<Exits> view_exits(client::Api& api, const std::vector<events::ScheduleItem>& items) {
    std::map<std::string, std::vector<std::string>> by_cluster;
    for (const auto& item : items)
        if (!item.last_runs.empty())
            for (const auto& arn : item.last_runs.back().task_arns)
                by_cluster[cluster_of(arn)].push_back(arn);
    Exits exits;
    for (const auto& [cluster, arns] : by_cluster) {
        const auto tasks = view_tasks(api, cluster, arns);
        if (!tasks) return tasks.error();
        for (const auto& task : *tasks) exits[task.task_arn.value_or("")] = exit_of(task);
    }
    return exits;
}

// "2026-11-29 09:05:00"
std::string time_text(const std::optional<TimePoint>& time) {
    constexpr std::size_t kDay = 10, kTime = 8;
    if (!time) return "-";
    const auto text = to_iso8601(*time);
    return text.substr(0, kDay) + " " + text.substr(kDay + 1, kTime);
}

std::string result_of(const events::ScheduleRun& run, const Exits& exits) {
    if (run.state != "STARTED") return fmt::format("{}: {}", to_lower(run.state), run.reason);
    std::set<std::string> ends;
    for (const auto& arn : run.task_arns) {
        const auto known = exits.find(arn);
        ends.insert(known == exits.end() ? "ended long ago" : known->second);
    }
    return fmt::format("{}", fmt::join(ends, "; "));
}

void print_schedules(const std::vector<events::ScheduleItem>& items, const Exits& exits) {
    std::vector<std::vector<std::string>> rows{
        {"NAME", "SCHEDULE", "STATE", "NEXT (UTC)", "LAST (UTC)", "RESULT", "TASKS"}};
    for (const auto& item : items) {
        const auto* last = item.last_runs.empty() ? nullptr : &item.last_runs.back();
        std::vector<std::string> tasks;
        if (last)
            for (const auto& arn : last->task_arns)
                tasks.push_back(std::string(last_part(arn)).substr(0, 12));
        rows.push_back({item.name, item.schedule_expression.value_or("event pattern"),
                        to_lower(item.state), time_text(item.next_at),
                        last ? time_text(last->due_at) : "-", last ? result_of(*last, exits) : "-",
                        fmt::format("{}", fmt::join(tasks, ", "))});
    }
    fmt::print("{}", format_table(rows));
}

// Rules, then the scheduler's schedules, whose names have a '/'.
Result<events::DescribeSchedulesResponse> view_schedules(client::Api& api) {
    events::DescribeSchedulesResponse all;
    for (const auto* service : {&events::own_service(), &scheduler::own_service()}) {
        auto told = api.call<events::DescribeSchedulesResponse>(
            json_service(*service), "DescribeSchedules", events::DescribeSchedulesRequest{});
        if (!told) return told.error();
        for (auto& item : told->items) all.items.push_back(std::move(item));
    }
    return all;
}

// The last run that has tasks.
Result<events::ScheduleRun> last_run_of(client::Api& api, const std::string& name) {
    auto told = view_schedules(api);
    if (!told) return told.error();
    const auto item = std::ranges::find(told->items, name, &events::ScheduleItem::name);
    if (item == told->items.end())
        return fail(deploy::kNotFound, "there is no rule or schedule '{}'", name);
    for (auto run = item->last_runs.rbegin(); run != item->last_runs.rend(); ++run)
        if (!run->task_arns.empty()) return std::move(*run);
    if (item->last_runs.empty()) return fail(deploy::kNotFound, "{} has not run yet", name);
    const auto& last = item->last_runs.back();
    return fail(deploy::kNotFound, "{} has run no task; the last time: {}: {}", name,
                to_lower(last.state), last.reason);
}

int print_last_run(const CronFlags& flags, client::Api& api, const client::Settings& settings) {
    const auto run = last_run_of(api, flags.name);
    if (!run) return complain(run.error());
    auto wish = flags.wish;
    wish.cluster = cluster_of(run->task_arns.front());
    wish.tasks = run->task_arns;
    return print_logs(wish, settings);
}

int list(const CronFlags& flags, client::Api& api) {
    const auto told = view_schedules(api);
    if (!told) return complain(told.error());
    if (flags.as_json) {
        fmt::print("{}\n", schema::to_json(*told));
        return kExitOk;
    }
    const auto exits = view_exits(api, told->items);
    if (!exits) return complain(exits.error());
    print_schedules(told->items, *exits);
    return kExitOk;
}

int fire(const CronFlags& flags, client::Api& api) {
    const bool is_rule = flags.name.find('/') == flags.name.npos;
    const auto& service = is_rule ? events::own_service() : scheduler::own_service();
    const auto fired = api.call<events::FireScheduleResponse>(
        json_service(service), "FireSchedule", events::FireScheduleRequest{flags.name});
    if (!fired) return complain(fired.error());
    if (flags.as_json)
        fmt::print("{}\n", schema::to_json(*fired));
    else
        fmt::print("{} is fired; `ikada cron` tells what became of it\n", flags.name);
    return kExitOk;
}

int run(const CronFlags& flags) {
    const auto profile = read_local_profile(flags.data);
    if (!profile) return complain(profile.error());
    MachinePace pace;
    client::ApiClient api(profile->settings, pace, Seconds{0});
    if (flags.logs->parsed()) return print_last_run(flags, api, profile->settings);
    return flags.run->parsed() ? fire(flags, api) : list(flags, api);
}

}  // namespace

std::function<int()> add_cron(CLI::App& program) {
    auto* command = program.add_subcommand(
        "cron", "list scheduled tasks, run one now, or see what it has written");
    auto flags = std::make_shared<CronFlags>();
    add_data_option(*command, flags->data);
    command->add_flag("--json", flags->as_json, "one JSON object");
    flags->run = command->add_subcommand("run", "fire one now, besides its schedule");
    flags->logs = command->add_subcommand("logs", "print what the last run has written");
    add_log_options(*flags->logs, flags->wish);
    for (auto* named : {flags->run, flags->logs}) {
        named->add_option("NAME", flags->name, "a rule, or a scheduler's \"group/schedule\"")
            ->required();
        named->fallthrough();
    }
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
