#pragma once
// For tests of EventBridge: an installation with ECS below it, a core that runs its controllers,
// and time that a test moves.

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "elbv2/api.hpp"
#include "events/api.hpp"
#include "events/keys.hpp"
#include "schema/json_codec.hpp"
#include "world/core.hpp"

namespace ikada::events::testing {

inline constexpr TimePoint kNow{Seconds{1'700'000'000}};  // 2023-11-14T22:13:20Z, a Tuesday
inline const std::string kCluster = "arn:aws:ecs:us-east-1:000000000000:cluster/hobby";
inline const std::string kRole = "arn:aws:iam::000000000000:role/ecsEventsRole";

// What lies above ECS in a test.
struct Above {
    void (*register_records)(world::World&);
    std::vector<std::unique_ptr<world::Controller>> (*make_controllers)(const aws::Installation&);
    const aws::Service& service;
};

// Cluster "hobby" with the task definition "batch" (container "app", 64 MiB) and, once it is
// added, an instance of 200 MiB: three such tasks have room.
class EcsWorld {
  public:
    explicit EcsWorld(const Above& above) : above_(above) {
        ecs::register_records(world_);
        ec2::register_records(world_);
        elbv2::register_records(world_);
        above_.register_records(world_);
        restart();
        change([&](world::Tx& tx) { ec2::ensure_default_network(tx, at_); });
        call(ecs::service(), "CreateCluster", R"({"clusterName": "hobby"})");
        call(ecs::service(), "RegisterTaskDefinition",
             R"({"family": "batch", "containerDefinitions":
                 [{"name": "app", "image": "sample:1", "memory": 64}]})");
    }

    // A connected one.
    void add_instance() {
        const auto made = call(ecs::service(), "RegisterContainerInstance", R"({
            "cluster": "hobby",
            "instanceIdentityDocument":
                "{\"instanceId\": \"i-1\", \"availabilityZone\": \"us-east-1a\"}",
            "totalResources": [
                {"name": "CPU", "type": "INTEGER", "integerValue": 2048},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 200}],
            "attributes": [
                {"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}]})");
        const auto arn = json::text(*json::find(made, "containerInstance"), "containerInstanceArn");
        ports::NodeConnection seen;
        seen.container_instance_arn = arn;
        seen.connected = true;
        change([&](world::Tx& tx) { ecs::apply_connection(tx, seen, now_); });
    }

    // Errors: the operation's.
    Result<json::value> ask(const aws::Service& service, std::string_view name,
                            std::string_view text) {
        const auto& operation = *service.find(name);
        const auto request = operation.make_request();
        EXPECT_TRUE(schema::from_json(operation.input(), *json::parse(text), request.get()));
        json::value answer;
        const auto done = core_->transact([&](world::Tx& tx) -> Status {
            const auto made =
                operation.execute(tx, request.get(), {at_, caller_, "request-1", now_});
            if (!made) return made.error();
            answer = *json::parse(schema::to_json(operation.output(), made->get()));
            return ok();
        });
        if (!done) return done.error();
        core_->run_ready(now_);
        return answer;
    }
    json::value call(const aws::Service& service, std::string_view name, std::string_view text) {
        const auto answer = ask(service, name, text);
        EXPECT_TRUE(answer) << name << ": " << answer.error().message;
        return answer ? *answer : json::value{};
    }
    // An operation of the service above.
    json::value call(std::string_view name, std::string_view text) {
        return call(above_.service, name, text);
    }
    // "ValidationException: …" of an operation of the service above that must fail.
    std::string refusal(std::string_view name, std::string_view text) {
        const auto answer = ask(above_.service, name, text);
        EXPECT_FALSE(answer) << name << " worked: " << text;
        if (answer) return {};
        return fmt::format("{}: {}", answer.error().kind->code, answer.error().message);
    }

    // Time passes; every timer fires at its time.
    void pass(Seconds time) {
        const auto until = now_ + time;
        for (auto at = core_->next_wake(); at && *at <= until; at = core_->next_wake()) {
            now_ = std::max(now_, *at);
            core_->run_ready(now_);
        }
        now_ = until;
        core_->run_ready(now_);
    }
    // Nobody is there for so long; then all begins anew with the same records.
    void be_down(Seconds time) {
        now_ += time;
        restart();
        core_->run_ready(now_);
    }

    TimePoint now() const { return now_; }
    // All tasks of the cluster, as DescribeTasks shows them, oldest first.
    std::vector<json::value> tasks() {
        std::vector<json::value> all;
        const auto listed = call(ecs::service(), "ListTasks", R"({"cluster": "hobby"})");
        if (json::list(listed, "taskArns").empty()) return all;
        const auto described = call(ecs::service(), "DescribeTasks",
                                    fmt::format(R"({{"cluster": "hobby", "tasks": {}}})",
                                                json::serialize(json::list(listed, "taskArns"))));
        for (const auto& task : json::list(described, "tasks")) all.push_back(task);
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a.at("createdAt").template to_number<double>() <
                   b.at("createdAt").template to_number<double>();
        });
        return all;
    }
    void stop_all_tasks() {
        for (const auto& task : tasks())
            call(ecs::service(), "SubmitTaskStateChange",
                 fmt::format(R"({{"cluster": "hobby", "task": "{}", "status": "STOPPED"}})",
                             json::text(task, "taskArn")));
    }

  protected:
    template <class Work>
    void change(Work work) {
        const auto done = core_->transact([&](world::Tx& tx) {
            work(tx);
            return ok();
        });
        EXPECT_TRUE(done);
    }
    world::Tx look() { return world::Tx(world_, random_); }

    aws::Installation at_;
    TimePoint now_ = kNow;

  private:
    void restart() {
        controllers_ = above_.make_controllers(at_);
        std::vector<world::Controller*> pointers;
        for (const auto& controller : controllers_) pointers.push_back(controller.get());
        core_.emplace(world_, std::move(pointers), Random(1));
        core_->start();
    }

    const Above above_;
    world::World world_;
    Random random_{1};
    aws::Caller caller_{.access_key_id = "AKIA",
                        .arn = "arn:aws:iam::000000000000:root",
                        .user_id = "root",
                        .instance_id = {}};
    std::vector<std::unique_ptr<world::Controller>> controllers_;
    std::optional<world::Core> core_;
};

class TestWorld : public EcsWorld {
  public:
    TestWorld() : EcsWorld({events::register_records, events::make_controllers, service()}) {}

    // A rule with one ECS target, "t", that runs one task unless `more` says otherwise.
    void put_rule(std::string_view name, std::string_view what, std::string_view more = "") {
        call("PutRule", fmt::format(R"({{"Name": "{}", {}}})", name, what));
        call("PutTargets",
             fmt::format(R"({{"Rule": "{}", "Targets": [{}]}})", name, target("t", more)));
    }
    static std::string target(std::string_view id, std::string_view more = "") {
        return fmt::format(R"({{"Id": "{}", "Arn": "{}", "RoleArn": "{}",
                               "EcsParameters": {{"TaskDefinitionArn": "batch"}}{}{}}})",
                           id, kCluster, kRole, more.empty() ? "" : ", ", more);
    }

    std::vector<Run> runs(std::string_view rule) {
        const auto tx = look();
        const auto* found = tx.find<RuleRuns>(rule);
        return found ? found->runs : std::vector<Run>{};
    }
    std::size_t waiting(const std::string& rule) {
        const auto tx = look();
        return tx.all<Invocation>(keys::invocations_of(rule)).size();
    }
};

}  // namespace ikada::events::testing
