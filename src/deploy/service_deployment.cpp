#include "deploy/service_deployment.hpp"

#include <optional>

#include "deploy/service_news.hpp"

namespace ikada::deploy {
namespace {

// The definition that the service shall run, not registered yet.
struct Target {
    json::value described;
    std::optional<json::object> request;  // nothing: as it is
};

Result<Target> target_of(Tool& tool, const ServiceDeploy& wish, const ServiceView& service) {
    const auto& base =
        wish.task_definition.empty() ? service.task_definition : wish.task_definition;
    auto described = describe_definition(tool, base);
    if (!described) return described.error();
    Target target{*std::move(described), std::nullopt};
    if (wish.change.image.empty()) return target;
    auto request = revise(target.described, wish.change);
    if (!request) return request.error();
    target.request = *std::move(request);
    return target;
}

// Whether that deployment, under way, already is what is wanted: somebody asked before us, perhaps
// this very command before it was interrupted.
Result<bool> is_wanted(Tool& tool, const DeploymentView& under_way, const Target& target,
                       const ImageChange& change) {
    if (under_way.rollout_state != "IN_PROGRESS" || !target.request) return false;
    const auto described = describe_definition(tool, under_way.task_definition);
    if (!described) return described.error();
    const auto same = revise(*described, change);
    return same && *same == *target.request &&
           json::find(*described, "taskDefinition")->at("containerDefinitions") ==
               same->at("containerDefinitions");
}

std::string previous_of(const ServiceView& service) {
    for (const auto& deployment : service.deployments)
        if (!deployment.is_primary) return deployment.task_definition;
    return {};
}

Result<std::string> arn_of(Tool& tool, const Target& target, const ImageChange& change) {
    if (!target.request)
        return json::text(*json::find(target.described, "taskDefinition"), "taskDefinitionArn");
    const auto made = register_revision(tool, target.described, change);
    return made ? made->arn : Result<std::string>(made.error());
}

// The service runs `task_definition` from now on.
Result<Followed> update(Tool& tool, const ServiceDeploy& wish, const std::string& task_definition) {
    const auto answer = tool.api.call(kEcs, "UpdateService",
                                      json::object{{"cluster", wish.cluster},
                                                   {"service", wish.service},
                                                   {"taskDefinition", task_definition}});
    if (!answer) return answer.error();
    const auto* service = json::find(*answer, "service");
    const auto view = service ? read_service(*service) : ServiceView{};
    const auto* primary = view.primary();
    if (!primary)
        return fail(kDeployFailed,
                    "service {} has no deployment of its own to follow (its deployment controller "
                    "is not ECS)",
                    wish.service);
    return Followed{primary->id, primary->task_definition, wish.first_task_suffices};
}

Error interrupted(const ServiceDeployment& at) {
    return fail(kInterrupted,
                "stopped watching; deployment {} of {} goes on without us: the same command again "
                "takes it up",
                at.followed.id, at.service);
}

}  // namespace

Result<ServiceDeployment> begin_deployment(Tool& tool, const ServiceDeploy& wish) {
    const auto service = describe_service(tool.api, wish.cluster, wish.service);
    if (!service) return service.error();
    const auto target = target_of(tool, wish, *service);
    if (!target) return target.error();
    if (const auto* primary = service->primary()) {
        const auto wanted = is_wanted(tool, *primary, *target, wish.change);
        if (!wanted) return wanted.error();
        if (*wanted) {
            tool.voice.say(fmt::format("deployment {} of {} is under way: following it",
                                       primary->id, short_name(primary->task_definition)));
            return ServiceDeployment{
                wish.cluster,
                wish.service,
                {primary->id, primary->task_definition, wish.first_task_suffices},
                previous_of(*service),
                *service};
        }
    }
    const auto arn = arn_of(tool, *target, wish.change);
    if (!arn) return arn.error();
    auto followed = update(tool, wish, *arn);
    if (!followed) return followed.error();
    tool.voice.say(fmt::format("deployment {} of {}: {} instead of {}", followed->id, wish.service,
                               short_name(*arn), short_name(service->task_definition)));
    return ServiceDeployment{wish.cluster, wish.service, *std::move(followed),
                             service->task_definition, *service};
}

namespace {

// One wait for the end of a deployment.
class Watch {
  public:
    Watch(Tool& tool, const ServiceDeployment& deployment, Seconds timeout)
        : tool_(tool),
          deployment_(deployment),
          timeout_(timeout),
          until_(tool.pace.now() + timeout),
          news_(tool, deployment.before, deployment.followed) {}

    ~Watch() { tool_.voice.show({}); }
    Watch(const Watch&) = delete;

    Status run() {
        while (true) {
            if (auto end = look()) return *std::move(end);
            if (!tool_.pace.wait(kLookEvery)) return interrupted(deployment_);
        }
    }

  private:
    // Nothing: it goes on.
    std::optional<Status> look();
    std::optional<Status> weigh(const ServiceView& seen);
    std::optional<Status> miss(const Error& error);
    bool is_late() const { return tool_.pace.now() >= until_; }

    Tool& tool_;
    const ServiceDeployment& deployment_;
    const Seconds timeout_;
    const TimePoint until_;
    ServiceNews news_;
    bool is_lost_ = false;
};

std::optional<Status> Watch::look() {
    const auto seen = describe_service(tool_.api, deployment_.cluster, deployment_.service);
    if (!seen) return miss(seen.error());
    if (std::exchange(is_lost_, false)) tool_.voice.say("the API answers again");
    news_.tell(*seen);
    return weigh(*seen);
}

std::optional<Status> Watch::weigh(const ServiceView& seen) {
    const auto verdict = judge(seen, deployment_.followed);
    if (verdict.stage == Stage::Done) return ok();
    if (verdict.stage == Stage::Failed)
        return fail(kDeployFailed, "{} failed: {}", deployment_.service, verdict.why);
    if (!is_late()) return std::nullopt;
    return fail(kTimedOut, "{} is not deployed after {} s: {}", deployment_.service,
                timeout_.count(), progress_of(seen, deployment_.followed));
}

// A server that restarts is no reason to give up: the deployment goes on.
std::optional<Status> Watch::miss(const Error& error) {
    if (!error.is(kIoError)) return error;
    if (!std::exchange(is_lost_, true)) {
        tool_.voice.show({});  // nobody knows now
        tool_.voice.say(fmt::format("{}; still waiting", error.message));
    }
    if (!is_late()) return std::nullopt;
    return fail(kTimedOut, "{}: nobody answers after {} s; deployment {} may go on",
                deployment_.service, timeout_.count(), deployment_.followed.id);
}

// What is followed while the previous task definition comes back.
Result<Followed> return_to_previous(Tool& tool, const ServiceDeployment& failed,
                                    const ServiceView& seen) {
    const auto* primary = seen.primary();
    if (primary && primary->task_definition == failed.previous) {
        tool.voice.say(fmt::format("ECS itself rolls back to {}", short_name(failed.previous)));
        return Followed{primary->id, primary->task_definition};
    }
    tool.voice.say(fmt::format("rolling back to {}", short_name(failed.previous)));
    return update(tool, {.cluster = failed.cluster, .service = failed.service}, failed.previous);
}

// `reason` with what became of the rollback.
Error after_rollback(const Error& reason, const Status& rolled_back, const std::string& previous) {
    if (rolled_back)
        return Error{reason.kind,
                     fmt::format("{}; rolled back to {}", reason.message, short_name(previous))};
    return Error{reason.kind,
                 fmt::format("{}; the rollback to {} did not end well: {}", reason.message,
                             short_name(previous), rolled_back.error().message)};
}

}  // namespace

Status follow_deployment(Tool& tool, const ServiceDeployment& deployment, Seconds timeout) {
    return Watch(tool, deployment, timeout).run();
}

Status roll_back(Tool& tool, const ServiceDeployment& failed, Seconds timeout) {
    if (failed.previous.empty())
        return fail(kNotFound, "{} ran nothing before that could come back", failed.service);
    auto seen = describe_service(tool.api, failed.cluster, failed.service);
    if (!seen) return seen.error();
    const auto followed = return_to_previous(tool, failed, *seen);
    if (!followed) return followed.error();
    if (timeout == Seconds{0}) return ok();
    auto back = failed;
    back.followed = *followed;
    back.before = *std::move(seen);
    return follow_deployment(tool, back, timeout);
}

Result<ServiceDeployment> deploy_service(Tool& tool, const ServiceDeploy& wish) {
    auto begun = begin_deployment(tool, wish);
    if (!begun) return begun.error();
    const auto done = follow_deployment(tool, *begun, wish.timeout);
    if (done) return begun;
    if (!wish.rolls_back || done.error().is(kInterrupted)) return done.error();
    const auto patience = wish.awaits_rollback ? wish.timeout : Seconds{0};
    return after_rollback(done.error(), roll_back(tool, *begun, patience), begun->previous);
}

}  // namespace ikada::deploy
