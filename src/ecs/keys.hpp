#pragma once
// The only file that knows ECS's keys in the store.

#include "ecs/task_definition.hpp"
#include "ecs/types.hpp"
#include "world/record.hpp"

namespace ikada::ecs::keys {

inline std::string in_cluster(const ClusterName& cluster, std::string_view name) {
    std::string key;
    key.reserve(cluster.value.size() + 1 + name.size());
    return key.append(cluster.value).append(1, '/').append(name);
}
inline std::string of(const ClusterName& cluster, const ServiceName& service) {
    return in_cluster(cluster, service.value);
}
inline std::string of(const ClusterName& cluster, const TaskId& task) {
    return in_cluster(cluster, task.value);
}
inline std::string of(const ClusterName& cluster, const ContainerInstanceId& instance) {
    return in_cluster(cluster, instance.value);
}
inline std::string of(const Service& service) { return of(service.cluster, service.name); }
inline std::string of(const Task& task) { return of(task.cluster, task.id); }
inline std::string of(const ContainerInstance& instance) {
    return of(instance.cluster, instance.id);
}
// A task definition by family and revision; revisions sort by number.
std::string task_definition(std::string_view family, int revision);
std::string account_setting(SettingName name, std::string_view principal_arn);
// "target group ARN|EC2 instance id|port": finds the task behind a target.
std::string target(std::string_view target_group_arn, std::string_view ec2_instance_id, int port);
inline bool is_target(std::string_view key) { return key.starts_with("arn:"); }

// Names of secondary indexes.
// Tasks, but those that are over for it (is_over): keys::of(service).
inline constexpr std::string_view kByService = "service";
inline constexpr std::string_view kByInstance =
    "instance";                                          // tasks not STOPPED: keys::of(instance)
inline constexpr std::string_view kByTarget = "target";  // tasks: keys::target
// Services: an ARN in a deployment. Tasks not STOPPED: their definition's.
inline constexpr std::string_view kByTaskDefinition = "definition";
inline constexpr std::string_view kByEc2Instance = "ec2";  // container instances not INACTIVE
inline constexpr std::string_view kByCluster = "cluster";  // container instances not INACTIVE
inline constexpr std::string_view kByArn = "arn";        // definitions, tasks, instances, services
inline constexpr std::string_view kByStatus = "status";  // tasks: "STOPPED" or "LIVE"

}  // namespace ikada::ecs::keys

namespace ikada::world {

template <>
struct RecordTraits<ecs::Cluster> {
    static constexpr std::string_view folder = "ecs/cluster/";
    static constexpr int version = 1;
    static std::string key(const ecs::Cluster& cluster) { return cluster.name.value; }
    static void index(const ecs::Cluster&, IndexKeys&) {}
};

template <>
struct RecordTraits<ecs::TaskFamily> {
    static constexpr std::string_view folder = "ecs/task-family/";
    static constexpr int version = 1;
    static std::string key(const ecs::TaskFamily& family) { return family.name; }
    static void index(const ecs::TaskFamily&, IndexKeys&) {}
};

template <>
struct RecordTraits<ecs::TaskDefinition> {
    static constexpr std::string_view folder = "ecs/task-definition/";
    static constexpr int version = 1;
    static std::string key(const ecs::TaskDefinition& definition) {
        return ecs::keys::task_definition(definition.family, definition.revision);
    }
    static void index(const ecs::TaskDefinition& definition, IndexKeys& out) {
        out.add(ecs::keys::kByArn, definition.arn);
    }
};

template <>
struct RecordTraits<ecs::ContainerInstance> {
    static constexpr std::string_view folder = "ecs/container-instance/";
    static constexpr int version = 1;
    static std::string key(const ecs::ContainerInstance& instance) {
        return ecs::keys::of(instance);
    }
    static void index(const ecs::ContainerInstance& instance, IndexKeys& out) {
        out.add(ecs::keys::kByArn, instance.arn);
        if (instance.status == ecs::ContainerInstanceStatus::Inactive) return;
        out.add(ecs::keys::kByEc2Instance, instance.ec2_instance_id);
        out.add(ecs::keys::kByCluster, instance.cluster.value);
    }
};

template <>
struct RecordTraits<ecs::Task> {
    static constexpr std::string_view folder = "ecs/task/";
    static constexpr int version = 1;
    static std::string key(const ecs::Task& task) { return ecs::keys::of(task); }
    static void index(const ecs::Task& task, IndexKeys& out) {
        const bool stopped = task.last_status == ecs::TaskStatus::Stopped;
        out.add(ecs::keys::kByArn, task.arn);
        out.add(ecs::keys::kByStatus, stopped ? "STOPPED" : "LIVE");
        if (task.service && !ecs::is_over(task))
            out.add(ecs::keys::kByService, ecs::keys::of(task.cluster, *task.service));
        if (!stopped) {
            out.add(ecs::keys::kByInstance, ecs::keys::of(task.cluster, task.container_instance));
            out.add(ecs::keys::kByTaskDefinition, task.task_definition_arn);
        }
        for (const auto& target : task.targets)
            out.add(ecs::keys::kByTarget,
                    ecs::keys::target(target.target_group_arn, ecs::target_id(task, target),
                                      target.port));
    }
};

template <>
struct RecordTraits<ecs::Service> {
    static constexpr std::string_view folder = "ecs/service/";
    static constexpr int version = 1;
    static std::string key(const ecs::Service& service) { return ecs::keys::of(service); }
    static void index(const ecs::Service& service, IndexKeys& out) {
        out.add(ecs::keys::kByArn, service.arn);
        for (const auto& arn : ecs::definitions_of(service))
            out.add(ecs::keys::kByTaskDefinition, arn);
    }
};

template <>
struct RecordTraits<ecs::AccountSetting> {
    static constexpr std::string_view folder = "ecs/account-setting/";
    static constexpr int version = 1;
    static std::string key(const ecs::AccountSetting& setting) {
        return ecs::keys::account_setting(setting.name, setting.principal_arn);
    }
    static void index(const ecs::AccountSetting&, IndexKeys&) {}
};

template <>
struct RecordTraits<ecs::ClientToken> {
    static constexpr std::string_view folder = "ecs/client-token/";
    static constexpr int version = 1;
    static std::string key(const ecs::ClientToken& token) { return token.key; }
    static void index(const ecs::ClientToken&, IndexKeys&) {}
};

}  // namespace ikada::world
