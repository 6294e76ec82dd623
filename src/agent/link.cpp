#include "agent/link.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "agent/registration.hpp"
#include "base/log.hpp"

namespace ikada::agent {
namespace {

std::int64_t steady_millis() {
    return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Closes that ask for an immediate reconnect (2.5).
bool is_polite(int code) {
    constexpr std::array kPolite{1000, 1001, 1011};
    return std::find(kPolite.begin(), kPolite.end(), code) != kPolite.end();
}

}  // namespace

// One connection. Messages that come before the opener was told are kept for it.
struct Link::Session {
    std::mutex mutex;
    bool open = false;
    std::vector<std::string> early;
    bool closed = false;  // this and the reason: guarded by Link's mutex
    net::CloseReason reason;
};

Link::Link(Parts parts, std::uint64_t seed)
    : parts_(std::move(parts)), random_(seed), thread_([this] { run(); }) {}

Link::~Link() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Link::heard() { heard_at_ = steady_millis(); }

void Link::run() {
    while (true) {
        const auto pause = attempt();
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, pause, [this] { return stopping_; })) return;
    }
}

Millis Link::attempt() {
    const auto target = parts_.prepare();
    return target ? hold(*target) : refused(target.error());
}

Millis Link::refused(const Error& error) {
    if (error.is(kNotYet) || error.is(kTerminal)) return kReconnectFirst;
    complain(error.message);
    const bool inactive = error.message.find("InactiveInstanceException") != std::string::npos;
    return inactive ? Millis(kInactivePause) : backoff();
}

Millis Link::hold(const LinkTarget& target) {
    auto session = std::make_shared<Session>();
    net::WebSocketEvents events;
    events.on_message = [this, session](std::string message) {
        const std::lock_guard lock(session->mutex);
        if (session->open)
            parts_.on_message(std::move(message));
        else
            session->early.push_back(std::move(message));
    };
    events.on_close = [this, session](net::CloseReason reason) {
        const std::lock_guard lock(mutex_);
        session->closed = true;
        session->reason = std::move(reason);
        changed_.notify_all();
    };
    auto socket = net::connect_websocket(
        parts_.loop, {{target.host, target.port}, target.request, kHandshakeTimeout},
        std::move(events));
    if (!socket) return refused(socket.error());
    const auto since = steady_millis();
    heard();
    log::info("{}: connected to {}:{}", parts_.name, target.host, target.port);
    last_complaint_.clear();
    {
        const std::lock_guard lock(session->mutex);
        parts_.on_open(*socket);
        for (auto& message : session->early) parts_.on_message(std::move(message));
        session->early.clear();
        session->open = true;
    }
    const auto ended = watch(*session, **socket);
    parts_.on_close();
    const auto lasted = Millis(steady_millis() - since);
    if (lasted >= kSettled) pause_ = kReconnectFirst;
    complain(fmt::format("connection ended with {} {}", ended.code, ended.text));
    // Never at once: a server that accepts and drops would be called in a hot loop.
    return is_polite(ended.code) ? kReconnectFirst : backoff();
}

net::CloseReason Link::watch(Session& session, net::WebSocket& socket) {
    const auto silence = spread(kSilenceMin, kSilenceSpread);
    const auto ends_at = steady_millis() + spread(kConnectionAgeMin, kConnectionAgeSpread).count();
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, Millis{1000}, [&] { return stopping_ || session.closed; })) {
        if (steady_millis() > ends_at)
            socket.close(1000, "ConnectionExpired: Reconnect to continue");
        else if (steady_millis() - heard_at_ > silence.count())
            socket.close(1000, "the server has been silent for too long");
        else
            continue;
        const bool ended =
            changed_.wait_for(lock, Millis{5000}, [&] { return stopping_ || session.closed; });
        if (!ended) return {1006, "the server does not answer a close"};
        break;
    }
    return session.reason;
}

Millis Link::backoff() {
    constexpr int kJitterPercent = 20;
    const auto base = pause_.count();
    pause_ =
        std::min(kReconnectLongest,
                 Millis(static_cast<std::int64_t>(static_cast<double>(base) * kReconnectGrowth)));
    return Millis(base + random_.below(base * kJitterPercent / 100 + 1));
}

// A server that is away for an hour is one line, not thousands.
void Link::complain(const std::string& text) {
    if (text == last_complaint_) return log::debug("{}: {}", parts_.name, text);
    log::warn("{}: {}; trying again", parts_.name, text);
    last_complaint_ = text;
}

Millis Link::spread(Seconds least, Seconds more) {
    return Millis(least) + Millis(random_.below(Millis(more).count()));
}

}  // namespace ikada::agent
