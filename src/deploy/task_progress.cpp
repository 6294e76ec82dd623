#include "deploy/task_progress.hpp"

#include <algorithm>
#include <array>

namespace ikada::deploy {
namespace {

// ECS's reason for tasks that were no longer wanted.
constexpr std::string_view kScaledIn = "Scaling activity initiated by";

constexpr std::size_t kToldOneByOne = 5, kTidingsMax = 10, kLinesMax = 8;
constexpr Seconds kStoppedShownFor{10}, kMinutesFrom{120};

using Alike = std::pair<std::string, std::vector<const TaskView*>>;  // what is told, of whom

// Its status; of one that runs and has health checks what they say.
std::string phase_of(const TaskView& task) {
    const bool tells_health = task.health == "HEALTHY" || task.health == "UNHEALTHY";
    return task.last_status == "RUNNING" && tells_health ? task.health : task.last_status;
}

bool has_failed(const TaskView& task) {
    return task.is_stopped() && !task.stopped_reason.starts_with(kScaledIn);
}

std::string age(TimePoint since, TimePoint now) {
    const auto passed = std::chrono::floor<Seconds>(now - since);
    if (passed < kMinutesFrom) return fmt::format("{} s", passed.count());
    return fmt::format("{} min", passed / Seconds{60});
}

std::string place_of(const TaskView& task) {
    if (task.instance.empty()) return task.zone.empty() ? "" : fmt::format("in {}", task.zone);
    const auto on = fmt::format("on {}", short_id(task.instance));
    return task.zone.empty() ? on : fmt::format("{} in {}", on, task.zone);
}

Tiding tiding_of(const Alike& alike) {
    const auto& [text, tasks] = alike;
    Tiding tiding{tasks.size() == 1 ? fmt::format("task {} {}", short_id(tasks.front()->arn), text)
                                    : fmt::format("{} tasks {}", tasks.size(), text),
                  std::nullopt};
    if (has_failed(*tasks.front())) tiding.failed = *tasks.front();
    return tiding;
}

std::vector<Tiding> one_by_one(const std::vector<Alike>& news) {
    std::vector<Tiding> tidings;
    for (const auto& [text, tasks] : news)
        for (const auto* task : tasks) tidings.push_back(tiding_of({text, {task}}));
    return tidings;
}

// The most frequent first.
std::vector<Tiding> summed_up(std::vector<Alike> news) {
    std::ranges::stable_sort(news, std::greater{}, [](const Alike& a) { return a.second.size(); });
    std::vector<Tiding> tidings;
    std::size_t rest = 0;
    for (const auto& alike : news) {
        if (tidings.size() < kTidingsMax)
            tidings.push_back(tiding_of(alike));
        else
            rest += alike.second.size();
    }
    if (rest > 0) tidings.push_back({fmt::format("and {} more tasks changed", rest), {}});
    return tidings;
}

}  // namespace

std::optional<std::string> TaskProgress::learn(const TaskView& task, TimePoint now) {
    const auto [at, is_new] = known_.try_emplace(task.arn);
    auto& known = at->second;
    const auto before = std::exchange(known.phase, phase_of(task));
    const bool was_ending = known.task.is_ending();
    known.task = task;
    known.is_ours = task.started_by == deployment_;
    if (known.phase == before) return std::nullopt;
    known.since = is_new ? std::min(task.since.value_or(now), now) : now;
    if (!known.is_ours) return std::nullopt;
    // The reason stays the same while it ends; its containers' exit codes come last.
    const bool tells_why = task.is_stopped() || (task.is_ending() && !was_ending);
    return tells_why ? fmt::format("{}: {}", known.phase, end_of(task)) : known.phase;
}

std::vector<Tiding> TaskProgress::see(const std::vector<TaskView>& tasks, TimePoint now) {
    std::set<std::string> seen;
    std::map<std::string, std::vector<const TaskView*>> news;
    std::size_t changed = 0;
    for (const auto& task : tasks) {
        seen.insert(task.arn);
        const auto text = learn(task, now);
        if (!text) continue;
        news[*text].push_back(&task);
        ++changed;
    }
    std::erase_if(known_, [&](const auto& each) {
        return !each.second.task.is_stopped() && !seen.contains(each.first);
    });
    std::vector<Alike> all(news.begin(), news.end());
    return changed <= kToldOneByOne ? one_by_one(all) : summed_up(std::move(all));
}

std::set<std::string> TaskProgress::unfinished() const {
    std::set<std::string> arns;
    for (const auto& [arn, known] : known_)
        if (!known.task.is_stopped()) arns.insert(arn);
    return arns;
}

int TaskProgress::rank_of(const Known& known) {
    constexpr std::array<bool (*)(const Known&), 5> kInterest{
        [](const Known& k) { return k.is_ours && k.task.is_ending(); },
        [](const Known& k) { return k.is_ours && k.phase == "UNHEALTHY"; },
        [](const Known& k) { return k.is_ours && k.task.last_status != "RUNNING"; },
        [](const Known& k) { return k.is_ours && k.phase == "RUNNING"; },
        [](const Known& k) { return k.is_ours; }};
    const auto* first =
        std::ranges::find_if(kInterest, [&](const auto& applies) { return applies(known); });
    return static_cast<int>(first - kInterest.begin());
}

std::string TaskProgress::line_of(const Known& known, TimePoint now) {
    const auto more = !known.is_ours           ? "of the old"
                      : known.task.is_ending() ? end_of(known.task)
                                               : place_of(known.task);
    const auto line = fmt::format("  {}  {:<14} {:>6}", short_id(known.task.arn), known.phase,
                                  age(known.since, now));
    return more.empty() ? line : fmt::format("{}  {}", line, more);
}

std::vector<std::string> TaskProgress::lines(TimePoint now) const {
    std::vector<const Known*> shown;
    for (const auto& [arn, known] : known_) {
        const bool is_over =
            known.task.is_stopped() && (!known.is_ours || now - known.since > kStoppedShownFor);
        if (!is_over && (known.is_ours || known.task.is_ending())) shown.push_back(&known);
    }
    std::ranges::stable_sort(
        shown, {}, [](const Known* known) { return std::pair(rank_of(*known), known->since); });

    std::vector<std::string> lines;
    std::map<std::string, int> rest;
    for (const auto* known : shown) {
        if (lines.size() < kLinesMax)
            lines.push_back(line_of(*known, now));
        else
            ++rest[known->phase + (known->is_ours ? "" : " of the old")];
    }
    if (rest.empty()) return lines;
    std::string counts;
    for (const auto& [phase, count] : rest)
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, phase);
    lines.push_back(fmt::format("  and {} more: {}", shown.size() - kLinesMax, counts));
    return lines;
}

}  // namespace ikada::deploy
