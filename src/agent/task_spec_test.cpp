#include "agent/task_spec.hpp"

#include <array>

#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::kOne;
using testing::parsed;
using testing::payload;

Result<TaskSpec> spec_with(const std::string& members, const std::string& containers = kOne) {
    return parse_task(parsed(payload(containers, members)));
}

TEST(TaskSpec, takes_only_a_command_from_overrides) {
    const auto task =
        a_task(R"({"name":"app","image":"a","command":["x"],"overrides":"{\"command\":[\"y\"]}"})");
    EXPECT_EQ(task.spec.containers[0].command, (std::vector<std::string>{"y"}));
}

TEST(TaskSpec, reads_the_three_places_of_volumes) {
    const auto task = spec_with(R"("volumes":[
        {"name":"etc","host":{"sourcePath":"/etc"}},
        {"name":"tmp","host":{}},
        {"name":"db","type":"docker","dockerVolumeConfiguration":{"scope":"shared",
         "autoprovision":true,"driver":"local",
         "driverOpts":{"type":"tmpfs"},
         "labels":{"a":"b"}}}])");
    ASSERT_TRUE(task) << task.error().message;
    EXPECT_EQ(find_volume(*task, "etc")->path, "/etc");
    EXPECT_EQ(find_volume(*task, "tmp")->place, VolumePlace::Task);
    const auto& db = *find_volume(*task, "db");
    EXPECT_EQ(db.place, VolumePlace::Shared);
    EXPECT_TRUE(db.autoprovision);
    EXPECT_EQ(db.driver_options.at("type"), "tmpfs");
    EXPECT_EQ(db.labels.at("a"), "b");
}

TEST(TaskSpec, with_what_it_has_not_cannot_run_and_says_what) {
    struct Case {
        std::string members, container, name;
    };
    const std::array cases{
        Case{R"("volumes":[{"name":"v","type":"efs"}])", "", "type efs"},
        Case{R"("cpu":1)", R"(,"secrets":[{"name":"A"}])", "secrets"},
        Case{R"("cpu":1)", R"(,"environmentFiles":[{"type":"s3"}])", "environmentFiles"},
        Case{R"("cpu":1)", R"(,"links":["nobody"])", "nobody"}};
    for (const auto& [members, container, name] : cases) {
        const auto task =
            spec_with(members, fmt::format(R"({{"name":"app","image":"i"{}}})", container));
        ASSERT_FALSE(task);
        EXPECT_TRUE(task.error().is(kCannotRun)) << task.error().message;
        EXPECT_NE(task.error().message.find(name), std::string::npos) << task.error().message;
    }
}

TEST(TaskSpec, that_cannot_be_understood_is_malformed) {
    const std::array broken{
        spec_with(R"("cpu":1)", ""),
        spec_with(R"("networkMode":"overlay")"),
        spec_with(R"("pidMode":"none")"),
        spec_with(R"("networkMode":"awsvpc")"),
        spec_with(R"("volumes":[{"name":"v","type":"host"}])"),
        spec_with(R"("cpu":1)", kOne + "," + kOne),
        spec_with(R"("cpu":1)", R"({"name":"a","image":"i","mountPoints":[{"sourceVolume":"v"}]})"),
        spec_with(R"("cpu":1)", R"({"name":"~internal~ecs~pause","image":"i"})")};
    for (const auto& task : broken) {
        ASSERT_FALSE(task);
        EXPECT_TRUE(task.error().is(kMalformed)) << task.error().message;
    }
}

TEST(TaskSpec, has_a_pause_container_exactly_where_something_is_shared) {
    EXPECT_FALSE(has_pause_container(*spec_with(R"("networkMode":"host","pidMode":"host")")));
    EXPECT_TRUE(has_pause_container(*spec_with(R"("ipcMode":"task")")));
    const auto task = spec_with(R"("networkMode":"awsvpc","elasticNetworkInterfaces":[
        {"attachmentArn":"att","macAddress":"0a:00:00:00:00:01",
         "ipv4Addresses":[{"privateAddress":"10.213.1.7","primary":true}]}])");
    ASSERT_TRUE(task) << task.error().message;
    EXPECT_EQ(task->network_interface,
              (NetworkInterface{"att", "0a:00:00:00:00:01", "10.213.1.7"}));
    ASSERT_TRUE(has_pause_container(*task));
    EXPECT_EQ(task->containers[0].depends_on.back(),
              (Dependency{std::string(kPauseName), Condition::Start}));
}

}  // namespace
}  // namespace ikada::agent
