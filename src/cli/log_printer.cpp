#include "cli/log_printer.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "base/arn.hpp"
#include "base/strings.hpp"
#include "cli/command.hpp"
#include "cli/container_logs.hpp"
#include "deploy/task_view.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kPause{100};  // while nothing comes
constexpr Seconds kNewTasksEvery{2};
constexpr std::size_t kTasksMax = 100;  // as many as one call describes

struct SinceUnit {
    char letter;
    Seconds seconds;
};
constexpr std::array kSinceUnits{
    SinceUnit{'s', Seconds{1}}, SinceUnit{'m', std::chrono::minutes{1}},
    SinceUnit{'h', std::chrono::hours{1}}, SinceUnit{'d', std::chrono::days{1}}};
constexpr std::int64_t kSinceMax = 1'000'000;  // of a unit

// As the API wants it; empty where the person has not said.
std::string since_text(const LogsWish& wish, TimePoint now) {
    const auto since = parse_since(wish.since, now);
    return since ? to_iso8601(*since) : "";
}

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
    Logs(const LogsWish& wish, const client::Settings& settings)
        : wish_(wish),
          since_(since_text(wish, pace_.now())),
          api_(settings, pace_),
          dialer_(settings) {}
    Status run();
    bool has_failed() const;  // of a container

  private:
    Result<std::vector<std::string>> list(std::string_view desired_status);
    Result<std::vector<deploy::TaskView>> tasks();
    Status look();
    Result<bool> print();
    bool is_over() const;

    const LogsWish& wish_;
    MachinePace pace_;
    const std::string since_;
    client::ApiClient api_;
    client::StreamDialer dialer_;
    std::map<std::string, Printed> printed_;  // by task and container
    bool may_grow_ = true;                    // more containers may begin
};

// The service's tasks, or all of the cluster.
Result<std::vector<std::string>> Logs::list(std::string_view desired_status) {
    json::object request{{"cluster", wish_.cluster}, {"desiredStatus", desired_status}};
    if (!wish_.service.empty()) request["serviceName"] = wish_.service;
    auto page = deploy::list_tasks(api_, request);
    if (!page) return page.error();
    auto arns = std::move(page->arns);
    const bool are_all = arns.size() <= kTasksMax && page->next_token.empty();
    if (!are_all && printed_.empty())
        fmt::print(stderr, "ikada: of so many tasks only {} are shown\n", kTasksMax);
    arns.resize(std::min(arns.size(), kTasksMax));
    return arns;
}

// Of a service or group those that should run, else those that have stopped.
Result<std::vector<deploy::TaskView>> Logs::tasks() {
    if (!wish_.tasks.empty()) return deploy::describe_tasks(api_, wish_.cluster, wish_.tasks);
    for (const std::string_view status : {"RUNNING", "STOPPED"}) {
        const auto arns = list(status);
        if (!arns) return arns.error();
        if (arns->empty()) continue;
        auto found = deploy::describe_tasks(api_, wish_.cluster, *arns);
        if (!found) return found;
        std::erase_if(*found, [&](const auto& task) {
            return !wish_.group.empty() && task.group != wish_.group;
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
        return fail(deploy::kNotFound, "no task in cluster '{}' is that", wish_.cluster);
    const bool is_one_task = wish_.tasks.size() == 1;
    may_grow_ = wish_.tasks.empty();
    bool has_container = wish_.container.empty();
    for (const auto& task : *found) {
        may_grow_ |= !task.is_stopped();
        for (const auto& container : task.containers) {
            if (!wish_.container.empty() && container.name != wish_.container) continue;
            has_container = true;
            if (!container.has_started()) continue;
            const bool is_alone =
                is_one_task && (task.containers.size() == 1 || !wish_.container.empty());
            const auto prefix =
                is_alone ? "" : fmt::format("{} {} | ", deploy::short_id(task.arn), container.name);
            printed_.try_emplace(
                fmt::format("{} {}", task.arn, container.name),
                Printed{client::LogReader({api_, dialer_, pace_},
                                          {wish_.cluster, task.arn, container.name},
                                          {wish_.follow, wish_.tail, since_}),
                        prefix});
        }
    }
    if (has_container) return ok();
    return fail(deploy::kNotFound, "no container is named '{}' there", wish_.container);
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
        for (const auto& entry : *news) each.print(entry, wish_.timestamps);
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
            if (!wish_.follow) may_grow_ = false;
            if (printed_.empty() && !may_grow_)
                return fail(deploy::kNotFound, "no container has started{}",
                            wish_.follow ? "" : " yet; -f waits for it");
        }
        const auto came = print();
        if (!came) return came.error();
        if (is_over() && !may_grow_) return ok();
        const bool is_heard = std::ferror(stdout) == 0;  // else the pipe's reader has gone
        if (!is_heard || !pace_.wait(*came ? Millis{0} : kPause)) return ok();
    }
}

}  // namespace

std::optional<TimePoint> parse_since(std::string_view text, TimePoint now) {
    if (text.empty()) return std::nullopt;
    for (const auto& unit : kSinceUnits)
        if (text.back() == unit.letter)
            if (const auto count = parse_int(text.substr(0, text.size() - 1));
                count && *count >= 0 && *count <= kSinceMax)
                return now - *count * unit.seconds;
    return parse_iso8601(text);
}

void add_log_options(CLI::App& command, LogsWish& wish) {
    command.add_option("--container", wish.container, "only the container of this name");
    command.add_flag("-f,--follow", wish.follow, "go on until the containers end");
    command.add_option("--tail", wish.tail, "so many last lines of each container")
        ->check(CLI::Range(0, 1'000'000));
    command
        .add_option("--since", wish.since,
                    "from then on: 30s, 10m, 2h, 1d ago, or a UTC time "
                    "as 2026-11-29T09:13:40Z")
        ->check([](const std::string& text) {
            return parse_since(text, {}) ? "" : "not a time, nor 30s, 10m, 2h or 1d: " + text;
        });
    command.add_flag("--timestamps", wish.timestamps, "the time before each line");
}

int print_logs(const LogsWish& wish, const client::Settings& settings) {
    const auto with_logs = log_settings(settings);
    if (!with_logs)
        return complain(fail(client::kBadSettings,
                             "AWS's own API has no such logs; --endpoint-url, AWS_ENDPOINT_URL or "
                             "--data say where ikada is"));
    Logs logs(wish, *with_logs);
    if (const auto done = logs.run(); !done) return complain(done.error());
    return logs.has_failed() ? kExitFailed : kExitOk;
}

}  // namespace ikada::cli
