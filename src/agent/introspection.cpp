#include "agent/introspection.hpp"

#include "agent/container_config.hpp"
#include "agent/json_response.hpp"
#include "agent/metadata.hpp"
#include "agent/registration.hpp"
#include "agent/task_engine.hpp"
#include "base/strings.hpp"
#include "os/local_addresses.hpp"

namespace ikada::agent {
namespace {

// Empty where it is not given.
std::string parameter(std::string_view query, std::string_view name) {
    for (const auto part : split(query, '&')) {
        const auto equals = part.find('=');
        if (equals != std::string_view::npos && equals_ignoring_case(part.substr(0, equals), name))
            return uri_decode(part.substr(equals + 1), true).value_or("");
    }
    return {};
}

json::object shown_container(const TaskRecord& task, std::size_t container) {
    const auto& spec = task.spec.containers[container];
    const auto& record = task.containers[container];
    json::object made{{"DockerId", record.docker_id},
                      {"DockerName", docker_name(task.spec, spec)},
                      {"Name", spec.name},
                      {"Image", spec.image},
                      {"ImageID", record.image_id}};
    if (record.created_at) made["CreatedAt"] = to_iso8601(*record.created_at);
    if (record.started_at) made["StartedAt"] = to_iso8601(*record.started_at);
    if (!record.ports.empty()) made["Ports"] = port_list(record, MetadataVersion::V3);
    return made;
}

json::object shown_task(const TaskRecord& task) {
    json::array containers;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        if (!task.containers[i].docker_id.empty()) containers.push_back(shown_container(task, i));
    return {{"Arn", task.spec.arn},
            {"DesiredStatus", desired_status(task)},
            {"KnownStatus", name_of(kStageNames, stage_of(task))},
            {"Family", task.spec.family},
            {"Version", task.spec.version},
            {"Containers", std::move(containers)}};
}

net::HttpResponse one_or_nothing(const TaskRecord* task) {
    return task != nullptr ? respond_with(200, shown_task(*task)) : respond_with(400, {});
}

const TaskRecord* find_task_of(const AgentState& state, const std::string& docker_id) {
    for (const auto& [arn, task] : state.tasks)
        if (find_container(task, docker_id)) return &task;
    return nullptr;
}

net::HttpResponse tasks(const AgentState& state, std::string_view query) {
    const auto arn = parameter(query, "taskarn"), docker_id = parameter(query, "dockerid");
    if (!arn.empty() && !docker_id.empty()) return respond_with(400, {});
    if (!docker_id.empty()) return one_or_nothing(find_task_of(state, docker_id));
    if (!arn.empty()) {
        const auto found = state.tasks.find(arn);
        return one_or_nothing(found != state.tasks.end() ? &found->second : nullptr);
    }
    json::array all;
    for (const auto& [key, task] : state.tasks) all.push_back(shown_task(task));
    return respond_with(200, {{"Tasks", std::move(all)}});
}

}  // namespace

net::HttpResponse introspect(const AgentState& state, const net::HttpRequest& request) {
    if (request.path() == "/v1/tasks") return tasks(state, request.query());
    if (request.path() == "/v1/metadata")
        return respond_with(200, {{"Cluster", state.cluster},
                                  {"ContainerInstanceArn", state.container_instance_arn},
                                  {"Version", fmt::format("ikada - v{}", kAgentVersion)}});
    json::array commands{"/v1/metadata", "/v1/tasks"};
    return respond_with(200, {{"AvailableCommands", std::move(commands)}});
}

void Introspection::handle(net::HttpRequest request, net::Respond respond) {
    if (!os::is_from_here(os::local_addresses(), request.peer))
        return respond({403, {}, "only this machine is answered\n"});
    const auto state = state_.read();
    respond(state ? introspect(*state, request) : net::HttpResponse{503, {}, "not ready\n"});
}

net::HttpResponse Introspection::refuse(int status, std::string_view reason,
                                        const net::HttpRequest&) {
    return {status, {}, std::string(reason)};
}

void Introspection::upgrade(net::HttpRequest, net::DecideUpgrade decide) {
    decide(net::HttpResponse{404, {}, "404 page not found\n"});
}

}  // namespace ikada::agent
