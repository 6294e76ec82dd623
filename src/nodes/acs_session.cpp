#include "nodes/acs_session.hpp"

namespace ikada::nodes {
namespace {

using ports::NodeDesire;
using ports::NodeTask;

std::string envelope(std::string_view type, json::object message) {
    return json::serialize(json::object{{"type", type}, {"message", std::move(message)}});
}

std::string quoted(std::string_view text) { return json::serialize(json::value(text)); }

// A task that only its ARN is known of; enough to stop it.
std::string stop_order(const std::string& arn) {
    return json::serialize(json::object{{"arn", arn},
                                        {"desiredStatus", "STOPPED"},
                                        {"family", ""},
                                        {"version", ""},
                                        {"containers", json::array{}}});
}

}  // namespace

AcsSession::AcsSession(Peer peer, std::uint64_t seed, TimePoint now)
    : peer_(std::move(peer)),
      random_(seed),
      number_(now.time_since_epoch().count()),
      heartbeat_at_(now + kHeartbeatEvery),
      manifest_at_(now + kManifestEvery) {}

SessionOutput AcsSession::want(const std::vector<NodeTask>& tasks, TimePoint now) {
    SessionOutput out;
    wanted_.clear();
    std::vector<Order> news;
    for (const auto& task : tasks) {
        wanted_[task.task_arn] = task.desire;
        strays_.erase(task.task_arn);
        const auto told = told_.find(task.task_arn);
        if (told != told_.end() && told->second == task.desire) continue;
        told_[task.task_arn] = task.desire;
        news.push_back({task.task_arn, task.desire, task.payload()});
    }
    std::erase_if(told_, [&](const auto& entry) { return !wanted_.contains(entry.first); });
    send_payloads(news, now, out);
    if (!std::exchange(opened_, true)) send_manifest(now, out);
    return out;
}

SessionOutput AcsSession::want_streams(const std::vector<std::string>& requests) {
    SessionOutput out;
    std::string news;
    for (const auto& request : requests)
        if (!told_streams_.contains(request)) news += (news.empty() ? "" : ",") + request;
    told_streams_ = {requests.begin(), requests.end()};
    if (news.empty()) return out;
    out.messages.push_back(fmt::format(
        R"({{"type":"IkadaStreamsMessage","message":{{"clusterArn":{},"containerInstanceArn":{},)"
        R"("messageId":"{}","streams":[{}]}}}})",
        quoted(peer_.cluster_arn), quoted(peer_.container_instance_arn), random_.uuid(), news));
    return out;
}

// Payloads hold tasks as JSON already; only the frame around them is made here.
void AcsSession::send_payloads(const std::vector<Order>& orders, TimePoint now,
                               SessionOutput& out) {
    for (std::size_t first = 0; first < orders.size(); first += kTasksPerPayload) {
        const auto last = std::min(orders.size(), first + kTasksPerPayload);
        std::string list;
        for (std::size_t i = first; i < last; ++i)
            list += (list.empty() ? "" : ",") + orders[i].json;
        const auto id = random_.uuid();
        out.messages.push_back(fmt::format(
            R"({{"type":"PayloadMessage","message":{{"clusterArn":{},"containerInstanceArn":{},)"
            R"("messageId":"{}","generatedAt":{},"seqNum":{},"timeline":{},"tasks":[{}]}}}})",
            quoted(peer_.cluster_arn), quoted(peer_.container_instance_arn), id,
            now.time_since_epoch().count(), next_number(), number_, list));
        unacknowledged_[id] = {{orders.begin() + static_cast<std::ptrdiff_t>(first),
                                orders.begin() + static_cast<std::ptrdiff_t>(last)},
                               now};
    }
}

void AcsSession::send_manifest(TimePoint now, SessionOutput& out) {
    manifest_at_ = now + kManifestEvery;
    json::array tasks;
    for (const auto& [arn, desire] : wanted_)
        tasks.push_back(
            json::object{{"taskArn", arn},
                         {"taskClusterArn", peer_.cluster_arn},
                         {"desiredStatus", desire == NodeDesire::Running ? "RUNNING" : "STOPPED"}});
    out.messages.push_back(
        envelope("TaskManifestMessage", {{"messageId", random_.uuid()},
                                         {"clusterArn", peer_.cluster_arn},
                                         {"containerInstanceArn", peer_.container_instance_arn},
                                         {"generatedAt", now.time_since_epoch().count()},
                                         {"timeline", next_number()},
                                         {"tasks", std::move(tasks)}}));
}

SessionOutput AcsSession::on_message(std::string_view text, TimePoint now) {
    SessionOutput out;
    const auto document = json::parse(text);
    const auto* message = document ? json::find(*document, "message") : nullptr;
    if (message == nullptr) return out;
    const auto type = json::text(*document, "type");
    if (type == "HeartbeatAckRequest") heartbeats_unanswered_ = 0;
    // A Nack says that the message has come and will never be taken.
    if (type == "AckRequest" || type == "NackRequest")
        unacknowledged_.erase(json::text(*message, "messageId"));
    if (type == "TaskStopVerificationMessage") on_stop_candidates(*message, now, out);
    return out;
}

// Stopped by payload, not by TaskStopVerificationAck: agents before 1.86.3 answer that with STOPPED
// while the container runs on (2.10).
void AcsSession::on_stop_candidates(const json::value& message, TimePoint now, SessionOutput& out) {
    std::vector<Order> orders;
    for (const auto& candidate : json::list(message, "stopCandidates")) {
        const auto arn = json::text(candidate, "taskArn");
        if (arn.empty() || wanted_.contains(arn)) continue;
        if (strays_.insert(arn).second)
            orders.push_back({arn, NodeDesire::Stopped, stop_order(arn)});
    }
    send_payloads(orders, now, out);
}

SessionOutput AcsSession::on_tick(TimePoint now) {
    SessionOutput out;
    if (now >= heartbeat_at_) send_heartbeat(now, out);
    if (out.close || !opened_) return out;
    resend(now, out);
    if (now >= manifest_at_) {
        strays_.clear();  // those that are still there are told again
        send_manifest(now, out);
    }
    return out;
}

void AcsSession::send_heartbeat(TimePoint now, SessionOutput& out) {
    if (heartbeats_unanswered_ >= kHeartbeatsUnansweredMax) {
        out.close = fmt::format("{} heartbeats unanswered", heartbeats_unanswered_);
        return;
    }
    heartbeat_at_ = now + kHeartbeatEvery;
    ++heartbeats_unanswered_;
    out.messages.push_back(
        envelope("HeartbeatMessage", {{"healthy", true}, {"messageId", random_.uuid()}}));
}

// Only what is still true is sent again: an order to start must never follow the task's end.
void AcsSession::resend(TimePoint now, SessionOutput& out) {
    std::vector<Order> again;
    std::erase_if(unacknowledged_, [&](auto& entry) {
        if (now < entry.second.sent_at + kResendAfter) return false;
        for (auto& order : entry.second.orders)
            if (is_current(order)) again.push_back(std::move(order));
        return true;
    });
    send_payloads(again, now, out);
}

bool AcsSession::is_current(const Order& order) const {
    const auto wanted = wanted_.find(order.arn);
    if (wanted == wanted_.end()) return strays_.contains(order.arn);
    return wanted->second == order.desire;
}

}  // namespace ikada::nodes
