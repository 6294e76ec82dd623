// Both ends of ACS, the server's session and the agent's state, over a channel that loses, doubles,
// delays and reorders messages and breaks connections; agents are killed between any two moments.
// From seeds, without a clock.

#include <gtest/gtest.h>

#include "agent/acs_messages.hpp"
#include "agent/reports.hpp"
#include "agent/state_file.hpp"
#include "agent/task_engine.hpp"
#include "base/random.hpp"
#include "nodes/acs_session.hpp"

namespace ikada::sim {
namespace {

using nodes::AcsSession;
using ports::NodeDesire;

constexpr TimePoint kStart{std::chrono::hours{12}};
constexpr int kAcsSeeds = 150;
constexpr int kStormyTurns = 200;  // seconds
constexpr int kQuietTurns = 150;   // more than resending, heartbeats and two manifests take
constexpr int kDelayMax = 15;      // seconds
constexpr auto kCluster = "arn:aws:ecs:us-east-1:000000000000:cluster/hobby";
constexpr auto kInstance = "arn:aws:ecs:us-east-1:000000000000:container-instance/hobby/1";

// One direction of a connection.
class Channel {
  public:
    explicit Channel(Random& random) : random_(random) {}
    void send(const std::string& text, TimePoint now, bool calm) {
        const int copies = calm || !one_in(5) ? 1 + (!calm && one_in(4)) : 0;
        for (int i = 0; i < copies; ++i)
            under_way_.emplace(now + Seconds{calm ? 0 : random_.below(kDelayMax)}, text);
    }
    std::optional<std::string> receive(TimePoint now) {
        if (under_way_.empty() || under_way_.begin()->first > now) return std::nullopt;
        auto text = under_way_.begin()->second;
        under_way_.erase(under_way_.begin());
        return text;
    }
    void cut() { under_way_.clear(); }

  private:
    bool one_in(int times) { return random_.below(times) == 0; }

    Random& random_;
    std::multimap<TimePoint, std::string> under_way_;
};

// What the control plane wants of the instance and has been told.
class ControlPlane {
  public:
    std::vector<ports::NodeTask> wants() const {
        std::vector<ports::NodeTask> all;
        for (const auto& [arn, desire] : wanted)
            all.push_back(
                {arn, desire, [arn = arn, desire = desire] { return payload(arn, desire); }});
        return all;
    }
    void reported(const ecs::shapes::SubmitTaskStateChangeRequest& report) {
        const auto& arn = *report.task;
        auto& last = told[arn];
        if (last != "STOPPED" && report.status) last = *report.status;
        if (last == "STOPPED") wanted.erase(arn);
    }

    std::map<std::string, NodeDesire> wanted;
    std::map<std::string, std::string> told;  // the last status

  private:
    static std::string payload(const std::string& arn, NodeDesire desire) {
        return json::serialize(json::object{
            {"arn", arn},
            {"family", "web"},
            {"version", "1"},
            {"desiredStatus", desire == NodeDesire::Running ? "RUNNING" : "STOPPED"},
            {"containers",
             json::array{json::object{{"name", "app"}, {"image", "i"}, {"essential", true}}}}});
    }
};

// An agent on a Docker that always does what it is asked.
class Node {
  public:
    Node() {
        state_.cluster = kCluster;
        state_.container_instance_arn = kInstance;
    }
    std::vector<std::string> hear(const std::string& text) {
        return agent::handle_acs_message(state_, text).replies;
    }
    void work(TimePoint now) {
        for (auto& [arn, task] : state_.tasks)
            for (auto steps = next_steps(task, now); !steps.empty(); steps = next_steps(task, now))
                for (const auto& step : steps) agent::apply(task, done(arn, step, now), now);
    }
    std::map<std::string, agent::TaskRecord>& tasks() { return state_.tasks; }
    bool runs(const std::string& arn) const {
        const auto found = state_.tasks.find(arn);
        return found != state_.tasks.end() &&
               agent::stage_of(found->second) == agent::Stage::Running;
    }
    // Killed: it goes on from what it has saved.
    void restart() {
        auto again = agent::read_state(agent::write_state(state_));
        ASSERT_TRUE(again) << again.error().message;
        state_ = *std::move(again);
    }

    std::map<std::string, int> starts;  // by task ARN

  private:
    static std::vector<agent::Step> next_steps(agent::TaskRecord& task, TimePoint now) {
        return agent::advance(task, agent::Policy{}, now).steps;
    }
    agent::Outcome done(const std::string& arn, const agent::Step& step, TimePoint now) {
        agent::Outcome outcome;
        outcome.step = step;
        if (step.job == agent::Job::Create) outcome.docker_id = arn;
        if (step.job == agent::Job::Start) {
            ++starts[arn];
            running_.insert(arn);
        }
        if (step.job == agent::Job::Signal || step.job == agent::Job::Kill) running_.erase(arn);
        docker::Container seen;
        seen.id = arn;
        seen.started_at = now;
        seen.state = running_.contains(arn) ? docker::ContainerState::Running
                                            : docker::ContainerState::Exited;
        if (step.job >= agent::Job::Start) outcome.seen = seen;
        return outcome;
    }

    agent::AgentState state_;
    std::set<std::string> running_;  // what Docker runs
};

// The two, and what lies between them.
class Pair {
  public:
    explicit Pair(std::uint64_t seed) : random_(seed), down_(random_), up_(random_) {}

    void turn() {
        now_ += Seconds{1};
        if (!calm) disturb();
        if (!session_) connect();
        deliver();
        tick();
        node.work(now_);
        for (auto& [arn, task] : node.tasks()) submit(task);
    }

    ControlPlane plane;
    Node node;
    bool calm = false;

  private:
    void connect() {
        down_.cut();
        up_.cut();
        session_.emplace(AcsSession::Peer{kCluster, kInstance},
                         static_cast<std::uint64_t>(random_.below(1 << 30)), now_);
        send(session_->want(plane.wants(), now_));
    }
    void send(const nodes::SessionOutput& out) {
        for (const auto& message : out.messages) down_.send(message, now_, calm);
        if (out.close) session_.reset();
    }
    void deliver() {
        while (const auto text = down_.receive(now_))
            for (const auto& reply : node.hear(*text)) up_.send(reply, now_, calm);
        while (session_) {
            const auto text = up_.receive(now_);
            if (!text) return;
            send(session_->on_message(*text, now_));
        }
    }
    void tick() {
        if (session_) send(session_->want(plane.wants(), now_));
        if (session_) send(session_->on_tick(now_));
    }
    // A report is a call: request and answer may be lost, each.
    void submit(agent::TaskRecord& task) {
        const auto report = agent::next_report(task, kCluster, now_);
        if (!report) return;
        task.report_under_way = true;
        if (fault(4)) return agent::retry_report(task, now_);  // the request is lost
        plane.reported(report->request);
        if (fault(4)) return agent::retry_report(task, now_);  // the answer is
        agent::settle_report(task, *report, now_);
    }
    void disturb() {
        if (fault(25)) session_.reset();
        if (fault(30)) {
            session_.reset();
            node.restart();
        }
        if (fault(8)) want_another();
        if (fault(12)) change_one();
    }
    void want_another() {
        plane.wanted.emplace(
            fmt::format("arn:aws:ecs:us-east-1:000000000000:task/hobby/{:032}", ++asked_),
            NodeDesire::Running);
    }
    // It is to be stopped or, rarely, the control plane forgets it.
    void change_one() {
        if (plane.wanted.empty()) return;
        const auto at = random_.below(std::ssize(plane.wanted));
        const auto chosen = std::next(plane.wanted.begin(), at);
        if (fault(4)) return void(plane.wanted.erase(chosen));
        chosen->second = NodeDesire::Stopped;
    }
    bool fault(int one_in) { return !calm && random_.below(one_in) == 0; }

    Random random_;
    Channel down_, up_;
    std::optional<AcsSession> session_;
    TimePoint now_ = kStart;
    int asked_ = 0;
};

TEST(AcsProperty, what_is_wanted_runs_once_and_is_reported_whatever_the_channel_does) {
    for (std::uint64_t seed = 1; seed <= kAcsSeeds; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Pair pair(seed);
        for (int i = 0; i < kStormyTurns; ++i) pair.turn();
        pair.calm = true;
        for (int i = 0; i < kQuietTurns; ++i) pair.turn();

        for (const auto& [arn, desire] : pair.plane.wanted) {
            EXPECT_EQ(desire, NodeDesire::Running) << arn << " was to be stopped";
            EXPECT_TRUE(pair.node.runs(arn)) << arn;
            EXPECT_EQ(pair.plane.told[arn], "RUNNING") << arn;
        }
        for (const auto& [arn, task] : pair.node.tasks()) {
            const bool runs = pair.node.runs(arn);
            EXPECT_EQ(runs, pair.plane.wanted.contains(arn)) << arn;
            EXPECT_EQ(pair.plane.told[arn], runs ? "RUNNING" : "STOPPED") << arn;
        }
        for (const auto& [arn, starts] : pair.node.starts) EXPECT_EQ(starts, 1) << arn;
    }
}

}  // namespace
}  // namespace ikada::sim
