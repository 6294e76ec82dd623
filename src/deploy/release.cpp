#include "deploy/release.hpp"

namespace ikada::deploy {
namespace {

Error in_part(std::string_view what, const Error& error) {
    return Error{error.kind, fmt::format("{}: {}", what, error.message)};
}

std::string name_of(const ReleaseService& service) { return "service " + service.name; }
std::string name_of(const ReleaseSchedule& schedule) { return "rule " + schedule.rule; }

// What the first ECS target of a rule runs.
Result<std::string> definition_of_rule(Tool& tool, const std::string& rule) {
    const auto targets = list_targets(tool, rule);
    if (!targets) return targets.error();
    for (const auto& target : *targets)
        if (const auto* parameters = json::find(target, "EcsParameters"))
            return json::text(*parameters, "TaskDefinitionArn");
    return fail(kNotFound, "it has no ECS target");
}

Result<std::string> base_of(Tool& tool, const Release& release, const ReleaseService& service) {
    const auto there = describe_service(tool.api, release.cluster, service.name);
    if (!there) return there.error();
    return service.task_definition.empty() ? there->task_definition : service.task_definition;
}

Result<std::string> base_of(Tool& tool, const Release&, const ReleaseSchedule& schedule) {
    auto of_rule = definition_of_rule(tool, schedule.rule);
    if (!of_rule || schedule.task_definition.empty()) return of_rule;
    return schedule.task_definition;
}

// How one part's task definition changes.
Result<ReleaseChange> change_of(Tool& tool, std::string what, const std::string& base,
                                const ImageChange& change) {
    const auto described = describe_definition(tool, base);
    if (!described) return in_part(what, described.error());
    const auto request = revise(*described, change);
    if (!request) return in_part(what, request.error());
    const json::value before = json::members(*described, "taskDefinition");
    ReleaseChange made{std::move(what), json::text(before, "taskDefinitionArn"), {}};
    const auto& old = json::list(before, "containerDefinitions");
    const auto& now = request->at("containerDefinitions").as_array();
    for (std::size_t i = 0; i < old.size(); ++i) {
        auto image = json::text(old[i], "image");
        if (auto after = json::text(now[i], "image"); after != image)
            made.images.push_back({json::text(old[i], "name"), std::move(image), std::move(after)});
    }
    return made;
}

template <class Part>
Status plan_parts(Tool& tool, const Release& release, const std::vector<Part>& parts,
                  std::vector<ReleaseChange>& plan) {
    for (const auto& part : parts) {
        const auto base = base_of(tool, release, part);
        if (!base) return in_part(name_of(part), base.error());
        auto change = change_of(tool, name_of(part), *base, {release.image, part.container});
        if (!change) return change.error();
        plan.push_back(*std::move(change));
    }
    return ok();
}

// One release on its way, with what it would take back.
class ReleaseRun {
  public:
    ReleaseRun(Tool& tool, const Release& release) : tool_(tool), release_(release) {}

    Result<ReleaseOutcome> run();

  private:
    Result<std::int64_t> migrate();
    Status deploy(const ReleaseService& service);
    Status reschedule(const ReleaseSchedule& schedule);
    // The reason of the failure, with what became of the parts before it.
    Error take_back(const Error& reason);

    struct Rescheduled {
        std::string rule;
        Targets before;
    };
    Tool& tool_;
    const Release& release_;
    ReleaseOutcome outcome_;
    std::vector<ServiceDeployment> deployed_;
    std::vector<Rescheduled> rescheduled_;
};

Result<std::int64_t> ReleaseRun::migrate() {
    const auto& migration = *release_.migration;
    const auto ended = run_task(tool_, {.cluster = release_.cluster,
                                        .task_definition = migration.task_definition,
                                        .image = release_.image,
                                        .container = migration.container,
                                        .command = migration.command,
                                        .timeout = migration.timeout,
                                        .client_token = release_.client_token});
    if (!ended) return in_part("migration", ended.error());
    tool_.voice.say(fmt::format("the migration ended with exit code {}", ended->exit_code));
    outcome_.done.emplace_back("migration");
    return ended->exit_code;
}

Status ReleaseRun::deploy(const ReleaseService& service) {
    auto done = deploy_service(tool_, {.cluster = release_.cluster,
                                       .service = service.name,
                                       .task_definition = service.task_definition,
                                       .change = {release_.image, service.container},
                                       .timeout = service.timeout,
                                       .rolls_back = true});
    if (!done) return done.error();
    deployed_.push_back(*std::move(done));
    outcome_.done.push_back(name_of(service));
    return ok();
}

Status ReleaseRun::reschedule(const ReleaseSchedule& schedule) {
    const auto base = base_of(tool_, release_, schedule);
    if (!base) return in_part(name_of(schedule), base.error());
    const auto described = describe_definition(tool_, *base);
    if (!described) return in_part(name_of(schedule), described.error());
    const auto revision =
        register_revision(tool_, *described, {release_.image, schedule.container});
    if (!revision) return in_part(name_of(schedule), revision.error());
    auto before = update_scheduled_task(tool_, {schedule.rule, revision->arn, schedule.count});
    if (!before) return in_part(name_of(schedule), before.error());
    rescheduled_.push_back({schedule.rule, *std::move(before)});
    outcome_.done.push_back(name_of(schedule));
    return ok();
}

Error ReleaseRun::take_back(const Error& reason) {
    if (reason.is(kInterrupted)) return reason;
    auto text = reason.message;
    const auto add = [&](const std::string& what, const Status& done) {
        text += done ? fmt::format("; {} rolled back", what)
                     : fmt::format("; {} could not be rolled back: {}", what, done.error().message);
    };
    for (auto each = rescheduled_.rbegin(); each != rescheduled_.rend(); ++each)
        add("rule " + each->rule, put_targets(tool_, each->rule, each->before));
    for (auto each = deployed_.rbegin(); each != deployed_.rend(); ++each)
        add("service " + each->service, roll_back(tool_, *each, kServiceTimeoutDefault));
    return Error{reason.kind, text};
}

Result<ReleaseOutcome> ReleaseRun::run() {
    if (release_.migration) {
        const auto exit_code = migrate();
        if (!exit_code) return exit_code.error();
        outcome_.exit_code = *exit_code;
        if (*exit_code != 0) return std::move(outcome_);
    }
    for (const auto& service : release_.services)
        if (auto done = deploy(service); !done) return take_back(done.error());
    for (const auto& schedule : release_.scheduled_tasks)
        if (auto done = reschedule(schedule); !done) return take_back(done.error());
    return std::move(outcome_);
}

}  // namespace

Result<std::vector<ReleaseChange>> plan_release(Tool& tool, const Release& release) {
    std::vector<ReleaseChange> plan;
    if (const auto& migration = release.migration) {
        auto change = change_of(tool, "migration", migration->task_definition,
                                {release.image, migration->container});
        if (!change) return change.error();
        plan.push_back(*std::move(change));
    }
    if (auto done = plan_parts(tool, release, release.services, plan); !done) return done.error();
    if (auto done = plan_parts(tool, release, release.scheduled_tasks, plan); !done)
        return done.error();
    return plan;
}

std::string diff_of(const std::vector<ReleaseChange>& plan) {
    std::string text;
    for (const auto& change : plan) {
        text += fmt::format("{}: {} -> a new revision\n", change.what, short_name(change.from));
        for (const auto& image : change.images)
            text += fmt::format("-   {}: {}\n+   {}: {}\n", image.container, image.before,
                                image.container, image.after);
        if (change.images.empty()) text += "    with the images that it has\n";
    }
    return text;
}

// Everything is looked up before anything changes, and each part again when its turn comes: a
// migration may have taken minutes.
Result<ReleaseOutcome> run_release(Tool& tool, const Release& release) {
    const auto plan = plan_release(tool, release);
    if (!plan) return plan.error();
    return ReleaseRun(tool, release).run();
}

}  // namespace ikada::deploy
