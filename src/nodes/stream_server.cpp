#include "nodes/stream_server.hpp"

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "base/stream_frame.hpp"
#include "nodes/acs_server.hpp"
#include "nodes/plugin_message.hpp"
#include "nodes/upgrade_request.hpp"

namespace ikada::nodes {
namespace {

constexpr Millis kStreamTick{1'000};
constexpr std::string_view kStreamPath = "/streams/", kBearer = "Bearer ";
constexpr std::string_view kUseIkadaExec =
    "ikada's sessions do not speak the Session Manager plugin's protocol: use "
    "`ikada exec --cluster CLUSTER --task TASK -- COMMAND`";
// What one end may say before the other is there: its window, and some small frames.
constexpr std::size_t kEarlyBytesMax = 2 * kStreamWindow;
constexpr int kNormal = 1000, kAway = 1001, kNoStatus = 1005, kAbnormal = 1006;
constexpr int kPolicy = 1008, kUnexpected = 1011;  // RFC 6455, 7.4.1

enum End { Client, Agent };
constexpr std::array<std::string_view, 2> kEndNames{"client", "agent"};

constexpr End other(End end) { return end == Client ? Agent : Client; }

struct Carried {
    ports::StreamOrder order;
    TimePoint opened_at;
    std::array<bool, 2> let_in{};  // each end may come once
    std::array<bool, 2> came{};
    std::array<std::shared_ptr<net::WebSocket>, 2> ends;
    std::optional<net::CloseReason> ended;  // by the agent, before the client came
    std::vector<std::string> early;         // said by one end before the other came
    std::size_t early_bytes = 0;
};
using CarriedPtr = std::shared_ptr<Carried>;
using StreamDecision = std::variant<net::HttpResponse, net::AcceptWebSocket>;

// What the other end is told of an end.
net::CloseReason passed_on(const net::CloseReason& reason, End gone) {
    if (reason.code == kNoStatus) return {kNormal, {}};
    if (reason.code == kAbnormal)
        return {kUnexpected, fmt::format("the {} went away", kEndNames[gone])};
    return reason;
}

std::string_view id_in(const net::HttpRequest& request) {
    const auto path = request.path();
    return path.starts_with(kStreamPath) ? path.substr(kStreamPath.size()) : std::string_view{};
}

net::HttpResponse unknown_stream() {
    return refusal(404, "ResourceNotFoundException",
                   "There is no such stream, or its time to be opened has passed.");
}

}  // namespace

// One mutex guards it all: what is done under it is small and never waits.
struct StreamServer::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& on, const Clock& by, AcsServer& to) : loop(on), clock(by), nodes(to) {}

    CarriedPtr find(std::string_view id) const;
    StreamDecision decide(const CarriedPtr& stream, bool is_theirs, End end);
    StreamDecision refuse_plugin(std::string_view id) const;
    net::WebSocketEvents accepted(const std::string& id, End end,
                                  std::shared_ptr<net::WebSocket> socket);
    void said(const CarriedPtr& stream, End end, std::string message);
    void closed(const CarriedPtr& stream, End end, const net::CloseReason& reason);
    void end(const CarriedPtr& stream, const net::CloseReason& reason);
    void tell_agent(const std::string& instance);
    void tick();
    void tick_later();

    net::Loop& loop;
    const Clock& clock;
    AcsServer& nodes;
    mutable std::mutex mutex;
    std::map<std::string, CarriedPtr, std::less<>> streams;  // by id
};

// ---- who may come

CarriedPtr StreamServer::Impl::find(std::string_view id) const {
    const auto found = streams.find(id);
    return found == streams.end() ? nullptr : found->second;
}

StreamDecision StreamServer::Impl::decide(const CarriedPtr& stream, bool is_theirs, End end) {
    if (!is_theirs || std::exchange(stream->let_in[end], true)) {
        log::warn("a stream is refused to a {}", kEndNames[end]);
        return unknown_stream();
    }
    if (end == Agent) tell_agent(stream->order.container_instance_arn);
    return net::AcceptWebSocket(
        [weak = weak_from_this(), id = stream->order.id, end](std::shared_ptr<net::WebSocket> by) {
            const auto self = weak.lock();
            return self ? self->accepted(id, end, std::move(by)) : net::WebSocketEvents{};
        });
}

// Who shows nothing is AWS's plugin: it would say no more than "bad handshake" of a refusal.
StreamDecision StreamServer::Impl::refuse_plugin(std::string_view id) const {
    return net::AcceptWebSocket(
        [id = std::string(id), now = clock.now()](const std::shared_ptr<net::WebSocket>& socket) {
            socket->send(channel_closed("ecs-execute-command-" + id, kUseIkadaExec, now));
            socket->close(kNormal, "use ikada exec");
            return net::WebSocketEvents{.on_message = {}, .on_close = {}, .binary = true};
        });
}

bool StreamServer::upgrade_by_token(const net::HttpRequest& request,
                                    const net::DecideUpgrade& decide) {
    if (id_in(request).empty()) return false;
    const auto shown = net::find_header(request.headers, "Authorization");
    if (shown && !shown->starts_with(kBearer)) return false;
    if (!shown) {
        decide(impl_->refuse_plugin(id_in(request)));
        return true;
    }
    std::unique_lock lock(impl_->mutex);
    const auto stream = impl_->find(id_in(request));
    const bool is_theirs =
        stream && equal_in_constant_time(stream->order.token, shown->substr(kBearer.size()));
    auto decision = impl_->decide(stream, is_theirs, Client);
    lock.unlock();
    decide(std::move(decision));
    return true;
}

void StreamServer::upgrade(const net::HttpRequest& request, const aws::Caller& caller,
                           net::DecideUpgrade decide) {
    if (id_in(request).empty()) return nodes_.upgrade(request, caller, std::move(decide));
    std::unique_lock lock(impl_->mutex);
    const auto stream = impl_->find(id_in(request));
    const bool is_theirs =
        stream && (!caller.instance_id || *caller.instance_id == stream->order.ec2_instance_id);
    auto decision = impl_->decide(stream, is_theirs, Agent);
    lock.unlock();
    decide(std::move(decision));
}

// ---- the two ends

net::WebSocketEvents StreamServer::Impl::accepted(const std::string& id, End end,
                                                  std::shared_ptr<net::WebSocket> socket) {
    const std::lock_guard lock(mutex);
    const auto stream = find(id);
    if (!stream) {  // the other end has gone meanwhile
        socket->close(kAway, "the stream has ended");
        return {};
    }
    for (auto& message : std::exchange(stream->early, {})) socket->send(std::move(message));
    stream->came[end] = true;
    stream->ends[end] = std::move(socket);
    if (stream->ended) this->end(stream, *stream->ended);
    const auto weak = weak_from_this();
    return {.on_message =
                [weak, stream, end](std::string message) {
                    if (const auto self = weak.lock()) self->said(stream, end, std::move(message));
                },
            .on_close =
                [weak, stream, end](const net::CloseReason& reason) {
                    if (const auto self = weak.lock()) self->closed(stream, end, reason);
                },
            .binary = true};
}

void StreamServer::Impl::said(const CarriedPtr& stream, End end, std::string message) {
    const std::lock_guard lock(mutex);
    if (const auto& to = stream->ends[other(end)]) return to->send(std::move(message));
    stream->early_bytes += message.size();
    if (stream->early_bytes > kEarlyBytesMax)
        return this->end(stream, {kPolicy, "more than the other end has room for"});
    stream->early.push_back(std::move(message));
}

void StreamServer::Impl::closed(const CarriedPtr& stream, End end, const net::CloseReason& reason) {
    const std::lock_guard lock(mutex);
    stream->ends[end].reset();
    // What an agent said before its client came is still heard.
    if (end == Agent && !stream->came[Client])
        stream->ended = passed_on(reason, end);
    else
        this->end(stream, passed_on(reason, end));
}

void StreamServer::Impl::end(const CarriedPtr& stream, const net::CloseReason& reason) {
    for (auto& socket : stream->ends)
        if (socket) std::exchange(socket, nullptr)->close(reason.code, reason.text);
    if (streams.erase(stream->order.id) > 0 && !stream->let_in[Agent])
        tell_agent(stream->order.container_instance_arn);
}

// ---- agents, time

void StreamServer::Impl::tell_agent(const std::string& instance) {
    std::vector<std::string> requests;
    for (const auto& [id, stream] : streams)
        if (!stream->let_in[Agent] && stream->order.container_instance_arn == instance)
            requests.push_back(stream->order.request);
    nodes.want_streams(instance, std::move(requests));
}

void StreamServer::Impl::tick() {
    const std::lock_guard lock(mutex);
    const auto late = clock.now() - kStreamPatience;
    std::vector<CarriedPtr> overdue;
    for (const auto& [id, stream] : streams)
        if (stream->opened_at <= late && !(stream->came[Client] && stream->came[Agent]))
            overdue.push_back(stream);
    for (const auto& stream : overdue) {
        log::info("stream {}: the {} did not come", stream->order.id,
                  kEndNames[stream->came[Agent] ? Client : Agent]);
        end(stream, {kUnexpected, fmt::format("the agent of {} opens no streams",
                                              stream->order.ec2_instance_id)});
    }
}

void StreamServer::Impl::tick_later() {
    loop.post_after(kStreamTick, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->tick();
        self->tick_later();
    });
}

StreamServer::StreamServer(net::Loop& loop, const Clock& clock, AcsServer& nodes)
    : nodes_(nodes), impl_(std::make_shared<Impl>(loop, clock, nodes)) {
    impl_->tick_later();
}

// A tick that is under way ends first, and one that comes later has nobody to tell.
StreamServer::~StreamServer() {
    const std::lock_guard lock(impl_->mutex);
    impl_->streams.clear();
}

void StreamServer::open(ports::StreamOrder order) {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->streams.size() >= kStreamsMax)
        return log::warn("{} streams are open: one more is not opened", kStreamsMax);
    const auto instance = order.container_instance_arn;
    auto id = order.id;
    impl_->streams.emplace(std::move(id),
                           std::make_shared<Carried>(Carried{.order = std::move(order),
                                                             .opened_at = impl_->clock.now(),
                                                             .let_in = {},
                                                             .came = {},
                                                             .ends = {},
                                                             .ended = {},
                                                             .early = {}}));
    impl_->tell_agent(instance);
}

}  // namespace ikada::nodes
