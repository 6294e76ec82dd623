#pragma once
// Keeps one websocket to the control plane open: connects, watches for life, connects again.
// Source: node-protocol.md, 2.4 and 2.5.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "net/websocket.hpp"

namespace ikada::agent {

constexpr Millis kReconnectFirst{250};      // ×1.5 after each failure …
constexpr Millis kReconnectLongest{5'000};  // … up to this: a restarted server is found soon
constexpr double kReconnectGrowth = 1.5;
constexpr Seconds kInactivePause{3600};     // after InactiveInstanceException, as the ECS agent
constexpr Seconds kSilenceMin{60};          // the server said nothing for this and up to …
constexpr Seconds kSilenceSpread{60};       // … this more: connect again
constexpr Seconds kConnectionAgeMin{1800};  // a connection is replaced at this age …
constexpr Seconds kConnectionAgeSpread{300};
constexpr Seconds kSettled{60};  // one that lived so long resets the backoff
constexpr Millis kHandshakeTimeout{30'000};

struct LinkTarget {
    std::string host;
    int port = 80;
    net::HttpRequest request;  // signed
};

class Link {
  public:
    struct Parts {
        std::string name;  // "ACS", for logs
        net::Loop& loop;
        std::function<Result<LinkTarget>()> prepare;  // may block; on the link's own thread
        // In this order; messages on loop threads.
        std::function<void(std::shared_ptr<net::WebSocket>)> on_open;
        std::function<void(std::string)> on_message;
        std::function<void()> on_close;
    };
    Link(Parts parts, std::uint64_t seed);
    ~Link();

    // A message that counts as a sign of life has come. Any thread.
    void heard();

  private:
    struct Session;
    void run();
    Millis attempt();
    Millis refused(const Error& error);
    Millis hold(const LinkTarget& target);
    net::CloseReason watch(Session& session, net::WebSocket& socket);
    Millis backoff();
    void complain(const std::string& text);
    Millis spread(Seconds least, Seconds more);

    Parts parts_;
    Random random_;
    Millis pause_ = kReconnectFirst;
    std::string last_complaint_;
    std::atomic<std::int64_t> heard_at_{0};  // steady milliseconds
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ikada::agent
