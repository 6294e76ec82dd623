#pragma once
// For tests of ECS's operations: a world to ask, as a caller would, and the requests they begin
// with.

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "elbv2/api.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs::testing {

inline constexpr TimePoint kNow{Seconds{1'700'000'000}};
inline const std::string kArn = "arn:aws:ecs:us-east-1:000000000000:";

// The records of one installation. Each call is one transaction, committed unless it fails.
class TestWorld {
  public:
    TestWorld() {
        register_records(world_);
        ec2::register_records(world_);
        elbv2::register_records(world_);
        world::Tx tx(world_, random_);
        ec2::ensure_default_network(tx, at_);
        tx.commit();
    }

    template <class In, class Out>
    Result<Out> ask(Result<Out> (*operation)(world::Tx&, const In&, const aws::Call&),
                    const std::type_identity_t<In>& request) {
        world::Tx tx(world_, random_);
        auto answer = operation(tx, request, {at_, caller, "request-1", now});
        if (answer) tx.commit();
        return answer;
    }
    // The answer of a call that must work.
    template <class In, class Out>
    Out get(Result<Out> (*operation)(world::Tx&, const In&, const aws::Call&),
            const std::type_identity_t<In>& request) {
        auto answer = ask(operation, request);
        EXPECT_TRUE(answer) << answer.error().kind->code << ": " << answer.error().message;
        return answer ? *answer : Out{};
    }
    // Another service's operation, by its name, as JSON; it must work.
    json::value call(const aws::Service& service, std::string_view name, std::string_view text) {
        const auto& operation = *service.find(name);
        const auto request = operation.make_request();
        EXPECT_TRUE(schema::from_json(operation.input(), *json::parse(text), request.get()));
        world::Tx tx(world_, random_);
        const auto answer = operation.execute(tx, request.get(), {at_, caller, "request-1", now});
        EXPECT_TRUE(answer) << name << ": " << answer.error().message;
        if (!answer) return {};
        tx.commit();
        return *json::parse(schema::to_json(operation.output(), answer->get()));
    }
    // Works on the records themselves; gives what `work` gives, else what it changed.
    template <class Work>
    auto in_tx(Work work) {
        world::Tx tx(world_, random_);
        if constexpr (std::is_void_v<decltype(work(tx))>) {
            work(tx);
            return tx.commit().changes;
        } else {
            auto made = work(tx);
            tx.commit();
            return made;
        }
    }

    TimePoint now = kNow;
    aws::Caller caller{.access_key_id = "AKIA",
                       .arn = "arn:aws:iam::000000000000:root",
                       .user_id = "root",
                       .instance_id = {}};

  private:
    world::World world_;
    Random random_{1};
    aws::Installation at_;
};

template <class T>
void expect_error(const Result<T>& result, const ErrorKind& kind, std::string_view text) {
    ASSERT_FALSE(result) << "worked, but should have failed with: " << text;
    EXPECT_EQ(result.error().kind->code, kind.code);
    EXPECT_EQ(result.error().message, text);
}
template <class T>
void expect_refused(const Result<T>& result, std::string_view what) {
    ASSERT_FALSE(result) << "worked, but should have refused " << what;
    EXPECT_NE(result.error().message.find(what), std::string::npos) << result.error().message;
}

inline shapes::ContainerDefinition a_container(std::string name = "app") {
    shapes::ContainerDefinition made;
    made.name = std::move(name);
    made.image = "sample:1";
    made.memory = 64;
    made.port_mappings.emplace(1).front().container_port = 8080;
    return made;
}
inline shapes::RegisterTaskDefinitionRequest a_definition(std::string family = "blog") {
    shapes::RegisterTaskDefinitionRequest made;
    made.family = std::move(family);
    made.container_definitions = {a_container()};
    return made;
}
inline shapes::CreateServiceRequest a_service(std::string name = "blog") {
    shapes::CreateServiceRequest made;
    made.cluster = "hobby";
    made.service_name = std::move(name);
    made.task_definition = "blog";
    made.desired_count = 2;
    return made;
}
inline shapes::Resource a_resource(std::string name, int value) {
    shapes::Resource made;
    made.name = std::move(name);
    made.type = "INTEGER";
    made.integer_value = value;
    return made;
}
// What agents say that they can do, as far as definitions of tests require it.
inline std::vector<shapes::Attribute> capabilities() {
    std::vector<shapes::Attribute> made;
    for (const char* name :
         {"com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni",
          "ecs.capability.task-cpu-mem-limit", "ecs.capability.container-health-check"})
        made.push_back({.name = name, .value = {}, .target_type = {}, .target_id = {}});
    return made;
}
inline shapes::RegisterContainerInstanceRequest a_registration(int cpu = 2048, int memory = 2000) {
    shapes::RegisterContainerInstanceRequest made;
    made.cluster = "hobby";
    made.total_resources = {a_resource("CPU", cpu), a_resource("MEMORY", memory)};
    shapes::Resource ports;
    ports.name = "PORTS";
    ports.string_set_value = {"22", "2375"};
    made.total_resources->push_back(ports);
    made.attributes = capabilities();
    return made;
}

// A world with cluster "hobby", task definition "blog:1" and as many connected container instances
// as asked for.
class HobbyWorld : public TestWorld {
  public:
    explicit HobbyWorld(int instances = 0) {
        get(create_cluster, {.cluster_name = "hobby"});
        get(register_task_definition, a_definition());
        for (int i = 0; i < instances; ++i) add_instance("i-" + std::to_string(i));
    }
    // Its ARN.
    std::string add_instance(const std::string& ec2_instance_id) {
        auto request = a_registration();
        request.instance_identity_document =
            R"({"instanceId": ")" + ec2_instance_id + R"(", "availabilityZone": "us-east-1a"})";
        const auto made = get(register_container_instance, request);
        const std::string arn = *made.container_instance->container_instance_arn;
        in_tx([&](world::Tx& tx) {
            ContainerInstance seen = *instances::find(tx, {"hobby"}, arn);
            seen.agent_connected = true;
            instances::put(tx, seen);
        });
        return arn;
    }
    shapes::Task run() {
        const auto made = get(run_task, {.cluster = "hobby", .task_definition = "blog"});
        EXPECT_EQ(made.tasks->size(), 1u);
        return made.tasks->empty() ? shapes::Task{} : made.tasks->front();
    }
    shapes::Task task(const std::string& arn) {
        const auto made = get(describe_tasks, {.cluster = "hobby", .tasks = {arn}});
        EXPECT_EQ(made.tasks->size(), 1u);
        return made.tasks->empty() ? shapes::Task{} : made.tasks->front();
    }
    shapes::Service service(const std::string& name = "blog") {
        const auto made = get(describe_services, {.cluster = "hobby", .services = {name}});
        EXPECT_EQ(made.services->size(), 1u);
        return made.services->empty() ? shapes::Service{} : made.services->front();
    }
    void report(const std::string& task_arn, const std::string& status,
                std::vector<shapes::ContainerStateChange> containers = {}) {
        get(submit_task_state_change, {.cluster = "hobby",
                                       .task = task_arn,
                                       .status = status,
                                       .containers = std::move(containers)});
    }
};

inline shapes::ContainerStateChange a_report(std::string status, std::optional<int> exit_code = {},
                                             std::string reason = {}) {
    shapes::ContainerStateChange made;
    made.container_name = "app";
    made.status = std::move(status);
    made.exit_code = exit_code;
    made.reason = std::move(reason);
    return made;
}

}  // namespace ikada::ecs::testing
