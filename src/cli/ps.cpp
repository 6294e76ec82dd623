// `ikada ps`: what runs where.

#include <algorithm>
#include <map>
#include <memory>

#include "base/arn.hpp"
#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/ecs_view.hpp"
#include "cli/table.hpp"

namespace ikada::cli {
namespace {

namespace shapes = ecs::shapes;
using Rows = std::vector<std::vector<std::string>>;

struct PsFlags {
    server::DataFolder data;
    std::string cluster;  // empty: all
    bool as_json = false;
};

std::string last_part(const std::optional<std::string>& arn) {
    return std::string(ikada::last_part(arn.value_or("")));
}

std::string number(const std::optional<int>& value) { return std::to_string(value.value_or(0)); }

std::string rollout_of(const shapes::Service& service) {
    if (!service.deployments || service.deployments->empty()) return "";
    const auto state = service.deployments->front().rollout_state;
    return state ? std::string(name_of(names_of(*state), *state)) : "";
}

Rows service_rows(const ClusterView& view) {
    Rows rows{{"SERVICE", "DESIRED", "RUNNING", "PENDING", "TASK DEFINITION", "DEPLOYMENT"}};
    for (const auto& service : view.services)
        rows.push_back({service.service_name.value_or(""), number(service.desired_count),
                        number(service.running_count), number(service.pending_count),
                        last_part(service.task_definition), rollout_of(service)});
    return rows;
}

std::string ports_of(const shapes::Task& task) {
    std::vector<std::string> ports;
    for (const auto& container : task.containers.value_or(std::vector<shapes::Container>{}))
        for (const auto& binding :
             container.network_bindings.value_or(std::vector<shapes::NetworkBinding>{}))
            ports.push_back(fmt::format("{}:{}->{}", binding.bind_ip.value_or(""),
                                        number(binding.host_port), number(binding.container_port)));
    return fmt::format("{}", fmt::join(ports, ", "));
}

Rows task_rows(const ClusterView& view) {
    std::map<std::string, std::string> ec2_ids;
    for (const auto& instance : view.instances)
        ec2_ids[instance.container_instance_arn.value_or("")] =
            instance.ec2_instance_id.value_or("");

    Rows rows{{"TASK", "GROUP", "STATUS", "INSTANCE", "ZONE", "PORTS"}};
    for (const auto& task : view.tasks)
        rows.push_back({last_part(task.task_arn).substr(0, 12), task.group.value_or(""),
                        task.last_status.value_or(""),
                        ec2_ids[task.container_instance_arn.value_or("")],
                        task.availability_zone.value_or(""), ports_of(task)});
    std::sort(rows.begin() + 1, rows.end(), [](auto& a, auto& b) { return a[1] < b[1]; });
    return rows;
}

// The integer resource of that name; ECS lists them as name and value.
std::string resource(const std::optional<std::vector<shapes::Resource>>& all,
                     std::string_view name) {
    for (const auto& one : all.value_or(std::vector<shapes::Resource>{}))
        if (one.name == name) return number(one.integer_value);
    return "";
}

Rows instance_rows(const ClusterView& view) {
    Rows rows{{"INSTANCE", "STATUS", "AGENT", "TASKS", "CPU FREE", "MEMORY FREE"}};
    for (const auto& instance : view.instances) {
        const auto free_of = [&](std::string_view name) {
            return resource(instance.remaining_resources, name) + " of " +
                   resource(instance.registered_resources, name);
        };
        rows.push_back({instance.ec2_instance_id.value_or(""), instance.status.value_or(""),
                        instance.agent_connected.value_or(false) ? "connected" : "away",
                        number(instance.running_tasks_count), free_of("CPU"), free_of("MEMORY")});
    }
    return rows;
}

template <class Item>
std::string json_list(const std::vector<Item>& items) {
    std::vector<std::string> parts;
    for (const auto& item : items) parts.push_back(schema::to_json(item));
    return fmt::format("[{}]", fmt::join(parts, ","));
}

void print(const ClusterView& view, bool as_json) {
    if (as_json) {
        fmt::print(R"({{"cluster":{},"services":{},"tasks":{},"containerInstances":{}}})"
                   "\n",
                   json::serialize(json::value(view.name)), json_list(view.services),
                   json_list(view.tasks), json_list(view.instances));
        return;
    }
    fmt::print("cluster {}\n\n{}\n{}\n{}", view.name, format_table(service_rows(view)),
               format_table(task_rows(view)), format_table(instance_rows(view)));
}

int run(const PsFlags& flags) {
    const auto profile = server::read_profile(flags.data);
    if (!profile) return complain(profile.error());
    auto client = EcsClient::open(*profile);
    if (!client) return complain(client.error());
    Result<std::vector<std::string>> clusters{std::vector{flags.cluster}};
    if (flags.cluster.empty()) clusters = list_clusters(*client);
    if (!clusters) return complain(clusters.error());
    for (const auto& cluster : *clusters) {
        const auto view = view_cluster(*client, cluster);
        if (!view) return complain(view.error());
        print(*view, flags.as_json);
    }
    return kExitOk;
}

}  // namespace

std::function<int()> add_ps(CLI::App& program) {
    auto* command = program.add_subcommand("ps", "list services, tasks and container instances");
    auto flags = std::make_shared<PsFlags>();
    add_data_option(*command, flags->data);
    command->add_option("--cluster", flags->cluster, "only this cluster");
    command->add_flag("--json", flags->as_json, "one JSON object a cluster");
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
