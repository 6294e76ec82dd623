// `ikada ps`: what runs where.

#include <algorithm>
#include <map>
#include <memory>

#include "base/arn.hpp"
#include "base/json.hpp"
#include "cli/api_access.hpp"
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

// What is used, in percent of what is reserved (of an instance: of what it has); "-" if not known.
struct UsageCells {
    std::string cpu = "-", memory = "-";
};

UsageCells usage_of(const Utilizations& known, const std::optional<std::string>& arn) {
    const auto percent = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.0f}%", *value) : "-";
    };
    const auto found = known.find(arn.value_or(""));
    if (found == known.end()) return {};
    return {percent(found->second.cpu_percent), percent(found->second.memory_percent)};
}

Rows service_rows(const ClusterView& view, const Utilizations& known) {
    Rows rows{{"SERVICE", "DESIRED", "RUNNING", "PENDING", "TASK DEFINITION", "DEPLOYMENT", "CPU",
               "MEM"}};
    for (const auto& service : view.services) {
        const auto [cpu, memory] = usage_of(known, service.service_arn);
        rows.push_back({service.service_name.value_or(""), number(service.desired_count),
                        number(service.running_count), number(service.pending_count),
                        last_part(service.task_definition), rollout_of(service), cpu, memory});
    }
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

Rows task_rows(const ClusterView& view, const Utilizations& known) {
    std::map<std::string, std::string> ec2_ids;
    for (const auto& instance : view.instances)
        ec2_ids[instance.container_instance_arn.value_or("")] =
            instance.ec2_instance_id.value_or("");

    Rows rows{{"TASK", "GROUP", "STATUS", "INSTANCE", "ZONE", "CPU", "MEM", "PORTS"}};
    for (const auto& task : view.tasks) {
        const auto [cpu, memory] = usage_of(known, task.task_arn);
        rows.push_back({last_part(task.task_arn).substr(0, 12), task.group.value_or(""),
                        task.last_status.value_or(""),
                        ec2_ids[task.container_instance_arn.value_or("")],
                        task.availability_zone.value_or(""), cpu, memory, ports_of(task)});
    }
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

Rows instance_rows(const ClusterView& view, const Utilizations& known) {
    Rows rows{{"INSTANCE", "STATUS", "AGENT", "TASKS", "CPU FREE", "MEMORY FREE", "CPU", "MEM"}};
    for (const auto& instance : view.instances) {
        const auto [cpu, memory] = usage_of(known, instance.container_instance_arn);
        const auto free_of = [&](std::string_view name) {
            return resource(instance.remaining_resources, name) + " of " +
                   resource(instance.registered_resources, name);
        };
        rows.push_back({instance.ec2_instance_id.value_or(""), instance.status.value_or(""),
                        instance.agent_connected.value_or(false) ? "connected" : "away",
                        number(instance.running_tasks_count), free_of("CPU"), free_of("MEMORY"),
                        cpu, memory});
    }
    return rows;
}

void print_table(const ClusterView& view, const Utilizations& known) {
    fmt::print("cluster {}\n\n{}\n{}\n{}", view.name, format_table(service_rows(view, known)),
               format_table(task_rows(view, known)), format_table(instance_rows(view, known)));
}

std::string usage_as_json(const ecs::UtilizationItem& item) {
    auto text =
        fmt::format(R"({{"cpuUnits":{:.2f},"memoryMiB":{:.2f})", item.cpu_units, item.memory_mib);
    if (item.cpu_percent) text += fmt::format(R"(,"cpuPercent":{:.2f})", *item.cpu_percent);
    if (item.memory_percent)
        text += fmt::format(R"(,"memoryPercent":{:.2f})", *item.memory_percent);
    if (item.cpu_percent_of_instance)
        text += fmt::format(R"(,"cpuPercentOfInstance":{:.2f})", *item.cpu_percent_of_instance);
    return text + "}";
}

// As the API shows them; "utilization" is ours.
template <class Item>
std::string json_list(const std::vector<Item>& items, std::optional<std::string> Item::*arn,
                      const Utilizations& known) {
    std::vector<std::string> parts;
    for (const auto& item : items) {
        auto& text = parts.emplace_back(schema::to_json(item));
        const auto found = known.find((item.*arn).value_or(""));
        if (found == known.end()) continue;
        text.pop_back();  // the closing brace; a known item has an ARN before it
        text += fmt::format(R"(,"utilization":{}}})", usage_as_json(found->second));
    }
    return fmt::format("[{}]", fmt::join(parts, ","));
}

void print_json(const ClusterView& view, const Utilizations& known) {
    fmt::print(
        R"({{"cluster":{},"services":{},"tasks":{},"containerInstances":{}}})"
        "\n",
        json::serialize(json::value(view.name)),
        json_list(view.services, &shapes::Service::service_arn, known),
        json_list(view.tasks, &shapes::Task::task_arn, known),
        json_list(view.instances, &shapes::ContainerInstance::container_instance_arn, known));
}

int run(const PsFlags& flags) {
    const auto profile = read_local_profile(flags.data);
    if (!profile) return complain(profile.error());
    MachinePace pace;
    client::ApiClient api(profile->settings, pace, Seconds{0});
    Result<std::vector<std::string>> clusters{std::vector{flags.cluster}};
    if (flags.cluster.empty()) clusters = list_clusters(api);
    if (!clusters) return complain(clusters.error());
    for (const auto& cluster : *clusters) {
        const auto view = view_cluster(api, cluster);
        if (!view) return complain(view.error());
        const auto known = view_utilization(api, *view);
        if (!known) return complain(known.error());
        const auto print = flags.as_json ? print_json : print_table;
        print(*view, *known);
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
