#include "agent/container_config.hpp"
#include "agent/pause_image.hpp"
#include "agent/testing.hpp"

namespace ikada::agent {
namespace {

using testing::at;
using testing::parsed;
using testing::payload;
using testing::the_options;

const std::string kInterface =
    R"("networkMode":"awsvpc","elasticNetworkInterfaces":[{"attachmentArn":"att",
       "macAddress":"0a:00:00:00:00:01","ipv4Addresses":[{"privateAddress":"10.213.1.7"}]}])";

TaskRecord task_of(const std::string& members, const std::string& containers = testing::kOne) {
    auto spec = parse_task(parsed(payload(containers, members)));
    EXPECT_TRUE(spec) << spec.error().message;
    return make_record(*spec, "");
}

json::value config_of(const TaskRecord& task, std::size_t container = 0) {
    auto options = the_options();
    options.network = "ikada";
    return parsed(docker_config(options, task, container));
}

TEST(NetworkConfig, gives_the_pause_container_the_tasks_address) {
    const auto config = config_of(task_of(kInterface), 1);
    EXPECT_EQ(at(config, "/Image"), boost::json::string(pause_image()));
    EXPECT_EQ(at(config, "/MacAddress"), "0a:00:00:00:00:01");
    EXPECT_EQ(at(config, "/HostConfig/NetworkMode"), "ikada");
    EXPECT_EQ(at(config, "/NetworkingConfig/EndpointsConfig/ikada/IPAMConfig/IPv4Address"),
              "10.213.1.7");
    EXPECT_EQ(at(config, "/Labels/com.amazonaws.ecs.container-name"), "~internal~ecs~pause");
}

TEST(NetworkConfig, puts_the_others_into_its_namespace_without_what_belongs_to_it) {
    auto task = task_of(kInterface, R"({"name":"app","image":"a","dockerConfig":{
        "config":"{\"Hostname\":\"h\",\"User\":\"u\"}",
        "hostConfig":"{\"NetworkMode\":\"awsvpc\",\"ExtraHosts\":[\"a:10.0.0.1\"]}"}})");
    const auto config = config_of(task, 0);
    EXPECT_EQ(at(config, "/HostConfig/NetworkMode"),
              "container:ecs-web-3-internalecspause-0123456789abcdef");
    EXPECT_TRUE(at(config, "/Hostname").is_null());
    EXPECT_TRUE(at(config, "/HostConfig/ExtraHosts").is_null());
    EXPECT_EQ(at(config, "/User"), "u");
    EXPECT_EQ(at(config_of(task, 1), "/HostConfig/ExtraHosts/0"), "a:10.0.0.1");
}

TEST(NetworkConfig, shares_processes_and_memory_of_the_task_or_the_machine) {
    const auto task = task_of(R"("pidMode":"task","ipcMode":"task")");
    const auto pause = "container:ecs-web-3-internalecspause-0123456789abcdef";
    EXPECT_EQ(at(config_of(task), "/HostConfig/PidMode"), pause);
    EXPECT_EQ(at(config_of(task), "/HostConfig/IpcMode"), pause);
    EXPECT_EQ(at(config_of(task), "/HostConfig/NetworkMode"), "ikada");
    EXPECT_EQ(at(config_of(task, 1), "/HostConfig/IpcMode"), "shareable");
    EXPECT_EQ(at(config_of(task, 1), "/HostConfig/NetworkMode"), "none");
    const auto host = task_of(R"("pidMode":"host","ipcMode":"none")");
    EXPECT_EQ(at(config_of(host), "/HostConfig/PidMode"), "host");
    EXPECT_EQ(at(config_of(host), "/HostConfig/IpcMode"), "none");
}

TEST(NetworkConfig, of_host_mode_publishes_nothing) {
    auto task = task_of(R"("networkMode":"host")");
    task.containers[0].ports = {{80, "tcp", "127.0.0.9", 80}};
    EXPECT_EQ(at(config_of(task), "/HostConfig/NetworkMode"), "host");
    EXPECT_TRUE(at(config_of(task), "/HostConfig/PortBindings").is_null());
}

TEST(NetworkConfig, links_stand_at_the_endpoint_of_the_instances_network) {
    const auto task = task_of(R"("networkMode":"bridge")",
                              R"({"name":"app","image":"a","links":["db:data"]},
                                 {"name":"db","image":"d"})");
    EXPECT_EQ(at(config_of(task), "/NetworkingConfig/EndpointsConfig/ikada/Links/0"),
              "ecs-web-3-db-0123456789abcdef:data");
    EXPECT_TRUE(at(config_of(task), "/HostConfig/Links").is_null());
}

TEST(VolumeConfig, mounts_paths_and_volumes_and_orders_what_must_be_made) {
    const auto task = task_of(
        R"("volumes":[{"name":"etc","host":{"sourcePath":"/etc"}},{"name":"tmp","host":{}},
            {"name":"db","type":"docker","dockerVolumeConfiguration":{"scope":"shared"}}])",
        R"({"name":"app","image":"a","mountPoints":[
            {"sourceVolume":"etc","containerPath":"/e","readOnly":true},
            {"sourceVolume":"tmp","containerPath":"/t"},{"sourceVolume":"db","containerPath":"/d"}],
            "volumesFrom":[{"sourceContainer":"b","readOnly":true}]},
           {"name":"b","image":"b"})");
    const auto config = config_of(task);
    const std::string own = "ecs-web-3-tmp-0123456789abcdef";
    EXPECT_EQ(at(config, "/HostConfig/Binds/0"), "/etc:/e:ro");
    EXPECT_EQ(at(config, "/HostConfig/Binds/1"), boost::json::string(own + ":/t"));
    EXPECT_EQ(at(config, "/HostConfig/Binds/2"), "db:/d");
    EXPECT_EQ(at(config, "/HostConfig/VolumesFrom/0"), "ecs-web-3-b-0123456789abcdef:ro");
    const auto orders = volumes_for(the_options(), task.spec, 0);
    ASSERT_EQ(orders.size(), 2u);
    EXPECT_EQ(at(parsed(orders[0].body), "/Labels/ikada.instance"), "i-1");
    EXPECT_EQ(orders[1], (VolumeOrder{"db", ""}));
    EXPECT_EQ(own_volumes(task.spec), std::vector<std::string>{own});
}

TEST(PauseImage, is_a_whole_tar_archive_with_one_program) {
    const auto tar = pause_image_tar();
    EXPECT_EQ(tar.size() % 512, 0u);
    EXPECT_EQ(tar.substr(0, 6), std::string("pause\0", 6));
    EXPECT_EQ(tar.substr(257, 5), "ustar");
    EXPECT_EQ(tar.substr(512, 4),
              "\x7f"
              "ELF");
}

}  // namespace
}  // namespace ikada::agent
