#include <gmock/gmock.h>

#include "agent/container_config.hpp"
#include "agent/health.hpp"
#include "agent/host_ports.hpp"
#include "agent/registration.hpp"
#include "agent/state_file.hpp"
#include "agent/targets.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::at;
using testing::kArn;
using testing::kNoon;
using testing::kOne;
using testing::looked;
using testing::parsed;
using testing::run;
using testing::seen;
using testing::seen_exited;
using testing::the_options;

json::value config_of(TaskRecord task) { return parsed(docker_config(the_options(), task, 0)); }

TEST(ContainerConfig, carries_command_environment_and_limits) {
    const auto config = config_of(a_task(
        R"({"name":"app","image":"app:1","essential":true,"cpu":256,"memory":128,
            "command":["serve"],"entryPoint":["/bin/x"],"environment":{"A":"b"}})"));
    EXPECT_EQ(at(config, "/Image"), "app:1");
    EXPECT_EQ(at(config, "/Cmd/0"), "serve");
    EXPECT_EQ(at(config, "/Entrypoint/0"), "/bin/x");
    EXPECT_EQ(at(config, "/Env/0"), "A=b");
    EXPECT_EQ(at(config, "/HostConfig/CpuShares").to_number<int>(), 256);
    EXPECT_EQ(at(config, "/HostConfig/Memory").to_number<std::int64_t>(), 128LL << 20);
}

TEST(ContainerConfig, has_the_labels_of_ecs_and_of_the_instance) {
    const auto config = config_of(a_task());
    EXPECT_EQ(at(config, "/Labels/com.amazonaws.ecs.task-arn"), boost::json::string(kArn));
    EXPECT_EQ(at(config, "/Labels/com.amazonaws.ecs.container-name"), "app");
    EXPECT_EQ(at(config, "/Labels/com.amazonaws.ecs.task-definition-version"), "3");
    EXPECT_EQ(at(config, "/Labels/ikada.instance"), "i-1");
}

TEST(ContainerConfig, publishes_the_chosen_ports_on_the_address) {
    auto task = a_task();
    task.containers[0].ports = {{80, "tcp", "127.0.0.9", 32768}};
    const auto config = config_of(task);
    EXPECT_EQ(at(config, "/HostConfig/PortBindings/80~1tcp/0/HostIp"), "127.0.0.9");
    EXPECT_EQ(at(config, "/HostConfig/PortBindings/80~1tcp/0/HostPort"), "32768");
    EXPECT_TRUE(at(config, "/ExposedPorts/80~1tcp").is_object());
}

TEST(ContainerConfig, lets_dockers_own_settings_win_but_never_restarts) {
    const auto config = config_of(a_task(
        R"({"name":"app","image":"app:1","essential":true,"dockerConfig":{
            "config":"{\"User\":\"nobody\",\"Labels\":{\"mine\":\"1\"}}",
            "hostConfig":"{\"RestartPolicy\":{\"Name\":\"always\"}}"}})"));
    EXPECT_EQ(at(config, "/User"), "nobody");
    EXPECT_EQ(at(config, "/Labels/mine"), "1");
    EXPECT_EQ(at(config, "/Labels/ikada.instance"), "i-1");
    EXPECT_EQ(at(config, "/HostConfig/RestartPolicy/Name"), "no");
}

TEST(ContainerConfig, puts_bridge_mode_on_the_instances_network) {
    auto options = the_options();
    options.network = "ikada";
    options.cgroup_parent = "/ikada/i-1";
    const auto config = parsed(docker_config(options, a_task(), 0));
    EXPECT_EQ(at(config, "/HostConfig/NetworkMode"), "ikada");
    EXPECT_EQ(at(config, "/HostConfig/CgroupParent"), "/ikada/i-1");
}

TEST(ContainerConfig, puts_a_task_with_limits_in_a_control_group_of_its_own) {
    auto options = the_options();
    options.cgroup_parent = "/ikada/i-1";
    const auto parent_with = [&options](const std::string& members) {
        const auto spec = parse_task(parsed(testing::payload(kOne, members)));
        return at(parsed(docker_config(options, make_record(*spec, ""), 0)),
                  "/HostConfig/CgroupParent");
    };
    EXPECT_EQ(parent_with(R"("memory":64)"), "/ikada/i-1/0123456789abcdef");
    EXPECT_EQ(parent_with(R"("cpu":0.5)"), "/ikada/i-1/0123456789abcdef");
    EXPECT_EQ(parent_with(R"("pidMode":"host")"), "/ikada/i-1");
    const auto spec = parse_task(parsed(testing::payload(kOne, R"("cpu":0.5,"memory":64)")));
    EXPECT_EQ(task_limits(*spec), (os::CgroupLimits{64 << 20, 0.5}));
    options.cgroup_parent.clear();
    EXPECT_EQ(task_cgroup(options, *spec), "");
}

TEST(ContainerName, tells_family_version_container_and_task) {
    const auto task = a_task();
    EXPECT_EQ(docker_name(task.spec, task.spec.containers[0]), "ecs-web-3-app-0123456789abcdef");
}

// ---- host ports

TEST(HostPorts, are_taken_one_after_the_other_from_the_dynamic_range) {
    int next = 0;
    const PortProbe all_free = [](const PortUse&) { return true; };
    const auto spec = a_task().spec.containers[0];
    const auto first = choose_ports(spec, "127.0.0.9", {}, {next, all_free});
    const auto second = choose_ports(spec, "127.0.0.9", {}, {next, all_free});
    ASSERT_TRUE(first && second);
    EXPECT_EQ((*first)[0], (docker::PublishedPort{80, "tcp", "127.0.0.9", 32768}));
    EXPECT_EQ((*second)[0].host_port, 32769);
}

TEST(HostPorts, skip_those_in_use) {
    int next = 32768;
    const PortProbe probe = [](const PortUse& use) { return use.second != 32769; };
    const auto spec = a_task().spec.containers[0];
    const auto chosen = choose_ports(spec, "a", {{"tcp", 32768}}, {next, probe});
    ASSERT_TRUE(chosen);
    EXPECT_EQ((*chosen)[0].host_port, 32770);
}

TEST(HostPorts, start_over_at_the_end_of_the_range) {
    int next = kDynamicPortLast;
    const PortProbe all_free = [](const PortUse&) { return true; };
    const auto spec = a_task().spec.containers[0];
    ASSERT_TRUE(choose_ports(spec, "a", {}, {next, all_free}));
    EXPECT_EQ(next, kDynamicPortFirst);
}

TEST(HostPorts, that_are_all_taken_are_an_error) {
    int next = 0;
    const PortProbe none_free = [](const PortUse&) { return false; };
    const auto spec = a_task().spec.containers[0];
    const auto chosen = choose_ports(spec, "10.9.9.9", {}, {next, none_free});
    ASSERT_FALSE(chosen);
    EXPECT_NE(chosen.error().message.find("10.9.9.9"), std::string::npos);
}

TEST(HostPorts, fixed_ones_stay_and_stopped_containers_hold_none) {
    int next = 0;
    const PortProbe none_free = [](const PortUse&) { return false; };
    auto task = a_task(
        R"({"name":"app","image":"a","portMappings":[{"containerPort":80,"hostPort":8080}]})");
    const auto chosen = choose_ports(task.spec.containers[0], "a", {}, {next, none_free});
    ASSERT_TRUE(chosen);
    EXPECT_EQ((*chosen)[0].host_port, 8080);
    task.containers[0].ports = *chosen;
    EXPECT_EQ(ports_in_use({{kArn, task}}).size(), 1u);
    task.containers[0].stage = Stage::Stopped;
    EXPECT_TRUE(ports_in_use({{kArn, task}}).empty());
}

// ---- state

TEST(AgentStateFile, gives_back_what_was_written) {
    AgentState state;
    state.cluster = "hobby";
    state.instance_id = "i-1";
    state.container_instance_arn = "ci";
    state.availability_zone = "us-east-1a";
    state.vpc_id = "vpc-1";
    state.manifest_mark = 42;
    state.next_port = 32770;
    auto task = a_task();
    run(task);
    apply(task, looked(seen_exited(3)), kNoon);
    task.reported = Stage::Running;
    state.tasks.emplace(kArn, task);
    state.tasks.emplace("x", make_stillborn("x", "why"));

    const auto text = write_state(state);
    const auto read = read_state(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_state(*read), text);
    const auto& again = read->tasks.at(kArn);
    EXPECT_EQ(again.containers[0].exit_code, 3);
    EXPECT_EQ(again.containers[0].stage, Stage::Stopped);
    EXPECT_EQ(again.spec.containers[0].image, "app:1");
    EXPECT_EQ(again.stopped_at, kNoon);
    EXPECT_EQ(read->tasks.at("x").reason, "why");
    EXPECT_EQ(read->manifest_mark, 42);
    EXPECT_EQ(read->availability_zone, "us-east-1a");
    EXPECT_EQ(read->vpc_id, "vpc-1");
}

TEST(AgentStateFile, of_version_1_is_read_by_the_order_of_containers) {
    const std::string payload =
        R"({\"arn\":\"t\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"},)"
        R"({\"name\":\"b\",\"image\":\"i\"}]})";
    const auto state =
        read_state(R"({"version":1,"tasks":[{"arn":"t","payload":")" + payload + R"(","containers":[
            {"stage":"RUNNING","dockerId":"d1"},{"stage":"STOPPED","dockerId":"d2"}]}]})");
    ASSERT_TRUE(state) << state.error().message;
    const auto& task = state->tasks.at("t");
    EXPECT_EQ(task.containers[0].docker_id, "d1");
    EXPECT_EQ(task.containers[1].stage, Stage::Stopped);
}

TEST(AgentStateFile, with_a_task_that_cannot_be_read_any_more_ends_that_task) {
    const auto state = read_state(
        R"({"version":2,"tasks":[{"arn":"t","payload":"{\"arn\":\"t\"}","reported":"RUNNING"}]})");
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_TRUE(state->tasks.at("t").stop_asked);
    EXPECT_EQ(stage_of(state->tasks.at("t")), Stage::Stopped);
}

TEST(AgentStateFile, of_another_form_is_refused) {
    EXPECT_FALSE(read_state("{}"));
    EXPECT_FALSE(read_state("{\"version\":3}"));
    EXPECT_FALSE(read_state("broken"));
}

// ---- health

TEST(Health, is_told_of_running_containers_with_a_health_check) {
    AgentState state;
    auto task = a_task(R"({"name":"app","image":"a","essential":true,"healthCheckType":"docker"})");
    run(task);
    auto healthy = seen(docker::ContainerState::Running);
    healthy.health = docker::Health::Healthy;
    apply(task, looked(healthy), kNoon + Seconds{5});
    state.tasks.emplace(kArn, task);
    const auto entries = health_of(state);
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].status, "HEALTHY");
    EXPECT_EQ(entries[0].since, kNoon + Seconds{5});
    const auto messages = health_messages(state, entries, "m", kNoon);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(at(parsed(messages[0]), "/message/tasks/0/containers/0/healthStatus"), "HEALTHY");
    EXPECT_EQ(at(parsed(messages[0]), "/message/metadata/fin"), true);
}

TEST(Health, of_one_tasks_containers_stands_together) {
    std::vector<HealthEntry> entries;
    for (const auto* task : {"a", "a", "b"})
        entries.push_back({task, "f", "1", "app", "UNKNOWN", kNoon});
    const auto messages = health_messages({}, entries, "m", kNoon);
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(at(parsed(messages[0]), "/message/tasks/0/containers").as_array().size(), 2u);
    EXPECT_EQ(at(parsed(messages[0]), "/message/tasks/1/taskArn"), "b");
}

// ---- registration and signing

TEST(Registration, names_resources_in_ecs_words) {
    auto options = the_options();
    options.cpu_units = 2048;
    options.memory_mib = 1900;
    const auto request = registration_request(options, "");
    const auto& resources = *request.total_resources;
    EXPECT_EQ(resources[0].name, "CPU");
    EXPECT_EQ(resources[0].integer_value, 2048);
    EXPECT_EQ(resources[1].name, "MEMORY");
    EXPECT_EQ(resources[1].integer_value, 1900);
    EXPECT_FALSE(request.container_instance_arn);
    EXPECT_EQ(registration_request(options, "ci").container_instance_arn, "ci");
}

TEST(Registration, takes_arn_zone_and_vpc_from_the_answer_and_keeps_the_arn_that_it_had) {
    ecs::shapes::RegisterContainerInstanceResponse answer;
    EXPECT_EQ(registered_as(answer, "ours"), (RegisteredAs{"ours", "", ""}));
    auto& instance = answer.container_instance.emplace();
    instance.container_instance_arn = "theirs";
    instance.attributes.emplace(2);
    (*instance.attributes)[0].name = "ecs.availability-zone";
    (*instance.attributes)[0].value = "us-east-1a";
    (*instance.attributes)[1].name = "ecs.vpc-id";
    (*instance.attributes)[1].value = "vpc-1";
    EXPECT_EQ(registered_as(answer, ""), (RegisteredAs{"theirs", "us-east-1a", "vpc-1"}));
    EXPECT_EQ(registered_as(answer, "ours").arn, "ours");
}

TEST(TcsFrame, is_a_signed_header_block_before_the_message) {
    LinkTarget target;
    target.request.target = "/tcs/ws?cluster=c";
    target.request.headers = {{"Host", "h:1"}};
    const auto frame = tcs_frame(the_options(), target, "{}", kNoon);
    EXPECT_TRUE(frame.ends_with("\r\n\r\n{}"));
    EXPECT_NE(frame.find("Authorization: AWS4-HMAC-SHA256 Credential=AKIA/"), std::string::npos);
    EXPECT_NE(frame.find("X-Amz-Date: 19700101T120000Z\r\n"), std::string::npos);
}

TEST(Durations, are_read_as_go_writes_them) {
    EXPECT_EQ(parse_duration("90s"), Seconds{90});
    EXPECT_EQ(parse_duration("10m"), Seconds{600});
    EXPECT_EQ(parse_duration("3h"), Seconds{10800});
    EXPECT_EQ(parse_duration("5"), Seconds{5});
    EXPECT_EQ(parse_duration("0s"), std::nullopt);
    EXPECT_EQ(parse_duration("1d"), std::nullopt);
}

}  // namespace
}  // namespace ikada::agent
