#include "agent/state_file.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "os/files.hpp"

namespace ikada::agent {
namespace {

constexpr int kStateMode = 0600;  // payloads hold tasks' environment, which holds secrets

using OptionalTime = std::optional<TimePoint>;

// A record's times by their names in the file.
constexpr std::array<std::pair<const char*, OptionalTime ContainerRecord::*>, 4> kTimes{
    {{"createdAt", &ContainerRecord::created_at},
     {"startedAt", &ContainerRecord::started_at},
     {"finishedAt", &ContainerRecord::finished_at},
     {"signalledAt", &ContainerRecord::signalled_at}}};

void put_time(json::object& into, std::string_view key, const OptionalTime& time) {
    if (time) into[key] = to_iso8601(*time);
}

OptionalTime get_time(const json::value& from, std::string_view key) {
    return parse_iso8601(json::text(from, key));
}

Stage get_stage(const json::value& from, std::string_view key) {
    return parse_name(kStageNames, json::text(from, key)).value_or(Stage::None);
}

json::array write_ports(const std::vector<docker::PublishedPort>& ports) {
    json::array all;
    for (const auto& port : ports)
        all.push_back(json::object{{"container", port.container_port},
                                   {"protocol", port.protocol},
                                   {"ip", port.host_ip},
                                   {"host", port.host_port}});
    return all;
}

std::vector<docker::PublishedPort> read_ports(const json::value& from) {
    std::vector<docker::PublishedPort> ports;
    for (const auto& port : json::list(from, "ports"))
        ports.push_back({static_cast<int>(json::integer(port, "container")),
                         json::text(port, "protocol"), json::text(port, "ip"),
                         static_cast<int>(json::integer(port, "host"))});
    return ports;
}

json::object write_container(const std::string& name, const ContainerRecord& record) {
    json::object into{{"name", name},
                      {"stage", name_of(kStageNames, record.stage)},
                      {"reported", name_of(kStageNames, record.reported)},
                      {"dockerId", record.docker_id},
                      {"imageDigest", record.image_digest},
                      {"imageId", record.image_id},
                      {"reason", record.reason},
                      {"stopSignal", record.stop_signal},
                      {"removed", record.removed},
                      {"ports", write_ports(record.ports)}};
    if (record.exit_code) into["exitCode"] = *record.exit_code;
    for (const auto& [key, time] : kTimes) put_time(into, key, record.*time);
    return into;
}

ContainerRecord read_container(const json::value& from) {
    ContainerRecord record;
    record.stage = get_stage(from, "stage");
    record.reported = get_stage(from, "reported");
    record.docker_id = json::text(from, "dockerId");
    record.image_digest = json::text(from, "imageDigest");
    record.image_id = json::text(from, "imageId");
    record.reason = json::text(from, "reason");
    record.stop_signal = json::text(from, "stopSignal");
    record.removed = json::boolean(from, "removed");
    record.ports = read_ports(from);
    if (json::find(from, "exitCode") != nullptr)
        record.exit_code = static_cast<int>(json::integer(from, "exitCode"));
    for (const auto& [key, time] : kTimes) record.*time = get_time(from, key);
    return record;
}

json::object write_task(const TaskRecord& task) {
    json::object into{{"arn", task.spec.arn},
                      {"payload", task.payload},
                      {"stopAsked", task.stop_asked},
                      {"reason", task.reason},
                      {"reported", name_of(kStageNames, task.reported)},
                      {"attachmentReported", task.attachment_reported},
                      {"volumesRemoved", task.shared_removed},
                      {"adopted", task.adopted}};
    json::array containers;
    for (std::size_t i = 0; i < task.containers.size(); ++i)
        containers.push_back(write_container(task.spec.containers[i].name, task.containers[i]));
    into["containers"] = std::move(containers);
    put_time(into, "pullStartedAt", task.pull_started_at);
    put_time(into, "pullStoppedAt", task.pull_stopped_at);
    put_time(into, "executionStoppedAt", task.execution_stopped_at);
    put_time(into, "stoppedAt", task.stopped_at);
    put_time(into, "reportedAt", task.reported_at);
    return into;
}

// Version 1 had no names: records stood in the order of the payload's containers.
void read_containers(const json::array& from, TaskRecord& into) {
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto name = json::text(from[i], "name");
        const auto& specs = into.spec.containers;
        auto at = i;
        if (!name.empty())
            at = static_cast<std::size_t>(
                std::find_if(specs.begin(), specs.end(),
                             [&](const ContainerSpec& spec) { return spec.name == name; }) -
                specs.begin());
        if (at < specs.size()) into.containers[at] = read_container(from[i]);
    }
}

// A task that this version of the agent cannot read any more ends, and does not keep the agent from
// starting.
TaskRecord read_described(const json::value& from) {
    const auto payload = json::text(from, "payload");
    auto arn = json::text(from, "arn");
    if (payload.empty()) return make_stillborn(std::move(arn), json::text(from, "reason"));
    const auto document = json::parse(payload);
    auto spec = document ? parse_task(*document) : Result<TaskSpec>(document.error());
    if (!spec) return make_stillborn(std::move(arn), "TaskStateError: " + spec.error().message);
    auto task = make_record(*std::move(spec), payload);
    task.stop_asked = json::boolean(from, "stopAsked");
    task.reason = json::text(from, "reason");
    read_containers(json::list(from, "containers"), task);
    return task;
}

TaskRecord read_task(const json::value& from) {
    auto task = read_described(from);
    task.attachment_reported = json::boolean(from, "attachmentReported");
    task.shared_removed = json::boolean(from, "volumesRemoved");
    task.adopted = json::boolean(from, "adopted");
    task.reported = get_stage(from, "reported");
    task.pull_started_at = get_time(from, "pullStartedAt");
    task.pull_stopped_at = get_time(from, "pullStoppedAt");
    task.execution_stopped_at = get_time(from, "executionStoppedAt");
    task.stopped_at = get_time(from, "stoppedAt");
    task.reported_at = get_time(from, "reportedAt");
    return task;
}

json::array write_images(const AgentState& state) {
    json::array images;
    for (const auto& [id, image] : state.images)
        images.push_back(
            json::object{{"id", id},
                         {"names", json::array(image.names.begin(), image.names.end())},
                         {"brought", image.brought},
                         {"pulledAt", to_iso8601(image.pulled_at)},
                         {"usedAt", to_iso8601(image.used_at)}});
    return images;
}

void read_images(const json::array& from, AgentState& into) {
    for (const auto& image : from) {
        const auto id = json::text(image, "id");
        if (id.empty()) continue;  // an earlier version's knew names only: it stays
        auto& record = into.images[id];
        for (const auto& name : json::list(image, "names"))
            if (name.is_string()) record.names.emplace(name.get_string());
        record.brought = json::boolean(image, "brought");
        record.pulled_at = get_time(image, "pulledAt").value_or(TimePoint{});
        record.used_at = get_time(image, "usedAt").value_or(TimePoint{});
    }
}

}  // namespace

std::string write_state(const AgentState& state) {
    json::array tasks;
    for (const auto& [arn, task] : state.tasks) tasks.push_back(write_task(task));
    return json::serialize(json::object{{"version", kStateVersion},
                                        {"cluster", state.cluster},
                                        {"instanceId", state.instance_id},
                                        {"containerInstanceArn", state.container_instance_arn},
                                        {"availabilityZone", state.availability_zone},
                                        {"vpcId", state.vpc_id},
                                        {"manifestMark", state.manifest_mark},
                                        {"nextPort", state.next_port},
                                        {"images", write_images(state)},
                                        {"tasks", std::move(tasks)}});
}

Result<AgentState> read_state(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    const auto version = json::integer(*document, "version");
    if (version < kStateVersionOldest || version > kStateVersion)
        return fail(kMalformed, "version {} of the agent's state is none of {} to {}", version,
                    kStateVersionOldest, kStateVersion);
    AgentState state;
    state.cluster = json::text(*document, "cluster");
    state.instance_id = json::text(*document, "instanceId");
    state.container_instance_arn = json::text(*document, "containerInstanceArn");
    state.availability_zone = json::text(*document, "availabilityZone");
    state.vpc_id = json::text(*document, "vpcId");
    state.manifest_mark = json::integer(*document, "manifestMark", -1);
    state.next_port = static_cast<int>(json::integer(*document, "nextPort"));
    read_images(json::list(*document, "images"), state);
    for (const auto& entry : json::list(*document, "tasks")) {
        auto task = read_task(entry);
        auto arn = task.spec.arn;
        if (!arn.empty()) state.tasks.insert_or_assign(std::move(arn), std::move(task));
    }
    return state;
}

Result<AgentState> load_state(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return AgentState{};
    const auto text = os::read_file(file);
    if (!text) return text.error();
    auto state = read_state(*text);
    if (!state)
        return fail(kMalformed, "{}: {}; move the file away to join as a new container instance",
                    file.string(), state.error().message);
    return state;
}

Status save_state(const std::filesystem::path& file, const AgentState& state) {
    return os::write_file(file, write_state(state), kStateMode);
}

}  // namespace ikada::agent
