#include "deploy/deployment_rules.hpp"

#include <algorithm>
#include <array>

#include "deploy/revision.hpp"

namespace ikada::deploy {
namespace {

struct Case {
    const ServiceView& seen;
    const Followed& followed;
    const DeploymentView* ours;  // null: no longer there

    const DeploymentView& primary() const { return *seen.primary(); }
};

bool is_complete(const Case& at) {
    if (at.ours->rollout_state == "COMPLETED") return true;
    // Rollout states are told of rolling updates only.
    return at.ours->rollout_state.empty() && at.seen.deployments.size() == 1 &&
           at.ours->running == at.ours->desired;
}

struct Rule {
    Stage stage;
    bool (*applies)(const Case&);
    std::string (*why)(const Case&);
};

std::string nothing(const Case&) { return {}; }

// What ECS's events say of a deployment that failed: it is gone soon after it was rolled back.
std::string told_failure(const Case& at) {
    const auto words = fmt::format("(deployment {}) deployment failed: ", at.followed.id);
    for (const auto& event : at.seen.events)
        if (const auto found = event.message.find(words); found != event.message.npos)
            return event.message.substr(found + words.size());
    return {};
}

constexpr std::array kRules{
    // top to bottom; the first that applies wins
    Rule{Stage::Failed, [](const Case& at) { return at.seen.status != "ACTIVE"; },
         [](const Case& at) { return fmt::format("the service is {}", at.seen.status); }},
    Rule{Stage::Failed,
         [](const Case& at) { return at.ours && at.ours->rollout_state == "FAILED"; },
         [](const Case& at) { return at.ours->rollout_reason; }},
    Rule{Stage::Failed, [](const Case& at) { return !at.ours && !told_failure(at).empty(); },
         told_failure},
    Rule{Stage::Failed,
         [](const Case& at) { return at.seen.primary() && at.seen.primary() != at.ours; },
         [](const Case& at) {
             return fmt::format("another deployment took its place: {} of {}", at.primary().id,
                                short_name(at.primary().task_definition));
         }},
    Rule{Stage::UnderWay, [](const Case& at) { return !at.ours; }, nothing},
    Rule{Stage::Done, is_complete, nothing},
    Rule{Stage::Done,
         [](const Case& at) {
             return at.followed.first_task_suffices &&
                    (at.ours->running > 0 || at.ours->desired == 0);
         },
         nothing},
    Rule{Stage::Failed,
         [](const Case& at) {
             return !at.seen.has_circuit_breaker &&
                    at.ours->failed >= failed_tasks_max(at.ours->desired);
         },
         [](const Case& at) { return fmt::format("{} of its tasks failed", at.ours->failed); }},
    Rule{Stage::UnderWay, [](const Case&) { return true; }, nothing}};

}  // namespace

std::int64_t failed_tasks_max(std::int64_t desired) {
    return std::clamp<std::int64_t>((desired + 1) / 2, 3, 200);
}

Verdict judge(const ServiceView& seen, const Followed& followed) {
    const Case at{seen, followed, seen.find(followed.id)};
    const auto* rule =
        std::ranges::find_if(kRules, [&](const Rule& each) { return each.applies(at); });
    return {rule->stage, rule->why(at)};
}

std::string progress_of(const ServiceView& seen, const Followed& followed) {
    const auto* ours = seen.find(followed.id);
    if (!ours) return "not seen yet";
    std::int64_t old = 0;
    for (const auto& deployment : seen.deployments)
        if (&deployment != ours) old += deployment.running;
    auto text = fmt::format("{} of {} running", ours->running, ours->desired);
    if (ours->pending > 0) text += fmt::format(", {} pending", ours->pending);
    if (ours->failed > 0) text += fmt::format(", {} failed", ours->failed);
    if (old > 0) text += fmt::format("; {} of the old", old);
    return text;
}

}  // namespace ikada::deploy
