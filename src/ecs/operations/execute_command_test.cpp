#include "ecs/api.hpp"
#include "ecs/streams.hpp"
#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

struct Opened final : ports::StreamLink {
    void open(ports::StreamOrder order) override { orders.push_back(std::move(order)); }
    std::vector<ports::StreamOrder> orders;
};

// A running task on the only instance, and streams.
struct StreamWorld : HobbyWorld {
    explicit StreamWorld(bool exec_enabled = true) : HobbyWorld(1) {
        in_tx([this](world::Tx& tx) { tx.derived<StreamDesk>().connect(link); });
        const auto ran = get(run_task, {.cluster = "hobby",
                                        .enable_execute_command = exec_enabled,
                                        .task_definition = "blog"});
        task_arn = *ran.tasks->at(0).task_arn;
        EXPECT_EQ(ran.tasks->at(0).enable_execute_command, exec_enabled);
    }
    void begin() { report(task_arn, "RUNNING", {a_report("RUNNING")}); }
    shapes::ExecuteCommandRequest request() const {
        return {
            .cluster = "hobby", .command = "sh -c 'exit 3'", .interactive = true, .task = task_arn};
    }
    void lose_agent() {
        in_tx([](world::Tx& tx) {
            auto instance = *instances::in_cluster(tx, {"hobby"}).front();
            instance.agent_connected = false;
            instances::put(tx, instance);
        });
    }

    Opened link;
    std::string task_arn;
};

std::string open_logs(const std::string& task, const std::string& more = "") {
    return fmt::format(R"({{"cluster":"hobby","task":"{}"{}}})", task, more);
}

TEST(ExecuteCommand, opens_a_session_that_the_agent_is_told_of) {
    StreamWorld ecs;
    ecs.begin();
    const auto made = ecs.get(execute_command, ecs.request());
    EXPECT_EQ(made.container_name, "app");
    EXPECT_EQ(made.task_arn, ecs.task_arn);
    const auto agent = ecs.task(ecs.task_arn).containers->at(0).managed_agents->at(0);
    EXPECT_EQ(agent.name, shapes::ManagedAgentName::ExecuteCommandAgent);
    EXPECT_EQ(agent.last_status, "RUNNING");
    ASSERT_TRUE(made.session);
    EXPECT_EQ(made.session->token_value->size(), 64u);
    EXPECT_TRUE(made.session->stream_url->starts_with("ws://127.0.0.1:4566/streams/"));
}

TEST(ExecuteCommand, needs_it_enabled_a_running_container_and_interactive_mode) {
    StreamWorld disabled(false);
    disabled.begin();
    expect_refused(disabled.ask(execute_command, disabled.request()),
                   "execute command was not enabled when the task was run");
    StreamWorld ecs;
    const auto pending = ecs.ask(execute_command, ecs.request());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind->code, "TargetNotConnectedException");
    ecs.begin();
    auto request = ecs.request();
    request.interactive = false;
    expect_error(ecs.ask(execute_command, request), errors::kInvalidParameter,
                 "Interactive is the only mode supported currently.");
    request = ecs.request();
    request.container = "nobody";
    expect_refused(ecs.ask(execute_command, request), "no container nobody");
    request = ecs.request();
    request.task = "0123";
    expect_refused(ecs.ask(execute_command, request), "task was not found");
    ecs.lose_agent();
    const auto lost = ecs.ask(execute_command, ecs.request());
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind->code, "TargetNotConnectedException");
}

TEST(ExecuteCommand, is_enabled_for_tasks_of_services_that_say_so) {
    HobbyWorld ecs(1);
    auto request = a_service();
    request.enable_execute_command = true;
    EXPECT_EQ(ecs.get(create_service, request).service->enable_execute_command, true);
    ecs.get(update_service,
            {.cluster = "hobby", .service = "blog", .enable_execute_command = false});
    EXPECT_EQ(ecs.service().enable_execute_command, false);
}

TEST(OpenLogStream, tells_what_is_asked_once_it_is_saved) {
    StreamWorld ecs;
    const auto made = ecs.call(own_service(), "OpenLogStream",
                               open_logs(ecs.task_arn, R"(,"follow":true,"tail":5)"));
    EXPECT_EQ(json::text(made, "container"), "app");
    std::vector<std::function<void()>> effects;
    ecs.in_tx([&](world::Tx& tx) {
        const auto target = find_stream_target(tx, "hobby", ecs.task_arn, std::nullopt);
        ASSERT_TRUE(target);
        aws::Installation at;
        ASSERT_TRUE(open_stream(tx, *target, {{"kind", "logs"}, {"tail", 5}},
                                {at, ecs.caller, "request-1", kNow}));
        effects = tx.commit().effects;
    });
    EXPECT_TRUE(ecs.link.orders.empty());
    for (const auto& effect : effects) effect();
    ASSERT_EQ(ecs.link.orders.size(), 1u);
    const auto& order = ecs.link.orders.front();
    EXPECT_EQ(order.ec2_instance_id, "i-0");
    const auto request = *json::parse(order.request);
    EXPECT_EQ(json::text(request, "id"), order.id);
    EXPECT_EQ(json::text(request, "taskArn"), ecs.task_arn);
    EXPECT_EQ(json::text(request, "container"), "app");
    EXPECT_EQ(json::integer(request, "tail"), 5);
}

}  // namespace
}  // namespace ikada::ecs::testing
