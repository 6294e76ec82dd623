#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/steady_time.hpp"
#include "nodes/acs_session.hpp"
#include "nodes/metrics_request.hpp"
#include "nodes/tcs_message.hpp"
#include "nodes/upgrade_request.hpp"

namespace ikada::nodes {
namespace {

using ports::NodeDesire;
using ports::NodeTask;

constexpr TimePoint kNoon{std::chrono::hours{12}};

NodeTask running(const std::string& arn) {
    return {arn, NodeDesire::Running,
            [=] { return fmt::format(R"({{"arn":"{}","desiredStatus":"RUNNING"}})", arn); }};
}
NodeTask stopped(const std::string& arn) {
    return {arn, NodeDesire::Stopped,
            [=] { return fmt::format(R"({{"arn":"{}","desiredStatus":"STOPPED"}})", arn); }};
}

AcsSession a_session() { return AcsSession({"cluster-arn", "instance-arn"}, 1, kNoon); }

json::value parsed(const std::string& text) {
    auto document = json::parse(text);
    EXPECT_TRUE(document) << text;
    return document ? *document : json::value{};
}
std::string type_of(const std::string& text) { return json::text(parsed(text), "type"); }
json::value body_of(const std::string& text) {
    const auto document = parsed(text);
    const auto* message = json::find(document, "message");
    return message ? *message : json::value{};
}
std::string id_of(const std::string& text) { return json::text(body_of(text), "messageId"); }

// "arn:STATUS" of each task in each payload.
std::vector<std::string> orders(const SessionOutput& output) {
    std::vector<std::string> all;
    for (const auto& text : output.messages) {
        if (type_of(text) != "PayloadMessage") continue;
        const auto body = body_of(text);
        for (const auto& task : json::list(body, "tasks"))
            all.push_back(json::text(task, "arn") + ":" + json::text(task, "desiredStatus"));
    }
    return all;
}
std::vector<std::string> types(const SessionOutput& output) {
    std::vector<std::string> all;
    for (const auto& text : output.messages) all.push_back(type_of(text));
    return all;
}
std::string ack(const std::string& id) {
    return fmt::format(R"({{"type":"AckRequest","message":{{"messageId":"{}"}}}})", id);
}

TEST(AcsSession, tells_all_that_is_wanted_and_then_a_manifest_when_it_opens) {
    auto session = a_session();
    const auto output = session.want({running("a"), stopped("b")}, kNoon);
    EXPECT_EQ(orders(output), (std::vector<std::string>{"a:RUNNING", "b:STOPPED"}));
    EXPECT_EQ(types(output), (std::vector<std::string>{"PayloadMessage", "TaskManifestMessage"}));
}

TEST(AcsSession, tells_each_stream_that_is_wanted_once) {
    auto session = a_session();
    const auto streams_in = [](const SessionOutput& output) {
        std::vector<std::string> ids;
        for (const auto& text : output.messages) {
            const auto body = body_of(text);
            for (const auto& each : json::list(body, "streams"))
                ids.push_back(json::text(each, "id"));
        }
        return ids;
    };
    const std::string one = R"({"id":"1"})", two = R"({"id":"2"})";
    EXPECT_EQ(streams_in(session.want_streams({one})), std::vector<std::string>{"1"});
    EXPECT_EQ(streams_in(session.want_streams({one, two})), std::vector<std::string>{"2"});
    EXPECT_TRUE(session.want_streams({two}).messages.empty());
}

TEST(AcsSession, tells_afterwards_only_what_changed) {
    auto session = a_session();
    session.want({running("a"), running("b")}, kNoon);
    const auto output = session.want({running("a"), stopped("b"), running("c")}, kNoon);
    EXPECT_EQ(orders(output), (std::vector<std::string>{"b:STOPPED", "c:RUNNING"}));
    EXPECT_TRUE(session.want({running("a"), stopped("b"), running("c")}, kNoon).messages.empty());
}

TEST(AcsSession, addresses_payloads_to_its_instance) {
    auto session = a_session();
    const auto body = body_of(session.want({running("a")}, kNoon).messages.at(0));
    EXPECT_EQ(json::text(body, "containerInstanceArn"), "instance-arn");
    EXPECT_EQ(json::text(body, "clusterArn"), "cluster-arn");
    EXPECT_FALSE(json::text(body, "messageId").empty());
}

TEST(AcsSession, splits_many_tasks_into_payloads) {
    std::vector<NodeTask> many;
    for (int i = 0; i < 25; ++i) many.push_back(running(std::to_string(i)));
    auto session = a_session();
    const auto output = session.want(many, kNoon);
    EXPECT_EQ(orders(output).size(), 25u);
    EXPECT_EQ(output.messages.size(), 4u);  // 10 + 10 + 5, and the manifest
}

TEST(AcsSession, numbers_grow_from_message_to_message_and_from_connection_to_connection) {
    auto first = a_session();
    const auto early = first.want({running("a")}, kNoon);
    const auto payload = json::integer(body_of(early.messages.at(0)), "seqNum");
    const auto manifest = json::integer(body_of(early.messages.at(1)), "timeline");
    EXPECT_LT(payload, manifest);
    AcsSession next({"c", "i"}, 2, kNoon + Seconds{1});
    const auto late = next.want({running("a")}, kNoon + Seconds{1});
    EXPECT_LT(manifest, json::integer(body_of(late.messages.at(0)), "seqNum"));
}

// What AcsServer gives its sessions as the time.
TEST(AcsSession, goes_on_as_the_wall_clock_is_set_back) {
    constexpr std::chrono::hours kBack{2};
    SteadyTime clock(kNoon);
    auto first = a_session();
    const auto early = first.want({}, kNoon);
    const auto later = clock.follow(kNoon - kBack, Seconds{25});
    EXPECT_THAT(types(first.on_tick(later)), ::testing::ElementsAre("HeartbeatMessage"));
    AcsSession next({"c", "i"}, 2, later);
    EXPECT_LT(json::integer(body_of(early.messages.at(0)), "timeline"),
              json::integer(body_of(next.want({}, later).messages.at(0)), "timeline"));
}

TEST(AcsSession, sends_an_unacknowledged_payload_again) {
    auto session = a_session();
    session.want({running("a")}, kNoon);
    EXPECT_TRUE(orders(session.on_tick(kNoon + Seconds{9})).empty());
    EXPECT_EQ(orders(session.on_tick(kNoon + kResendAfter)),
              (std::vector<std::string>{"a:RUNNING"}));
}

TEST(AcsSession, sends_an_acknowledged_payload_once) {
    auto session = a_session();
    const auto output = session.want({running("a")}, kNoon);
    session.on_message(ack(id_of(output.messages.at(0))), kNoon);
    EXPECT_TRUE(orders(session.on_tick(kNoon + kResendAfter)).empty());
}

TEST(AcsSession, never_sends_a_start_again_once_the_task_is_to_stop_or_gone) {
    auto session = a_session();
    session.want({running("a"), running("b")}, kNoon);
    session.want({stopped("a")}, kNoon);
    EXPECT_EQ(orders(session.on_tick(kNoon + kResendAfter)),
              (std::vector<std::string>{"a:STOPPED"}));
}

TEST(AcsSession, stops_tasks_that_the_agent_runs_and_nobody_wants) {
    auto session = a_session();
    session.want({running("a")}, kNoon);
    const auto output = session.on_message(
        R"({"type":"TaskStopVerificationMessage","message":{"messageId":"m","stopCandidates":[
            {"taskArn":"a","desiredStatus":"STOPPED"},
            {"taskArn":"x","desiredStatus":"STOPPED"}]}})",
        kNoon);
    EXPECT_EQ(orders(output), (std::vector<std::string>{"x:STOPPED"}));
}

TEST(AcsSession, repeats_the_manifest_and_lists_what_is_wanted) {
    auto session = a_session();
    session.want({running("a"), stopped("b")}, kNoon);
    const auto output = session.on_tick(kNoon + kManifestEvery);
    ASSERT_EQ(type_of(output.messages.back()), "TaskManifestMessage");
    const auto body = body_of(output.messages.back());
    EXPECT_EQ(json::list(body, "tasks").size(), 2u);
}

TEST(AcsSession, sends_heartbeats) {
    auto session = a_session();
    EXPECT_TRUE(session.on_tick(kNoon + Seconds{19}).messages.empty());
    EXPECT_EQ(types(session.on_tick(kNoon + kHeartbeatEvery)),
              (std::vector<std::string>{"HeartbeatMessage"}));
}

TEST(AcsSession, gives_up_an_agent_that_leaves_three_heartbeats_unanswered) {
    auto session = a_session();
    for (int i = 1; i <= kHeartbeatsUnansweredMax; ++i)
        EXPECT_FALSE(session.on_tick(kNoon + i * kHeartbeatEvery).close);
    EXPECT_TRUE(session.on_tick(kNoon + 4 * kHeartbeatEvery).close);
}

TEST(AcsSession, keeps_an_agent_that_answers_heartbeats) {
    auto session = a_session();
    for (int i = 1; i <= 10; ++i) {
        const auto output = session.on_tick(kNoon + i * kHeartbeatEvery);
        EXPECT_FALSE(output.close);
        session.on_message(R"({"type":"HeartbeatAckRequest","message":{"messageId":"h"}})", kNoon);
    }
}

TEST(AcsSession, survives_what_is_not_a_message) {
    auto session = a_session();
    for (const auto* text : {"", "{", "[]", R"({"type":5})", R"({"type":"AckRequest"})"})
        EXPECT_TRUE(session.on_message(text, kNoon).messages.empty());
}

TEST(TcsMessage, is_read_behind_its_header_block_and_acknowledged) {
    const auto answer = answer_tcs(
        "Authorization: AWS4-HMAC-SHA256 x\r\nHost: h\r\n\r\n"
        R"({"type":"PublishHealthRequest","message":{"tasks":[{"taskArn":"a","containers":[
            {"containerName":"web","healthStatus":"HEALTHY"}]}]}})");
    ASSERT_TRUE(answer.reply);
    EXPECT_EQ(type_of(*answer.reply), "AckPublishHealth");
    ASSERT_EQ(answer.health.size(), 1u);
    EXPECT_EQ(answer.health[0].task_arn, "a");
    EXPECT_EQ(answer.health[0].container, "web");
    EXPECT_EQ(answer.health[0].status, "HEALTHY");
}

TEST(TcsMessage, of_metrics_and_status_is_acknowledged_by_its_own_name) {
    EXPECT_EQ(type_of(*answer_tcs(R"({"type":"PublishMetricsRequest","message":{}})").reply),
              "AckPublishMetric");
    EXPECT_EQ(type_of(*answer_tcs(R"({"type":"PublishInstanceStatusRequest","message":{}})").reply),
              "AckPublishInstanceStatus");
    EXPECT_FALSE(answer_tcs("Host: h\r\n\r\n").reply);
    EXPECT_FALSE(answer_tcs(R"({"type":"Other"})").reply);
}

// ---- metrics

const std::string kSet = R"({"min":1,"max":3,"sampleCount":4,"sum":8.0})";

std::string metrics_of(const std::string& task_metrics) {
    return fmt::format(
        "Host: h\r\n\r\n"
        R"({{"type":"PublishMetricsRequest","message":{{"timestamp":43200.5,"metadata":{{)"
        R"("cluster":"c","containerInstance":"ci","idle":false,"fin":true,"messageId":"m"}},)"
        R"("taskMetrics":{}}}}})",
        task_metrics);
}
// Of one container, "web" of task "a".
std::string metrics_of_one(const std::string& cpu, const std::string& memory) {
    return metrics_of(fmt::format(
        R"([{{"taskArn":"a","containerMetrics":[{{"containerName":"web","cpuStatsSet":{},)"
        R"("memoryStatsSet":{}}}]}}])",
        cpu, memory));
}
std::string refusal_of(const std::string& text) {
    const auto answer = answer_tcs(text);
    EXPECT_TRUE(answer.uses.empty());
    if (!answer.reply || type_of(*answer.reply) != "BadRequestException") return "not refused";
    return json::text(body_of(*answer.reply), "message");
}

TEST(TcsMetrics, tell_the_means_of_what_containers_use) {
    const auto answer = answer_tcs(metrics_of_one(kSet, R"({"sampleCount":2,"sum":33})"));
    EXPECT_EQ(type_of(answer.reply.value_or("")), "AckPublishMetric");
    ASSERT_EQ(answer.uses.size(), 1u);
    const auto& use = answer.uses[0];
    EXPECT_EQ(use.task_arn, "a");
    EXPECT_EQ(use.container, "web");
    EXPECT_EQ(use.until, kNoon + Millis{500});
    EXPECT_EQ(use.cpu_percent, 2.0);
    EXPECT_EQ(use.memory_mib, 16.5);
}

TEST(TcsMetrics, of_an_idle_instance_are_acknowledged) {
    const auto answer = answer_tcs(
        R"({"type":"PublishMetricsRequest","message":{"timestamp":1,"metadata":{"idle":true,
            "fin":true,"cluster":"c","containerInstance":"ci","messageId":"m"}}})");
    EXPECT_EQ(type_of(answer.reply.value_or("")), "AckPublishMetric");
    EXPECT_TRUE(answer.uses.empty());
}

TEST(TcsMetrics, may_hold_members_that_we_do_not_know_and_nulls) {
    const auto answer = answer_tcs(metrics_of(
        R"([{"taskArn":"a","clusterArn":null,"new":[1],"volumeMetrics":null,"containerMetrics":[
            {"containerName":"web","cpuStatsSet":)" +
        kSet + R"(,"memoryStatsSet":)" + kSet + R"(,"networkStatsSet":{"rxBytes":"?"}},
            {"containerName":"new","cpuStatsSet":null}]},
            {"taskArn":"b","containerMetrics":null}])"));
    EXPECT_EQ(type_of(answer.reply.value_or("")), "AckPublishMetric");
    EXPECT_EQ(answer.uses.size(), 1u);
}

TEST(TcsMetrics, of_another_type_than_the_protocols_are_refused_by_path) {
    EXPECT_EQ(refusal_of(R"({"type":"PublishMetricsRequest"})"), "message: expected an object");
    EXPECT_EQ(refusal_of(R"({"type":"PublishMetricsRequest","message":[]})"), "expected an object");
    EXPECT_EQ(refusal_of(metrics_of("7")), "taskMetrics: expected a list");
    EXPECT_EQ(refusal_of(metrics_of(R"([{"taskArn":7}])")),
              "taskMetrics[0].taskArn: expected a string");
    EXPECT_EQ(refusal_of(metrics_of_one(R"({"sum":"8"})", kSet)),
              "taskMetrics[0].containerMetrics[0].cpuStatsSet.sum: expected a number");
    EXPECT_EQ(refusal_of(metrics_of_one(R"({"sampleCount":1.5})", kSet)),
              "taskMetrics[0].containerMetrics[0].cpuStatsSet.sampleCount: "
              "expected a whole number of 64 bits");
}

TEST(TcsMetrics, that_cannot_be_are_cut_or_left_out) {
    const auto far = answer_tcs(
        metrics_of_one(R"({"sampleCount":1,"sum":1e300})", R"({"sampleCount":1,"sum":1e300})"));
    ASSERT_EQ(far.uses.size(), 1u);
    EXPECT_EQ(far.uses[0].cpu_percent, kCpuPercentMax);
    EXPECT_EQ(far.uses[0].memory_mib, kMemoryMibMax);
    for (const auto* none : {R"({"sampleCount":0,"sum":1})", R"({"sampleCount":-1,"sum":-1})",
                             R"({"sampleCount":1,"sum":-1})", "{}"})
        EXPECT_TRUE(answer_tcs(metrics_of_one(kSet, none)).uses.empty()) << none;
}

net::HttpRequest get(std::string target) {
    net::HttpRequest request;
    request.target = std::move(target);
    return request;
}

TEST(UpgradeRequest, says_which_instance_and_which_versions) {
    const auto read = read_upgrade(
        get("/acs/ws?agentHash=0bc&agentVersion=1.89.1&clusterArn=c&containerInstanceArn="
            "arn%3Aaws%3Aecs%3Ai&dockerVersion=DockerVersion%3A+20.10.24%2Bdfsg1&seqNum=1"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->channel, Channel::Acs);
    EXPECT_EQ(read->container_instance_arn, "arn:aws:ecs:i");
    EXPECT_EQ(read->agent_version, "1.89.1");
    EXPECT_EQ(read->agent_hash, "0bc");
    EXPECT_EQ(read->docker_version, "20.10.24+dfsg1");
}

TEST(UpgradeRequest, on_the_telemetry_channel_names_the_instance_otherwise) {
    const auto read = read_upgrade(get("/tcs/ws?containerInstance=i&cluster=c"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->channel, Channel::Tcs);
    EXPECT_EQ(read->container_instance_arn, "i");
}

TEST(UpgradeRequest, elsewhere_or_without_an_instance_is_none) {
    EXPECT_FALSE(read_upgrade(get("/acs")));
    EXPECT_FALSE(read_upgrade(get("/acs/ws")));
    EXPECT_FALSE(read_upgrade(get("/acs/ws?containerInstance=i")));
}

}  // namespace
}  // namespace ikada::nodes
