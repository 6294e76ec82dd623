#include "agent/acs_messages.hpp"

#include <array>
#include <set>

#include "agent/found_containers.hpp"
#include "base/json.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kStopOfUnknown =
    "TaskStateError: Agent could not progress task's state to stopped";

std::string envelope(std::string_view type, json::object message) {
    return json::serialize(json::object{{"type", type}, {"message", std::move(message)}});
}

std::string ack(const json::value& message) {
    return envelope("AckRequest",
                    {{"cluster", json::text(message, "clusterArn")},
                     {"containerInstance", json::text(message, "containerInstanceArn")},
                     {"messageId", json::text(message, "messageId")}});
}

// A message for another instance is the server's mistake; the ECS agent would act on it.
bool is_for_us(const AgentState& state, const json::value& message, AcsAnswer& answer) {
    const auto arn = json::text(message, "containerInstanceArn");
    if (!json::text(message, "messageId").empty() && arn == state.container_instance_arn)
        return true;
    answer.complaint = fmt::format("it is for '{}', we are {}", arn, state.container_instance_arn);
    return false;
}

void stop_task(AgentState& state, const std::string& arn, AcsAnswer& answer) {
    if (arn.empty()) return;
    auto found = state.tasks.find(arn);
    if (found == state.tasks.end())
        found = state.tasks.emplace(arn, make_stillborn(arn, std::string(kStopOfUnknown))).first;
    found->second.stop_asked = true;
    answer.changed = true;
    answer.touched.push_back(arn);
}

// What becomes of a task that will not run, in the ECS agent's words and spelling.
std::string reason_of(const Error& error) {
    if (error.is(kCannotRun)) return error.message;
    return "UnrecogniedTaskError: Error loading task - " + error.message;
}

// Not while a job is under way that knows the containers by their old places: it comes again.
bool describe(TaskRecord& task, const TaskSpec& spec, const json::value& payload) {
    for (const auto& container : task.containers)
        if (container.busy) return false;
    describe_adopted(task, spec, json::serialize(payload));
    return true;
}

// False if the task could not be read: then the message is not acknowledged.
bool start_task(AgentState& state, const json::value& task, AcsAnswer& answer) {
    const auto arn = json::text(task, "arn");
    const auto known = state.tasks.find(arn);
    if (known != state.tasks.end() && !known->second.adopted) return true;
    auto spec = parse_task(task);
    answer.changed = true;
    if (known != state.tasks.end()) return !spec || describe(known->second, *spec, task);
    if (spec) {
        state.tasks.emplace(arn, make_record(*std::move(spec), json::serialize(task)));
    } else {
        answer.complaint = fmt::format("task {}: {}", arn, spec.error().message);
        if (arn.empty()) return false;
        state.tasks.emplace(arn, make_stillborn(arn, reason_of(spec.error())));
    }
    answer.touched.push_back(arn);
    return spec || spec.error().is(kCannotRun);
}

void on_heartbeat(AgentState&, const json::value& message, AcsAnswer& answer) {
    answer.replies.push_back(
        envelope("HeartbeatAckRequest", {{"messageId", json::text(message, "messageId")}}));
}

void on_payload(AgentState& state, const json::value& message, AcsAnswer& answer) {
    if (!is_for_us(state, message, answer)) return;
    state.manifest_mark = std::max(state.manifest_mark, json::integer(message, "seqNum", -1));
    const auto& tasks = json::list(message, "tasks");
    for (const auto& task : tasks)
        if (json::text(task, "desiredStatus") == "STOPPED")
            stop_task(state, json::text(task, "arn"), answer);
    bool all_read = true;
    for (const auto& task : tasks)
        if (json::text(task, "desiredStatus") != "STOPPED")
            all_read = start_task(state, task, answer) && all_read;
    if (all_read) answer.replies.push_back(ack(message));
}

// Role credentials are not served to tasks yet; the task must be known, as for the ECS agent.
void on_credentials(AgentState& state, const json::value& message, AcsAnswer& answer) {
    if (!state.tasks.contains(json::text(message, "taskArn"))) return;
    const auto* credentials = json::find(message, "roleCredentials");
    if (credentials == nullptr) return;
    answer.replies.push_back(
        envelope("IAMRoleCredentialsAckRequest",
                 {{"messageId", json::text(message, "messageId")},
                  {"expiration", json::text(*credentials, "expiration")},
                  {"credentialsId", json::text(*credentials, "credentialsId")}}));
}

json::object stop_candidate(const TaskRecord& task, const AgentState& state) {
    return {{"taskArn", task.spec.arn},
            {"taskClusterArn", state.cluster},
            {"desiredStatus", "STOPPED"}};
}

void on_manifest(AgentState& state, const json::value& message, AcsAnswer& answer) {
    if (!is_for_us(state, message, answer)) return;
    const auto timeline = json::integer(message, "timeline", -1);
    if (timeline <= state.manifest_mark) {
        answer.complaint =
            fmt::format("its timeline {} is not beyond {}", timeline, state.manifest_mark);
        return;
    }
    state.manifest_mark = timeline;
    answer.changed = true;
    answer.replies.push_back(ack(message));
    std::set<std::string> wanted;
    for (const auto& task : json::list(message, "tasks"))
        if (json::text(task, "desiredStatus") == "RUNNING")
            wanted.insert(json::text(task, "taskArn"));
    json::array candidates;
    for (const auto& [arn, task] : state.tasks)
        if (!task.stop_asked && !task.stopped_at && !wanted.contains(arn))
            candidates.push_back(stop_candidate(task, state));
    if (candidates.empty()) return;
    answer.replies.push_back(
        envelope("TaskStopVerificationMessage", {{"messageId", json::text(message, "messageId")},
                                                 {"stopCandidates", std::move(candidates)}}));
}

// The interface is made with the task's pause container: there is no device to wait for.
void on_attach(AgentState& state, const json::value& message, AcsAnswer& answer) {
    if (is_for_us(state, message, answer)) answer.replies.push_back(ack(message));
}

void on_stop_verified(AgentState& state, const json::value& message, AcsAnswer& answer) {
    for (const auto& task : json::list(message, "stopTasks")) {
        const auto arn = json::text(task, "taskArn");
        if (state.tasks.contains(arn)) stop_task(state, arn, answer);
    }
}

// Of our control plane only.
void on_streams(AgentState& state, const json::value& message, AcsAnswer& answer) {
    if (!is_for_us(state, message, answer)) return;
    for (const auto& stream : json::list(message, "streams"))
        answer.streams.push_back(read_stream_order(state, stream));
}

struct Handler {
    std::string_view type;
    void (*handle)(AgentState&, const json::value& message, AcsAnswer&);
};
constexpr std::array kHandlers{Handler{"HeartbeatMessage", on_heartbeat},
                               Handler{"PayloadMessage", on_payload},
                               Handler{"IAMRoleCredentialsMessage", on_credentials},
                               Handler{"TaskManifestMessage", on_manifest},
                               Handler{"AttachTaskNetworkInterfacesMessage", on_attach},
                               Handler{"TaskStopVerificationAck", on_stop_verified},
                               Handler{"IkadaStreamsMessage", on_streams}};

}  // namespace

AcsAnswer handle_acs_message(AgentState& state, std::string_view text) {
    AcsAnswer answer;
    const auto envelope = json::parse(text);
    if (!envelope) {
        answer.complaint = envelope.error().message;
        return answer;
    }
    static const json::value kNone;
    const auto* message = json::find(*envelope, "message");
    const auto type = json::text(*envelope, "type");
    for (const auto& handler : kHandlers) {
        if (handler.type != type) continue;
        answer.recognised = true;
        handler.handle(state, message != nullptr ? *message : kNone, answer);
        return answer;
    }
    answer.complaint = fmt::format("messages of type '{}' are not known", type);
    return answer;
}

}  // namespace ikada::agent
