#include "agent/acs_messages.hpp"

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::kArn;
using testing::kOne;
using testing::payload;

AgentState a_state() {
    AgentState state;
    state.container_instance_arn = "ci";
    return state;
}
std::string payload_of(const std::string& tasks, int number = 7) {
    return fmt::format(
        R"({{"type":"PayloadMessage","message":{{"clusterArn":"c","containerInstanceArn":"ci",
            "messageId":"m1","seqNum":{},"tasks":[{}]}}}})",
        number, tasks);
}
std::string manifest_of(const std::string& tasks, int timeline) {
    return fmt::format(
        R"({{"type":"TaskManifestMessage","message":{{"clusterArn":"c","containerInstanceArn":"ci",
            "messageId":"m2","timeline":{},"tasks":[{}]}}}})",
        timeline, tasks);
}
std::string stop_of(const std::string& arn) {
    return fmt::format(R"({{"arn":"{}","desiredStatus":"STOPPED","containers":[]}})", arn);
}

std::string streams_of(const std::string& streams) {
    return fmt::format(
        R"({{"type":"IkadaStreamsMessage","message":{{"clusterArn":"c","containerInstanceArn":"ci",
            "messageId":"m3","streams":[{}]}}}})",
        streams);
}

TEST(AcsMessages, name_the_containers_of_streams_to_open) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    auto& task = state.tasks.at(kArn);
    const auto name = task.spec.containers[0].name;
    const auto order_of = [&](const std::string& container, const std::string& more) {
        const auto answer = handle_acs_message(
            state, streams_of(fmt::format(R"({{"id":"s1","taskArn":"{}","container":"{}",{}}})",
                                          kArn, container, more)));
        EXPECT_TRUE(answer.recognised);
        EXPECT_FALSE(answer.changed);
        return answer.streams.empty() ? StreamOrder{} : answer.streams.front();
    };
    const std::string logs =
        R"("kind":"logs","follow":true,"tail":3,"since":"2026-11-29T09:13:40.5Z")";
    EXPECT_NE(order_of(name, logs).why_not.find("has not started"), std::string::npos);
    task.containers[0].docker_id = "abc";
    const auto order = order_of(name, logs);
    EXPECT_EQ(order.why_not, "");
    EXPECT_EQ(order.id, "s1");
    EXPECT_EQ(order.container, "abc");
    EXPECT_TRUE(order.logs.follow);
    EXPECT_EQ(order.logs.tail, 3);
    EXPECT_EQ(order.logs.since, "1795943620.500000000");
    const auto command = order_of(name, R"("kind":"exec","command":"sh -c 'exit 3'")");
    EXPECT_TRUE(command.is_command);
    EXPECT_EQ(command.command, (std::vector<std::string>{"sh", "-c", "exit 3"}));
    EXPECT_NE(order_of("nobody", logs).why_not.find("no container nobody"), std::string::npos);
    task.containers[0].removed = true;
    EXPECT_NE(order_of(name, logs).why_not.find("has been removed"), std::string::npos);
}

TEST(AcsMessages, answer_a_heartbeat_by_its_id) {
    auto state = a_state();
    const auto answer = handle_acs_message(
        state, R"({"type":"HeartbeatMessage","message":{"healthy":true,"messageId":"h1"}})");
    EXPECT_TRUE(answer.recognised);
    ASSERT_EQ(answer.replies.size(), 1u);
    EXPECT_EQ(answer.replies[0], R"({"type":"HeartbeatAckRequest","message":{"messageId":"h1"}})");
}

TEST(AcsMessages, take_a_task_and_acknowledge_it) {
    auto state = a_state();
    const auto answer = handle_acs_message(state, payload_of(payload(kOne)));
    ASSERT_TRUE(state.tasks.contains(kArn));
    EXPECT_TRUE(answer.changed);
    ASSERT_EQ(answer.replies.size(), 1u);
    EXPECT_EQ(answer.replies[0],
              R"({"type":"AckRequest","message":{"cluster":"c","containerInstance":"ci",)"
              R"("messageId":"m1"}})");
}

TEST(AcsMessages, take_a_task_once_however_often_it_comes) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    state.tasks.at(kArn).containers[0].stage = Stage::Stopped;
    const auto answer = handle_acs_message(state, payload_of(payload(kOne)));
    EXPECT_EQ(answer.replies.size(), 1u);
    EXPECT_EQ(state.tasks.at(kArn).containers[0].stage, Stage::Stopped);
}

TEST(AcsMessages, stop_a_task) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    handle_acs_message(state, payload_of(stop_of(kArn)));
    EXPECT_TRUE(state.tasks.at(kArn).stop_asked);
}

TEST(AcsMessages, report_the_stop_of_an_unknown_task) {
    auto state = a_state();
    const auto answer = handle_acs_message(state, payload_of(stop_of("x")));
    EXPECT_EQ(answer.replies.size(), 1u);
    EXPECT_TRUE(state.tasks.at("x").reason.starts_with("TaskStateError"));
}

TEST(AcsMessages, report_an_unreadable_task_and_do_not_acknowledge_it) {
    auto state = a_state();
    const auto answer =
        handle_acs_message(state, payload_of(payload(R"({"name":"app","image":"a","portMappings":[
                   {"containerPort":80,"protocol":"sctp"}]})")));
    EXPECT_TRUE(answer.replies.empty());
    EXPECT_EQ(state.tasks.at(kArn).reason,
              "UnrecogniedTaskError: Error loading task - container app: unknown protocol sctp");
}

TEST(AcsMessages, for_another_instance_are_dropped) {
    auto state = a_state();
    state.container_instance_arn = "other";
    const auto answer = handle_acs_message(state, payload_of(payload(kOne)));
    EXPECT_TRUE(state.tasks.empty());
    EXPECT_TRUE(answer.replies.empty());
}

TEST(AcsMessages, a_manifest_brings_out_tasks_that_it_does_not_list) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    const auto answer = handle_acs_message(state, manifest_of("", 8));
    ASSERT_EQ(answer.replies.size(), 2u);
    EXPECT_EQ(state.manifest_mark, 8);
    EXPECT_NE(answer.replies[1].find("TaskStopVerificationMessage"), std::string::npos);
    EXPECT_NE(answer.replies[1].find(kArn), std::string::npos);
    EXPECT_FALSE(state.tasks.at(kArn).stop_asked);
}

TEST(AcsMessages, a_manifest_that_lists_all_is_only_acknowledged) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    const auto listed = fmt::format(R"({{"taskArn":"{}","desiredStatus":"RUNNING"}})", kArn);
    EXPECT_EQ(handle_acs_message(state, manifest_of(listed, 8)).replies.size(), 1u);
}

TEST(AcsMessages, an_old_manifest_is_dropped) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne), 9));
    EXPECT_TRUE(handle_acs_message(state, manifest_of("", 9)).replies.empty());
}

TEST(AcsMessages, stop_what_a_verification_names) {
    auto state = a_state();
    handle_acs_message(state, payload_of(payload(kOne)));
    handle_acs_message(state, fmt::format(R"({{"type":"TaskStopVerificationAck","message":{{
        "messageId":"m2","stopTasks":[{{"taskArn":"{}"}},{{"taskArn":"x"}}]}}}})",
                                          kArn));
    EXPECT_TRUE(state.tasks.at(kArn).stop_asked);
    EXPECT_FALSE(state.tasks.contains("x"));
}

TEST(AcsMessages, of_unknown_type_are_no_sign_of_life) {
    auto state = a_state();
    EXPECT_FALSE(handle_acs_message(state, R"({"type":"CloseMessage2","message":{}})").recognised);
    EXPECT_FALSE(handle_acs_message(state, "not json").recognised);
}

TEST(AcsMessages, let_a_stop_win_that_overtook_its_start) {
    auto state = a_state();
    handle_acs_message(state, payload_of(stop_of(kArn)));
    handle_acs_message(state, payload_of(payload(kOne)));
    EXPECT_TRUE(state.tasks.at(kArn).stop_asked);
    EXPECT_TRUE(state.tasks.at(kArn).containers.empty());
}

TEST(AcsMessages, are_not_acknowledged_with_a_task_whose_wish_is_unknown) {
    auto state = a_state();
    const auto answer =
        handle_acs_message(state, payload_of(payload(kOne, R"("desiredStatus":"PAUSED")")));
    EXPECT_TRUE(answer.replies.empty());
    EXPECT_EQ(state.tasks.at(kArn).reason,
              "UnrecogniedTaskError: Error loading task - unknown desiredStatus PAUSED");
}

TEST(AcsMessages, are_acknowledged_with_a_task_that_is_understood_and_cannot_run) {
    auto state = a_state();
    const auto answer = handle_acs_message(
        state,
        payload_of(payload(R"({"name":"a","image":"i","registryAuthentication":{"type":"asm"}})")));
    EXPECT_EQ(answer.replies.size(), 1u);
    EXPECT_TRUE(state.tasks.at(kArn).reason.starts_with(
        "CannotPullContainerError: registryAuthentication asm: there is no secrets service"));
}

TEST(AcsMessages, that_attach_an_interface_are_acknowledged) {
    auto state = a_state();
    const auto answer = handle_acs_message(
        state, R"({"type":"AttachTaskNetworkInterfacesMessage","message":{"clusterArn":"c",
                   "containerInstanceArn":"ci","messageId":"m","taskArn":"t"}})");
    EXPECT_EQ(answer.replies.size(), 1u);
}

TEST(AcsMessages, of_any_size_and_shape_are_survived) {
    auto state = a_state();
    const std::string huge(1'000'000, 'x');
    handle_acs_message(
        state,
        payload_of(payload(fmt::format(R"({{"name":"a","image":"i","command":["{}"]}})", huge))));
    for (const auto* broken :
         {"", "[]", "{\"type\":7}", R"({"type":"PayloadMessage"})",
          R"({"type":"PayloadMessage","message":{"containerInstanceArn":"ci","messageId":"m",
              "tasks":[null,7,{},{"arn":"x"},{"arn":"y","containers":[null]}]}})"})
        handle_acs_message(state, broken);
    EXPECT_EQ(state.tasks.at(kArn).containers.size(), 1u);
    EXPECT_TRUE(state.tasks.at("x").stop_asked);
}

}  // namespace
}  // namespace ikada::agent
