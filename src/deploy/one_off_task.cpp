#include "deploy/one_off_task.hpp"

#include <optional>

namespace ikada::deploy {
namespace {

// What runs: the revision, and in which of its containers the command.
struct Prepared {
    std::string task_definition, container;
};

Result<std::string> container_of(const OneOffTask& wish, const json::value& definition) {
    const auto& containers = json::list(definition, "containerDefinitions");
    if (wish.container.empty() && containers.size() != 1)
        return fail(kNotFound,
                    "{} has {} containers: say with --container-name which one runs the command",
                    json::text(definition, "family"), containers.size());
    for (const auto& each : containers) {
        auto name = json::text(each, "name");
        if (wish.container.empty() || name == wish.container) return name;
    }
    return fail(kNotFound, "no container '{}' in {}", wish.container,
                json::text(definition, "family"));
}

Result<Prepared> prepare(Tool& tool, const OneOffTask& wish) {
    const auto described = describe_definition(tool, wish.task_definition);
    if (!described) return described.error();
    const json::value definition = json::members(*described, "taskDefinition");
    auto container = container_of(wish, definition);
    if (!container) return container.error();
    if (wish.image.empty())
        return Prepared{json::text(definition, "taskDefinitionArn"), *std::move(container)};
    // A container that has been named gets the image, whatever it ran before.
    const auto revision = register_revision(tool, *described, {wish.image, wish.container});
    if (!revision) return revision.error();
    return Prepared{revision->arn, *std::move(container)};
}

json::object overrides_of(const OneOffTask& wish, const Prepared& prepared) {
    if (wish.command.empty()) return {};
    json::array words;
    for (const auto& word : wish.command) words.emplace_back(word);
    return {{"containerOverrides",
             json::array{json::object{{"name", prepared.container}, {"command", words}}}}};
}

json::object request_of(const OneOffTask& wish, const Prepared& prepared) {
    json::object request{{"cluster", wish.cluster},
                         {"taskDefinition", prepared.task_definition},
                         {"overrides", overrides_of(wish, prepared)},
                         {"clientToken", wish.client_token}};
    const auto& [subnets, security_groups, launch_type] = wish.place;
    if (!launch_type.empty()) request["launchType"] = launch_type;
    if (subnets.empty()) return request;
    json::object network{{"subnets", json::array(subnets.begin(), subnets.end())}};
    if (!security_groups.empty())
        network["securityGroups"] = json::array(security_groups.begin(), security_groups.end());
    request["networkConfiguration"] = json::object{{"awsvpcConfiguration", network}};
    return request;
}

// The ARN of the task that has begun.
Result<std::string> begin(Tool& tool, const OneOffTask& wish, const Prepared& prepared) {
    const auto answer = tool.api.call(kEcs, "RunTask", request_of(wish, prepared));
    if (!answer) return answer.error();
    if (const auto& failures = json::list(*answer, "failures"); !failures.empty())
        return fail(kDeployFailed, "the task cannot be placed: {} {}",
                    json::text(failures[0], "reason"), json::text(failures[0], "detail"));
    const auto& tasks = json::list(*answer, "tasks");
    if (tasks.empty()) return fail(kMalformed, "the API started no task and says no reason");
    return json::text(tasks[0], "taskArn");
}

Error stop(Tool& tool, const OneOffTask& wish, const std::string& task) {
    const auto told = tool.api.call(
        kEcs, "StopTask",
        json::object{{"cluster", wish.cluster}, {"task", task}, {"reason", "timed out"}});
    return fail(kTimedOut, "task {} did not end within {} s; {}", short_id(task),
                wish.timeout.count(),
                told ? "stopped it" : "could not stop it: " + told.error().message);
}

Result<OneOffOutcome> outcome_of(const TaskView& task, const Prepared& prepared) {
    const auto* container = task.find(prepared.container);
    if (!container || !container->exit_code)
        return fail(kDeployFailed, "task {} never ran its command: {}", short_id(task.arn),
                    end_of(task));
    return OneOffOutcome{task.arn, prepared.task_definition, *container->exit_code, end_of(task)};
}

// What its command's container writes, while it runs and to the end.
class Output {
  public:
    Output(Tool& tool, client::LogPlace place) : tool_(tool), place_(std::move(place)) {}

    void begin_if_started(const TaskView& task) {
        const auto* container = task.find(place_.container);
        if (tool_.logs && !follower_ && container && container->has_started())
            follower_ = tool_.logs->follow(place_);
    }
    // False when the person wants to stop.
    bool pass_on_for(Millis time) {
        if (!follower_) return tool_.pace.wait(time);
        const auto until = tool_.pace.now() + time;
        while (tool_.pace.now() < until) {
            const bool came = follower_->pass_on();
            if (!tool_.pace.wait(came ? Millis{0} : kLineEvery)) return false;
        }
        return true;
    }
    void pass_on_rest() {
        if (!follower_) return;
        const auto until = tool_.pace.now() + kRestPatience;
        while (!follower_->is_over() && tool_.pace.now() < until)
            if (!pass_on_for(kLineEvery)) return;
    }

  private:
    static constexpr Millis kLineEvery{100}, kRestPatience{20'000};

    Tool& tool_;
    client::LogPlace place_;
    std::unique_ptr<LogFollower> follower_;
};

// Nothing while it runs.
Result<std::optional<TaskView>> look(Tool& tool, const OneOffTask& wish, const std::string& arn,
                                     Output& output) {
    auto seen = describe_tasks(tool.api, wish.cluster, {arn});
    if (!seen && !seen.error().is(kIoError)) return seen.error();
    if (!seen) {  // it runs on without us; the time limit ends this
        tool.voice.show({seen.error().message});
        return std::optional<TaskView>{};
    }
    if (seen->empty()) return fail(kDeployFailed, "task {} is not known any more", short_id(arn));
    tool.voice.show({fmt::format("task {}: {}", short_id(arn), seen->front().last_status)});
    output.begin_if_started(seen->front());
    if (!seen->front().is_stopped()) return std::optional<TaskView>{};
    return std::optional{std::move(seen->front())};
}

}  // namespace

Result<OneOffOutcome> run_task(Tool& tool, const OneOffTask& wish) {
    const auto prepared = prepare(tool, wish);
    if (!prepared) return prepared.error();
    const auto arn = begin(tool, wish, *prepared);
    if (!arn) return arn.error();
    tool.voice.say(fmt::format("started task {} of {}", short_id(*arn),
                               short_name(prepared->task_definition)));
    Output output(tool, {wish.cluster, *arn, prepared->container});
    const auto until = tool.pace.now() + wish.timeout;
    while (true) {
        const auto ended = look(tool, wish, *arn, output);
        if (!ended) return ended.error();
        if (*ended) output.pass_on_rest();
        if (*ended) return outcome_of(**ended, *prepared);
        if (tool.pace.now() >= until) return stop(tool, wish, *arn);
        if (!output.pass_on_for(kLookEvery))
            return fail(kInterrupted, "stopped watching; task {} goes on", short_id(*arn));
    }
}

}  // namespace ikada::deploy
