#include "agent/introspection.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::at;
using testing::kArn;
using testing::parsed;

const std::string kDockerId = "0123456789abcdef0123";

AgentState one_running() {
    AgentState state;
    state.cluster = "hobby";
    state.container_instance_arn = "ci";
    auto task = a_task();
    testing::run(task);
    task.containers[0].docker_id = kDockerId;
    state.tasks.emplace(kArn, task);
    return state;
}

json::value told(const std::string& target) {
    const auto answer = introspect(one_running(), {.target = target});
    EXPECT_EQ(answer.status, 200) << target;
    return parsed(answer.body);
}

int status_of(const std::string& target) {
    return introspect(one_running(), {.target = target}).status;
}

TEST(Introspection, tells_who_the_agent_is_and_what_can_be_asked) {
    EXPECT_EQ(at(told("/v1/metadata"), "/Cluster"), "hobby");
    EXPECT_EQ(at(told("/v1/metadata"), "/ContainerInstanceArn"), "ci");
    EXPECT_EQ(at(told("/"), "/AvailableCommands/1"), "/v1/tasks");
}

TEST(Introspection, lists_tasks_with_their_containers) {
    const auto all = told("/v1/tasks");
    EXPECT_EQ(at(all, "/Tasks/0/Arn"), boost::json::string(kArn));
    EXPECT_EQ(at(all, "/Tasks/0/KnownStatus"), "RUNNING");
    EXPECT_EQ(at(all, "/Tasks/0/DesiredStatus"), "RUNNING");
    EXPECT_EQ(at(all, "/Tasks/0/Family"), "web");
    EXPECT_EQ(at(all, "/Tasks/0/Version"), "3");
    EXPECT_EQ(at(all, "/Tasks/0/Containers/0/DockerId"), boost::json::string(kDockerId));
    EXPECT_EQ(at(all, "/Tasks/0/Containers/0/DockerName"), "ecs-web-3-app-0123456789abcdef");
    EXPECT_EQ(at(all, "/Tasks/0/Containers/0/Ports/0/HostPort").to_number<int>(), 32768);
}

TEST(Introspection, finds_one_task_by_its_arn_or_by_a_containers_docker_id) {
    EXPECT_EQ(at(told("/v1/tasks?taskarn=" + kArn), "/Arn"), boost::json::string(kArn));
    EXPECT_EQ(at(told("/v1/tasks?dockerid=" + kDockerId.substr(0, 12)), "/Arn"),
              boost::json::string(kArn));
    EXPECT_EQ(status_of("/v1/tasks?taskarn=unknown"), 400);
    EXPECT_EQ(status_of("/v1/tasks?dockerid=0123456789ab0"), 400);
    EXPECT_EQ(status_of("/v1/tasks?dockerid=" + kDockerId + "&taskarn=" + kArn), 400);
}

}  // namespace
}  // namespace ikada::agent
