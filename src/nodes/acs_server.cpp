#include "nodes/acs_server.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "base/log.hpp"
#include "nodes/acs_session.hpp"
#include "nodes/tcs_message.hpp"
#include "nodes/upgrade_request.hpp"

namespace ikada::nodes {
namespace {

constexpr Millis kTick{1'000};
constexpr std::size_t kForgottenMax = 10'000;  // more deregistered ones are then just unknown
constexpr int kReplaced = 1000;                // close codes of RFC 6455
constexpr int kGoingAway = 1001;

using Decision = std::variant<net::HttpResponse, net::AcceptWebSocket>;

struct AcsConnection {
    std::shared_ptr<net::WebSocket> socket;
    AcsSession session;
};

struct Node {
    ports::NodeWants wants;
    std::shared_ptr<AcsConnection> acs;
    std::shared_ptr<net::WebSocket> tcs;
    std::vector<std::string> streams;
};

void send(AcsConnection& connection, const SessionOutput& output) {
    for (const auto& message : output.messages) connection.socket->send(message);
    if (output.close) connection.socket->close(kGoingAway, *output.close);
}

}  // namespace

// One mutex guards it all: what is done under it is small and never waits. Events for the outside
// are queued under it and told after it, in order.
struct AcsServer::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& on, const Clock& by) : loop(on), clock(by), started_at(by.now()) {}

    std::optional<net::HttpResponse> refuse(const UpgradeRequest& request,
                                            const aws::Caller& caller);
    Decision decide(const UpgradeRequest& request, const aws::Caller& caller);
    net::WebSocketEvents accept_acs(const UpgradeRequest& request,
                                    std::shared_ptr<net::WebSocket> socket);
    net::WebSocketEvents accept_tcs(const std::string& arn, std::shared_ptr<net::WebSocket> socket);
    void acs_closed(const std::string& arn, const AcsConnection* connection,
                    const net::CloseReason& reason);
    void tcs_closed(const std::string& arn, const net::WebSocket* socket);
    void hear(const std::string& arn, TcsAnswer said);
    void tick();
    void tick_later();
    void tell(std::function<void()> event) { told.push_back(std::move(event)); }
    void tell_connection(ports::NodeConnection seen);
    void flush();

    net::Loop& loop;
    const Clock& clock;
    const TimePoint started_at;
    std::mutex mutex;
    std::map<std::string, Node> nodes;  // by container instance ARN
    std::set<std::string> forgotten;
    std::random_device seeds;
    ports::NodeEvents events;
    std::deque<std::function<void()>> told;
    bool telling = false;
};

// ---- who may connect

std::optional<net::HttpResponse> AcsServer::Impl::refuse(const UpgradeRequest& request,
                                                         const aws::Caller& caller) {
    const auto& arn = request.container_instance_arn;
    if (forgotten.contains(arn))
        return refusal(400, "InactiveInstanceException",
                       fmt::format("The container instance {} is no longer registered.", arn));
    const auto node = nodes.find(arn);
    if (node == nodes.end() && clock.now() < started_at + kStartGrace)
        return refusal(503, "ServerException", "The server is starting; try again.");
    if (node == nodes.end())
        return refusal(400, "InvalidInstanceException",
                       fmt::format("The container instance {} is not known.", arn));
    if (caller.instance_id && *caller.instance_id != node->second.wants.ec2_instance_id)
        return refusal(403, "AccessDeniedException",
                       fmt::format("{} is not authorized to connect as {}.", caller.arn, arn));
    return std::nullopt;
}

Decision AcsServer::Impl::decide(const UpgradeRequest& request, const aws::Caller& caller) {
    const std::lock_guard lock(mutex);
    if (auto refused = refuse(request, caller)) {
        log::warn("agent of {}: refused: {}", request.container_instance_arn, refused->body);
        return *std::move(refused);
    }
    return net::AcceptWebSocket(
        [weak = weak_from_this(), request](std::shared_ptr<net::WebSocket> socket) {
            const auto self = weak.lock();
            if (!self) return net::WebSocketEvents{};
            if (request.channel == Channel::Tcs)
                return self->accept_tcs(request.container_instance_arn, std::move(socket));
            return self->accept_acs(request, std::move(socket));
        });
}

// ---- connections

net::WebSocketEvents AcsServer::Impl::accept_acs(const UpgradeRequest& request,
                                                 std::shared_ptr<net::WebSocket> socket) {
    const auto& arn = request.container_instance_arn;
    std::shared_ptr<AcsConnection> connection;
    {
        const std::lock_guard lock(mutex);
        const auto node = nodes.find(arn);
        if (node == nodes.end()) {  // forgotten a moment ago
            socket->close(kGoingAway, "no longer registered");
            return {};
        }
        const auto now = clock.now();
        auto& [wants, acs, tcs, streams] = node->second;
        if (acs) acs->socket->close(kReplaced, "replaced by a newer connection");
        connection = std::make_shared<AcsConnection>(
            AcsConnection{std::move(socket), AcsSession({wants.cluster_arn, arn}, seeds(), now)});
        acs = connection;
        send(*connection, connection->session.want(wants.tasks, now));
        send(*connection, connection->session.want_streams(streams));
        tell_connection(
            {arn, true, request.agent_version, request.agent_hash, request.docker_version});
    }
    flush();
    log::info("agent of {}: connected, version {}", arn, request.agent_version);
    const auto weak = weak_from_this();
    return {.on_message =
                [weak, connection](const std::string& text) {
                    const auto self = weak.lock();
                    if (!self) return;
                    const std::lock_guard lock(self->mutex);
                    send(*connection, connection->session.on_message(text, self->clock.now()));
                },
            .on_close =
                [weak, arn, connection](const net::CloseReason& reason) {
                    if (const auto self = weak.lock())
                        self->acs_closed(arn, connection.get(), reason);
                }};
}

net::WebSocketEvents AcsServer::Impl::accept_tcs(const std::string& arn,
                                                 std::shared_ptr<net::WebSocket> socket) {
    {
        const std::lock_guard lock(mutex);
        const auto node = nodes.find(arn);
        if (node == nodes.end()) {
            socket->close(kGoingAway, "no longer registered");
            return {};
        }
        if (node->second.tcs) node->second.tcs->close(kReplaced, "replaced by a newer connection");
        node->second.tcs = socket;
    }
    const auto weak = weak_from_this();
    return {.on_message =
                [weak, arn, socket](const std::string& text) {
                    auto answer = answer_tcs(text);
                    if (answer.reply) socket->send(*answer.reply);
                    if (const auto self = weak.lock()) self->hear(arn, std::move(answer));
                },
            .on_close =
                [weak, arn, socket](const net::CloseReason&) {
                    if (const auto self = weak.lock()) self->tcs_closed(arn, socket.get());
                }};
}

void AcsServer::Impl::acs_closed(const std::string& arn, const AcsConnection* connection,
                                 const net::CloseReason& reason) {
    {
        const std::lock_guard lock(mutex);
        const auto node = nodes.find(arn);
        if (node == nodes.end() || node->second.acs.get() != connection) return;
        node->second.acs.reset();
        tell_connection({arn, false, {}, {}, {}});
    }
    log::info("agent of {}: gone, close code {} {}", arn, reason.code, reason.text);
    flush();
}

void AcsServer::Impl::tcs_closed(const std::string& arn, const net::WebSocket* socket) {
    const std::lock_guard lock(mutex);
    const auto node = nodes.find(arn);
    if (node != nodes.end() && node->second.tcs.get() == socket) node->second.tcs.reset();
}

// An agent speaks of its own instance's tasks only.
void AcsServer::Impl::hear(const std::string& arn, TcsAnswer said) {
    {
        const std::lock_guard lock(mutex);
        const auto node = nodes.find(arn);
        if (node == nodes.end()) return;
        std::set<std::string> own;
        for (const auto& task : node->second.wants.tasks) own.insert(task.task_arn);
        const auto is_foreign = [&](const auto& one) { return !own.contains(one.task_arn); };
        std::erase_if(said.health, is_foreign);
        std::erase_if(said.uses, is_foreign);
        if (said.health.empty() && said.uses.empty()) return;
        tell([this, said = std::move(said)] {
            if (events.on_health && !said.health.empty()) events.on_health(said.health);
            if (events.on_use && !said.uses.empty()) events.on_use(said.uses);
        });
    }
    flush();
}

// ---- time and events

void AcsServer::Impl::tick() {
    const std::lock_guard lock(mutex);
    const auto now = clock.now();
    for (auto& [arn, node] : nodes)
        if (node.acs) send(*node.acs, node.acs->session.on_tick(now));
}

void AcsServer::Impl::tick_later() {
    loop.post_after(kTick, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->tick();
        self->tick_later();
    });
}

void AcsServer::Impl::tell_connection(ports::NodeConnection seen) {
    tell([this, seen = std::move(seen)] {
        if (events.on_connection) events.on_connection(seen);
    });
}

// One thread at a time tells, so that "gone" never overtakes "connected".
void AcsServer::Impl::flush() {
    std::unique_lock lock(mutex);
    if (std::exchange(telling, true)) return;
    while (!told.empty()) {
        auto event = std::move(told.front());
        told.pop_front();
        lock.unlock();
        event();
        lock.lock();
    }
    telling = false;
}

// ---- the outside

AcsServer::AcsServer(net::Loop& loop, const Clock& clock)
    : impl_(std::make_shared<Impl>(loop, clock)) {
    impl_->tick_later();
}

AcsServer::~AcsServer() = default;

void AcsServer::want(ports::NodeWants wants) {
    const std::lock_guard lock(impl_->mutex);
    impl_->forgotten.erase(wants.container_instance_arn);
    auto& node = impl_->nodes[wants.container_instance_arn];
    if (node.wants == wants) return;
    node.wants = std::move(wants);
    if (!node.acs) return;
    send(*node.acs, node.acs->session.want(node.wants.tasks, impl_->clock.now()));
}

void AcsServer::forget(const std::string& container_instance_arn) {
    {
        const std::lock_guard lock(impl_->mutex);
        if (impl_->forgotten.size() >= kForgottenMax)
            impl_->forgotten.erase(impl_->forgotten.begin());
        impl_->forgotten.insert(container_instance_arn);
        const auto node = impl_->nodes.extract(container_instance_arn);
        if (node.empty()) return;
        const auto& [wants, acs, tcs, streams] = node.mapped();
        if (tcs) tcs->close(kGoingAway, "the container instance is no longer registered");
        if (!acs) return;
        acs->socket->close(kGoingAway, "the container instance is no longer registered");
        impl_->tell_connection({container_instance_arn, false, {}, {}, {}});
    }
    impl_->flush();
}

void AcsServer::on_events(ports::NodeEvents events) {
    const std::lock_guard lock(impl_->mutex);
    impl_->events = std::move(events);
}

void AcsServer::want_streams(const std::string& container_instance_arn,
                             std::vector<std::string> requests) {
    const std::lock_guard lock(impl_->mutex);
    const auto node = impl_->nodes.find(container_instance_arn);
    if (node == impl_->nodes.end()) return;
    node->second.streams = std::move(requests);
    if (const auto& acs = node->second.acs)
        send(*acs, acs->session.want_streams(node->second.streams));
}

void AcsServer::upgrade(const net::HttpRequest& request, const aws::Caller& caller,
                        std::function<void(Decision)> decide) {
    const auto read = read_upgrade(request);
    if (!read)
        return decide(refusal(404, "BadRequestException",
                              "Agents connect to /acs/ws?containerInstanceArn=… and "
                              "/tcs/ws?containerInstance=…."));
    decide(impl_->decide(*read, caller));
}

}  // namespace ikada::nodes
