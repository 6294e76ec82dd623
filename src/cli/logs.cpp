// `ikada logs`: what the containers of a task, a service or a group of tasks write.

#include <algorithm>
#include <map>
#include <memory>

#include "base/arn.hpp"
#include "cli/api_access.hpp"
#include "cli/command.hpp"
#include "cli/container_logs.hpp"
#include "deploy/task_view.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kPause{100};  // while nothing comes
constexpr Seconds kNewTasksEvery{2};
constexpr std::size_t kTasksMax = 100;  // as many as one call describes

struct LogsFlags {
    ApiFlags api;
    std::string cluster, task, service, group, container;
    bool follow = false, timestamps = false;
    std::optional<int> tail;
};

// One container's output on its way to the screen.
struct Printed {
    client::LogReader reader;
    std::string prefix;
    bool in_line = false;  // the last entry had no end of line
    bool failed = false;

    bool is_over() const { return failed || reader.is_over(); }

    void print(const client::LogEntry& entry, bool timestamps) {
        std::FILE* to = entry.is_error ? stderr : stdout;
        if (!in_line) fmt::print(to, "{}{}", prefix, timestamps ? entry.time + " " : "");
        std::fwrite(entry.text.data(), 1, entry.text.size(), to);
        in_line = !entry.text.ends_with('\n');
    }
};

class Logs {
  public:
    Logs(const LogsFlags& flags, const client::Settings& settings)
        : flags_(flags), api_(settings, pace_), dialer_(settings) {}
    Status run();
    bool has_failed() const;  // of a container

  private:
    Result<std::vector<std::string>> list(std::string_view desired_status);
    Result<std::vector<deploy::TaskView>> tasks();
    Status look();
    Result<bool> print();
    bool is_over() const;

    const LogsFlags& flags_;
    MachinePace pace_;
    client::ApiClient api_;
    client::StreamDialer dialer_;
    std::map<std::string, Printed> printed_;  // by task and container
    bool may_grow_ = true;                    // more containers may begin
};

// The service's tasks, or all of the cluster.
Result<std::vector<std::string>> Logs::list(std::string_view desired_status) {
    json::object request{{"cluster", flags_.cluster}, {"desiredStatus", desired_status}};
    if (!flags_.service.empty()) request["serviceName"] = flags_.service;
    auto page = deploy::list_tasks(api_, request);
    if (!page) return page.error();
    auto arns = std::move(page->arns);
    const bool are_all = arns.size() <= kTasksMax && !page->has_more;
    if (!are_all && printed_.empty())
        fmt::print(stderr, "ikada: of so many tasks only {} are shown\n", kTasksMax);
    arns.resize(std::min(arns.size(), kTasksMax));
    return arns;
}

// Of a service or group those that should run, else those that have stopped.
Result<std::vector<deploy::TaskView>> Logs::tasks() {
    if (!flags_.task.empty()) return deploy::describe_tasks(api_, flags_.cluster, {flags_.task});
    for (const std::string_view status : {"RUNNING", "STOPPED"}) {
        const auto arns = list(status);
        if (!arns) return arns.error();
        if (arns->empty()) continue;
        auto found = deploy::describe_tasks(api_, flags_.cluster, *arns);
        if (!found) return found;
        std::erase_if(*found, [&](const auto& task) {
            return !flags_.group.empty() && task.group != flags_.group;
        });
        if (!found->empty()) return found;
    }
    return std::vector<deploy::TaskView>{};
}

// Begins with the containers that have started meanwhile.
Status Logs::look() {
    const auto found = tasks();
    if (!found) return found.error();
    if (found->empty() && printed_.empty())
        return fail(deploy::kNotFound, "no task in cluster '{}' is that", flags_.cluster);
    const bool is_one_task = !flags_.task.empty();
    may_grow_ = !is_one_task;
    bool has_container = flags_.container.empty();
    for (const auto& task : *found) {
        may_grow_ |= !task.is_stopped();
        for (const auto& container : task.containers) {
            if (!flags_.container.empty() && container.name != flags_.container) continue;
            has_container = true;
            if (!container.has_started()) continue;
            const bool is_alone =
                is_one_task && (task.containers.size() == 1 || !flags_.container.empty());
            const auto prefix =
                is_alone ? "" : fmt::format("{} {} | ", deploy::short_id(task.arn), container.name);
            printed_.try_emplace(
                fmt::format("{} {}", task.arn, container.name),
                Printed{client::LogReader({api_, dialer_, pace_},
                                          {flags_.cluster, task.arn, container.name},
                                          {flags_.follow, flags_.tail}),
                        prefix});
        }
    }
    if (has_container) return ok();
    return fail(deploy::kNotFound, "no container is named '{}' there", flags_.container);
}

// Whether anything came.
Result<bool> Logs::print() {
    bool came = false;
    for (auto& [name, each] : printed_) {
        if (each.is_over()) continue;
        const auto news = each.reader.read();
        if (!news && !news.error().is(client::kStreamFailed)) return news.error();
        if (!news) {  // the others may do better
            each.failed = true;
            complain(news.error());
            continue;
        }
        for (const auto& entry : *news) each.print(entry, flags_.timestamps);
        came |= !news->empty();
    }
    std::fflush(stdout);
    return came;
}

bool Logs::is_over() const {
    return std::ranges::all_of(printed_, [](const auto& entry) { return entry.second.is_over(); });
}

bool Logs::has_failed() const {
    return std::ranges::any_of(printed_, [](const auto& entry) { return entry.second.failed; });
}

Status Logs::run() {
    auto look_at = pace_.now();
    while (true) {
        if (pace_.now() >= look_at && may_grow_) {
            if (auto looked = look(); !looked) return looked;
            look_at = pace_.now() + kNewTasksEvery;
            if (!flags_.follow) may_grow_ = false;
            if (printed_.empty() && !may_grow_)
                return fail(deploy::kNotFound, "no container has started{}",
                            flags_.follow ? "" : " yet; -f waits for it");
        }
        const auto came = print();
        if (!came) return came.error();
        if (is_over() && !may_grow_) return ok();
        const bool is_heard = std::ferror(stdout) == 0;  // else the pipe's reader has gone
        if (!is_heard || !pace_.wait(*came ? Millis{0} : kPause)) return ok();
    }
}

int run_logs(const LogsFlags& flags) {
    const int named = !flags.task.empty() + !flags.service.empty() + !flags.group.empty();
    if (named != 1) {
        complain(fail(client::kBadSettings, "give one of --task, --service and --group"));
        return kExitUsage;
    }
    auto settings = settings_of(flags.api);
    if (!settings) return complain(settings.error());
    const auto with_logs = log_settings(*std::move(settings));
    if (!with_logs)
        return complain(fail(client::kBadSettings,
                             "AWS's own API has no such logs; --endpoint-url, AWS_ENDPOINT_URL or "
                             "--data say where ikada is"));
    Logs logs(flags, *with_logs);
    if (const auto done = logs.run(); !done) return complain(done.error());
    return logs.has_failed() ? kExitFailed : kExitOk;
}

}  // namespace

std::function<int()> add_logs(CLI::App& program) {
    auto* command = program.add_subcommand("logs", "print what containers write");
    auto flags = std::make_shared<LogsFlags>();
    add_api_options(*command, flags->api);
    command->add_option("-c,--cluster", flags->cluster, "where the tasks are")->required();
    command->add_option("--task", flags->task, "the task's id or ARN");
    command->add_option("--service", flags->service, "all tasks of the service");
    command->add_option("--group", flags->group, "all tasks of the group, as family:migrate");
    command->add_option("--container", flags->container, "only the container of this name");
    command->add_flag("-f,--follow", flags->follow, "go on until the containers end");
    command->add_option("--tail", flags->tail, "so many last lines of each container")
        ->check(CLI::Range(0, 1'000'000));
    command->add_flag("--timestamps", flags->timestamps, "the time before each line");
    return [flags] { return run_logs(*flags); };
}

}  // namespace ikada::cli
