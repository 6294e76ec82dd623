// Random services, taken to where they settle by a model of the outside.

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "ecs/service_testing.hpp"
#include "ecs/task_fate.hpp"

namespace ikada::ecs {
namespace {

constexpr int kSeeds = 3000;
constexpr int kRoundsMax = 8;   // plans at one instant
constexpr int kTurnsMax = 200;  // of the outside

// Applies plans as the controller does, without placement's limits, and lets tasks move on.
class Model {
  public:
    explicit Model(std::uint64_t seed) : random_(seed) { make(); }

    // Plans until nothing is asked for; false if that never happens.
    bool settle() {
        for (int round = 0; round < kRoundsMax; ++round) {
            seen_.service = std::make_shared<const Service>(service_);
            const auto plan = reconcile_service(seen_, now_);
            if (plan.decisions.empty()) return true;
            const int healthy_before = healthy(), standing_before = standing();
            for (const auto& decision : plan.decisions)
                std::visit([&](const auto& one) { take(one); }, decision);
            check(plan, healthy_before);
            check_failing(plan, standing_before);
        }
        return false;
    }

    // Every task takes its next step; time passes.
    void turn() {
        now_ += Seconds{5};
        for (auto& task : seen_.tasks) advance(task);
        std::erase_if(seen_.tasks, [](const TaskView& task) {
            return task.last_status == TaskStatus::Stopped && task.accounted &&
                   task.targets.empty();
        });
    }

    // Between its bounds, and says so.
    bool is_stuck() const { return service_.placement_failure == "deployment configuration"; }
    bool has_arrived() const {
        const auto& service = service_;
        if (is_stuck()) return true;
        if (crashing_ && service.deployments[0].id.value == "new") return false;
        return service.steady && service.deployments.size() == 1 &&
               healthy() == service.desired_count;
    }
    // From now on all tasks fail their check: what they need is down.
    void lose_database() { sick_ = true; }
    void find_database() {
        sick_ = false;
        for (auto& task : seen_.tasks)
            for (auto& target : task.targets)
                if (target.sight == TargetSight::Unhealthy) target.sight = TargetSight::Healthy;
    }
    // Those that a balancer without a healthy target would use.
    int standing() const {
        return static_cast<int>(std::ranges::count_if(seen_.tasks, [&](const TaskView& task) {
            const auto worth = worth_of(task, now_);
            return task.desired_status == DesiredStatus::Running && task.node != NodeState::Lost &&
                   (worth == Worth::Healthy || worth == Worth::Failing);
        }));
    }
    int made() const { return made_; }
    // From now on tasks of the newest revision end as soon as they start; the old one is good.
    void crash_new_tasks() {
        crashing_ = true;
        auto& service = service_;
        service.circuit_breaker = {.enable = true, .rollback = true};
        service.deployments[1].rollout = RolloutState::Completed;
        std::erase_if(seen_.tasks, [](const TaskView& task) {
            return task.deployment.value == "new" && task.last_status == TaskStatus::Running;
        });
    }
    const DeploymentId& primary() const { return service_.deployments[0].id; }
    int desired() const { return service_.desired_count; }
    std::string describe() const {
        const auto& service = service_;
        auto text = fmt::format("desired {}, {} to {} %, obstacle \"{}\"", service.desired_count,
                                service.minimum_healthy_percent, service.maximum_percent,
                                service.placement_failure);
        for (const auto& task : seen_.tasks)
            text +=
                fmt::format("\n{} of {}: {}, desired {}, node {}, worth {}", task.id.value,
                            task.deployment.value, name_of(kTaskStatusNames, task.last_status),
                            name_of(kDesiredStatusNames, task.desired_status),
                            static_cast<int>(task.node), static_cast<int>(worth_of(task, now_)));
        return text;
    }

  private:
    void make() {
        static const std::vector<std::pair<int, int>> kBounds{
            {100, 200}, {50, 100}, {50, 200}, {0, 100}, {0, 200}};
        AService made(static_cast<int>(random_.below(6)));
        const auto& [minimum, maximum] = kBounds[random_.below(std::ssize(kBounds))];
        made.bounds(minimum, maximum).deploying();
        if (random_.chance(0.5)) made.behind_a_balancer();
        for (auto count = random_.below(8); count > 0; --count) add_task(made, count);
        service_ = made.service();
        seen_ = made.snapshot();
    }

    void add_task(AService& service, std::int64_t number) {
        const auto id = fmt::format("task-{}", number);
        switch (random_.below(5)) {
            case 0:
                service.old(id);
                break;
            case 1:
                service.running(id);
                break;
            case 2:
                service.pending(id);
                break;
            case 3:
                service.stopping(id);
                break;
            default:
                service.failed(id);
                break;
        }
        static constexpr std::array kNodes{NodeState::Up, NodeState::Up, NodeState::Up,
                                           NodeState::Draining, NodeState::Lost};
        if (random_.chance(0.2)) service.protect(id, kNoon + Seconds{10 * (1 + random_.below(30))});
        service.on(id, kNodes[static_cast<std::size_t>(random_.below(kNodes.size()))]);
        if (service.task(id).targets.empty()) return;
        static constexpr std::array kSights{TargetSight::Absent, TargetSight::Initial,
                                            TargetSight::Healthy, TargetSight::Unhealthy};
        service.target(id, kSights[static_cast<std::size_t>(random_.below(kSights.size()))]);
        balanced_ = true;
    }

    int active() const {
        return static_cast<int>(std::ranges::count_if(seen_.tasks, [](const TaskView& task) {
            return task.desired_status == DesiredStatus::Running &&
                   task.last_status < TaskStatus::Deactivating;
        }));
    }
    int healthy() const {
        return static_cast<int>(std::ranges::count_if(seen_.tasks, [&](const TaskView& task) {
            return task.desired_status == DesiredStatus::Running && task.node != NodeState::Lost &&
                   is_healthy(task, now_);
        }));
    }

    void check(const Plan& plan, int healthy_before) {
        const auto bounds = bounds_of(service_);
        const int allowed = starts(plan) > 0 ? bounds.ceiling : active();
        EXPECT_LE(active(), allowed);
        EXPECT_GE(healthy(), std::min(bounds.floor, healthy_before));
    }

    // Failing tasks go as far as the minimum lets them, or one alone.
    void check_failing(const Plan& plan, int standing_before) {
        const auto stops = of<StopTask>(plan);
        const auto failing = std::ranges::count_if(
            stops, [](const StopTask& stop) { return stop.reason.starts_with("Task failed"); });
        if (failing == 0) return;
        const int least = std::min(bounds_of(service_).floor, standing_before);
        EXPECT_GE(standing(), failing > 1 ? least : least - 1);
    }

    TaskView& find(const TaskId& id) { return *std::ranges::find(seen_.tasks, id, &TaskView::id); }
    TargetView& find(TaskView& task, const TaskTarget& target) {
        return *std::ranges::find(task.targets, target, &TargetView::target);
    }

    void take(const StartTasks& start) {
        for (int i = 0; i < start.count; ++i)
            seen_.tasks.push_back({.id = {fmt::format("new-{}", ++made_)},
                                   .deployment = start.deployment,
                                   .ec2_instance_id = "i-1",
                                   .availability_zone = "us-east-1a",
                                   .node_lost_at = {},
                                   .stop_code = {},
                                   .created_at = now_,
                                   .started_at = {},
                                   .stopped_at = {},
                                   .health = {},
                                   .targets = {}});
    }
    void take(const StartDaemons&) {}
    void take(const SetDesired&) {}
    void take(const NoteProtection& protection) { service_.held_by_protection = protection.held; }
    void take(const StopTask& stop) {
        auto& task = find(stop.task);
        EXPECT_EQ(task.desired_status, DesiredStatus::Running);
        const auto fate = fate_of({task, service_, now_}).fate;
        const bool unfit = fate == Fate::Stop || fate == Fate::Failing;
        EXPECT_TRUE(unfit || !is_protected(task, now_)) << stop.task.value;
        task.desired_status = DesiredStatus::Stopped;
        task.last_status = std::max(task.last_status, TaskStatus::Deactivating);
    }
    void take(const RegisterTarget& wanted) {
        auto& target = find(find(wanted.task), wanted.target);
        target.recorded = true;
        target.sight = TargetSight::Initial;
    }
    void take(const DeregisterTarget& unwanted) {
        auto& task = find(unwanted.task);
        if (task.last_status == TaskStatus::Stopped)
            task.targets.clear();
        else
            find(task, unwanted.target).sight = TargetSight::Draining;
    }
    void take(const AccountTask& ended) { find(ended.task).accounted = true; }
    void take(const CountFailures& failures) {
        for (auto& deployment : service_.deployments)
            if (deployment.id == failures.deployment) deployment.failed_tasks += failures.count;
    }
    void take(const ThrottleStarts& throttle) {
        service_.failed_starts_in_a_row = throttle.in_a_row;
        service_.failed_starts_of = primary();
        service_.retry_at = throttle.retry_at;
        if (throttle.in_a_row == 0) service_.deployments[0].failed_tasks = 0;
    }
    void take(const CompleteDeployment&) {
        service_.deployments[0].rollout = RolloutState::Completed;
    }
    void take(const FailDeployment&) { service_.deployments[0].rollout = RolloutState::Failed; }
    void take(const RollBack& back) {
        auto& all = service_.deployments;
        const auto target = std::ranges::find(all, back.to, &Deployment::id);
        target->rollout = RolloutState::InProgress;
        target->rolled_back = true;
        target->failed_tasks = 0;
        std::rotate(all.begin(), target, target + 1);
    }
    void take(const DropDeployment& over) {
        std::erase_if(service_.deployments,
                      [&](const Deployment& each) { return each.id == over.deployment; });
    }
    void take(const SetSteady& steady) { service_.steady = steady.steady; }
    void take(const NoteObstacle& obstacle) { service_.placement_failure = obstacle.reason; }
    void take(const SetInactive&) { service_.status = ServiceStatus::Inactive; }
    void take(const AddEvent&) {}

    static bool is_up(const TargetView& target) { return target.sight == TargetSight::Healthy; }

    void advance(TaskView& task) {
        if (task.last_status == TaskStatus::Stopped || task.node == NodeState::Lost) return;
        for (auto& target : task.targets)
            if (target.sight == TargetSight::Initial || (sick_ && is_up(target)))
                target.sight = sick_ ? TargetSight::Unhealthy : TargetSight::Healthy;
        if (task.desired_status == DesiredStatus::Stopped) {
            task.last_status = TaskStatus::Stopped;
            task.targets.clear();
        } else if (crashing_ && task.deployment.value == "new") {
            task.desired_status = DesiredStatus::Stopped;
            task.last_status = TaskStatus::Stopped;
            task.stop_code = StopCode::TaskFailedToStart;
            task.stopped_at = now_;
            task.targets.clear();
        } else if (task.last_status == TaskStatus::Pending) {
            task.last_status = TaskStatus::Running;
            task.started_at = now_;
            if (balanced_) task.targets.push_back({{"web", ++port_}, false, {}, ""});
        }
    }

    Random random_;
    bool balanced_ = false, crashing_ = false, sick_ = false;
    int made_ = 0, port_ = 40000;
    TimePoint now_ = kNoon;
    Service service_;
    ServiceSnapshot seen_;  // its service is put in before each plan
};

void expect_arrival(Model& model) {
    for (int turns = 0; turns < kTurnsMax && !model.has_arrived(); ++turns) {
        ASSERT_TRUE(model.settle()) << "plans never end";
        model.turn();
    }
    ASSERT_TRUE(model.has_arrived()) << model.describe();
}

TEST(ServiceReconcilerProperties, settles_within_its_bounds_and_arrives) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        Model model(seed);
        ASSERT_NO_FATAL_FAILURE(expect_arrival(model));
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ServiceReconcilerProperties, goes_back_to_the_old_revision_when_the_new_one_crashes) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        Model model(seed);
        if (model.desired() == 0) continue;  // nothing is started, nothing fails
        model.crash_new_tasks();
        ASSERT_NO_FATAL_FAILURE(expect_arrival(model));
        ASSERT_TRUE(model.is_stuck() || model.primary().value == "old") << model.describe();
        if (testing::Test::HasFailure()) return;
    }
}

// All of a service's tasks fail, then its replacements: neither does it drop what a balancer could
// still use, nor does it start without an end; and it recovers.
TEST(ServiceReconcilerProperties, outlives_a_time_in_which_every_task_fails_its_check) {
    constexpr int kSickTurns = 120;  // ten minutes
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        Model model(seed);
        for (int turns = 0; turns < kTurnsMax && !model.has_arrived(); ++turns) {
            ASSERT_TRUE(model.settle()) << "plans never end";
            model.turn();
        }
        const int before = model.made();
        model.lose_database();
        for (int turns = 0; turns < kSickTurns; ++turns) {
            model.turn();
            ASSERT_TRUE(model.settle()) << "plans never end";
        }
        EXPECT_LE(model.made() - before, 12 * model.desired());  // pauses double
        model.find_database();
        ASSERT_NO_FATAL_FAILURE(expect_arrival(model));
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ServiceReconcilerProperties, gives_equal_plans_for_equal_snapshots) {
    for (int desired = 0; desired < 5; ++desired) {
        auto service = AService(desired).deploying().old("a").running("b").pending("c");
        EXPECT_EQ(service.plan().decisions, service.plan().decisions);
    }
}

}  // namespace
}  // namespace ikada::ecs
