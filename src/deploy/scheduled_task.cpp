#include "deploy/scheduled_task.hpp"

#include "deploy/revision.hpp"

namespace ikada::deploy {
namespace {

// PutTargets wants an ARN.
Result<std::string> definition_arn(Tool& tool, const std::string& reference) {
    const auto described = describe_definition(tool, reference);
    if (!described) return described.error();
    return json::text(json::members(*described, "taskDefinition"), "taskDefinitionArn");
}

}  // namespace

Result<Targets> list_targets(Tool& tool, const std::string& rule) {
    Targets all;
    json::object request{{"Rule", rule}};
    while (true) {
        const auto page = tool.api.call(kEvents, "ListTargetsByRule", request);
        if (!page) return page.error();
        for (const auto& target : json::list(*page, "Targets")) all.push_back(target);
        const auto next = json::text(*page, "NextToken");
        if (next.empty()) return all;
        request["NextToken"] = next;
    }
}

Status put_targets(Tool& tool, const std::string& rule, const Targets& targets) {
    const auto answer =
        tool.api.call(kEvents, "PutTargets", json::object{{"Rule", rule}, {"Targets", targets}});
    if (!answer) return answer.error();
    const auto& failed = json::list(*answer, "FailedEntries");
    if (failed.empty()) return ok();
    return fail(kDeployFailed, "target {} of rule {} was not taken: {}: {}",
                json::text(failed[0], "TargetId"), rule, json::text(failed[0], "ErrorCode"),
                json::text(failed[0], "ErrorMessage"));
}

Result<Targets> update_scheduled_task(Tool& tool, const ScheduledTaskUpdate& wish) {
    const auto arn = definition_arn(tool, wish.task_definition);
    if (!arn) return arn.error();
    const auto there = list_targets(tool, wish.rule);
    if (!there) return there.error();
    Targets before, after;
    for (const auto& target : *there) {
        if (!json::find(target, "EcsParameters")) continue;
        before.push_back(target);
        auto& parameters = after.emplace_back(target).as_object()["EcsParameters"].as_object();
        parameters["TaskDefinitionArn"] = *arn;
        if (wish.count) parameters["TaskCount"] = *wish.count;
    }
    if (before.empty()) return fail(kNotFound, "rule {} has no ECS target", wish.rule);
    if (auto put = put_targets(tool, wish.rule, after); !put) return put.error();
    tool.voice.say(fmt::format("rule {} runs {} from now on", wish.rule, short_name(*arn)));
    return before;
}

}  // namespace ikada::deploy
