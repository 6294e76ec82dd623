// Tasks on a Docker that loses answers, refuses, forgets and lets containers end; agents that are
// killed between any two moments. From seeds.

#include "agent/container_config.hpp"
#include "agent/found_containers.hpp"
#include "agent/state_file.hpp"
#include "agent/testing.hpp"
#include "base/random.hpp"

namespace ikada::agent {
namespace {

using testing::kArn;
using testing::kNoon;

constexpr int kSeeds = 400;
constexpr int kStepsMax = 2000;  // more than any of them needs to end
constexpr int kTurnsToRun = 40;  // more than the chain of dependencies takes

// Containers by the names of the task's; what an agent is told of them may be a lie or nothing.
class FakeDocker {
  public:
    explicit FakeDocker(Random& random) : random_(random) {}
    bool calm = false;  // no more faults
    TimePoint now = kNoon;

    Outcome run(const Step& step, const std::string& name) {
        Outcome outcome;
        outcome.step = step;
        if (chance(6)) return failed(outcome, docker::kUnreachable);  // nothing was done
        const bool lost = chance(6);                                  // it was, and is not heard
        act(step, name, outcome);
        return lost ? failed(outcome, docker::kUnreachable) : outcome;
    }
    // A second goes by: what sets up has done its work, other containers end if there are faults.
    void pass() {
        for (auto& [name, container] : containers_) {
            if (container.state != docker::ContainerState::Running) continue;
            if (name == "setup") end(container, 0);
            if (chance(8)) end(container, 1);
        }
        if (!containers_.empty() && chance(40)) containers_.erase(containers_.begin());
    }
    Rows rows() const {
        Rows all;
        for (const auto& [name, container] : containers_)
            all.push_back({container.id,
                           name,
                           container.state,
                           {},
                           {{kTaskArnLabel, kArn}, {kContainerNameLabel, name}}});
        return all;
    }
    bool is_running(const std::string& name) const {
        const auto found = containers_.find(name);
        return found != containers_.end() && found->second.state == docker::ContainerState::Running;
    }
    bool is_empty() const { return containers_.empty(); }
    bool has_volumes = false;

  private:
    bool chance(int one_in) { return !calm && random_.below(one_in) == 0; }
    static void end(docker::Container& container, int code) {
        container.state = docker::ContainerState::Exited;
        container.exit_code = code;
    }
    static Outcome failed(Outcome outcome, const ErrorKind& kind) {
        Outcome made;
        made.step = outcome.step;
        made.error = Error{&kind, "fault"};
        return made;
    }
    void create(const std::string& name, Outcome& outcome) {
        if (chance(12)) return void(outcome = failed(outcome, docker::kRefused));
        auto& container = containers_[name];
        if (container.id.empty()) container.id = fmt::format("d{}", ++made_);
        outcome.docker_id = container.id;
        has_volumes = true;
    }
    void act(const Step& step, const std::string& name, Outcome& outcome) {
        if (step.job == Job::RemoveShared) has_volumes = false;
        if (step.job == Job::Pull && chance(20)) outcome = failed(outcome, docker::kTimedOut);
        if (step.job == Job::Pull || step.job == Job::RemoveShared) return;
        if (step.job == Job::Create) return create(name, outcome);
        const auto found = containers_.find(name);
        if (found == containers_.end()) return void(outcome = failed(outcome, docker::kNotFound));
        auto& container = found->second;
        if (step.job == Job::Remove) return void(containers_.erase(found));
        if (step.job == Job::Start && container.state == docker::ContainerState::Created) {
            container.state = docker::ContainerState::Running;
            container.started_at = now;
            if (chance(15)) return void(outcome = failed(outcome, docker::kTimedOut));
        }
        const bool ends = step.job == Job::Kill || (step.job == Job::Signal && !chance(3));
        if (ends && container.state == docker::ContainerState::Running) end(container, 137);
        outcome.seen = container;
    }

    Random& random_;
    std::map<std::string, docker::Container> containers_;
    int made_ = 0;
};

constexpr const char* kContainers =
    R"({"name":"app","image":"i","essential":true,"stopTimeout":5,
        "mountPoints":[{"sourceVolume":"v","containerPath":"/v"}],
        "dependsOn":[{"containerName":"db","condition":"START"},
                     {"containerName":"setup","condition":"COMPLETE"}]},
       {"name":"db","image":"i","essential":true},
       {"name":"setup","image":"i","startTimeout":30})";

// One agent, its Docker, and the time.
class Node {
  public:
    explicit Node(std::uint64_t seed) : random_(seed), docker_(random_) {
        const auto members = R"("volumes":[{"name":"v","host":{}}],"pidMode":")" +
                             std::string(seed % 2 == 0 ? "task" : "host") + R"(")";
        const auto text = testing::payload(kContainers, members);
        auto spec = parse_task(testing::parsed(text));
        EXPECT_TRUE(spec) << spec.error().message;
        state_.tasks.emplace(kArn, make_record(*spec, text));
    }
    FakeDocker& docker() { return docker_; }
    TaskRecord& task() { return state_.tasks.at(kArn); }
    bool is_forgotten() const { return state_.tasks.empty(); }
    Stage stage_of(const std::string& name) {
        const auto& specs = task().spec.containers;
        const auto found = std::find_if(specs.begin(), specs.end(),
                                        [&](const auto& spec) { return spec.name == name; });
        return task().containers[static_cast<std::size_t>(found - specs.begin())].stage;
    }

    void turn() {
        now_ += Seconds{1};
        docker_.now = now_;
        docker_.pass();
        if (random_.below(10) == 0) notice_all(state_, docker_.rows());
        if (random_.below(25) == 0 && !docker_.calm) return restart();
        auto plan = advance(task(), Policy{Seconds{3}, Seconds{10}}, now_);
        for (const auto& step : plan.steps) begin(step);
        while (!under_way_.empty() && (docker_.calm || random_.below(3) != 0)) finish();
        if (plan.forget) return void(state_.tasks.clear());
        if (agent::stage_of(task()) == Stage::Stopped) {
            task().reported = Stage::Stopped;
            task().reported_at = task().reported_at.value_or(now_);
        }
    }
    void look_around() { notice_all(state_, docker_.rows()); }

  private:
    // What was saved before the steps began; jobs under way may have been done or not.
    void restart() {
        const auto text = write_state(state_);
        for (const auto& step : under_way_)
            if (random_.below(2) == 0) (void)docker_.run(step, name_of_step(step));
        under_way_.clear();
        auto again = read_state(text);
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(write_state(*again), text);
        state_ = *std::move(again);
        notice_all(state_, docker_.rows());
    }
    const std::string& name_of_step(const Step& step) {
        return task().spec.containers[step.container].name;
    }
    void begin(const Step& step) {
        for (const auto& other : under_way_)
            EXPECT_NE(other.container, step.container) << "two jobs for one container";
        if (step.job == Job::Signal) expect_not_needed(step);
        under_way_.push_back(step);
    }
    void expect_not_needed(const Step& step) {
        const auto& name = name_of_step(step);
        for (std::size_t i = 0; i < task().containers.size(); ++i)
            for (const auto& dependency : task().spec.containers[i].depends_on) {
                const bool needed =
                    dependency.container == name && task().containers[i].stage == Stage::Running;
                EXPECT_FALSE(needed) << name << " is stopped before what depends on it";
            }
    }
    void finish() {
        const auto step = under_way_.front();
        under_way_.erase(under_way_.begin());
        apply(task(), docker_.run(step, name_of_step(step)), now_);
    }

    Random random_;
    FakeDocker docker_;
    AgentState state_;
    std::vector<Step> under_way_;
    TimePoint now_ = kNoon;
};

TEST(TaskEngineProperty, whatever_happens_a_stopped_task_leaves_nothing_behind) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Node node(seed);
        for (int i = 0; i < 60 && !node.is_forgotten(); ++i) node.turn();
        if (node.is_forgotten()) continue;
        node.task().stop_asked = true;
        node.docker().calm = true;
        for (int i = 0; i < kStepsMax && !node.is_forgotten(); ++i) {
            node.look_around();
            node.turn();
        }
        ASSERT_TRUE(node.is_forgotten());
        EXPECT_TRUE(node.docker().is_empty());
        EXPECT_FALSE(node.docker().has_volumes);
    }
}

TEST(TaskEngineProperty, without_faults_a_task_runs_and_is_gone_after_its_end) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Node node(seed);
        node.docker().calm = true;
        const auto turn = [&node] {
            node.look_around();
            node.turn();
        };
        for (int i = 0; i < kTurnsToRun; ++i) turn();
        ASSERT_FALSE(node.is_forgotten());
        EXPECT_EQ(node.stage_of("app"), Stage::Running);
        EXPECT_EQ(node.stage_of("db"), Stage::Running);
        EXPECT_EQ(node.stage_of("setup"), Stage::Stopped);
        EXPECT_EQ(node.task().reason, "");
        node.task().stop_asked = true;
        for (int i = 0; i < kStepsMax && !node.is_forgotten(); ++i) turn();
        ASSERT_TRUE(node.is_forgotten());
        EXPECT_TRUE(node.docker().is_empty());
        EXPECT_FALSE(node.docker().has_volumes);
    }
}

}  // namespace
}  // namespace ikada::agent
