#pragma once
// For tests: tables, targets that answer on loopback, and a client.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "os/fd.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

// A listening socket on 127.0.0.1, any free port.
struct Listener {
    os::Fd fd;
    int port = 0;
};
Listener listen_anywhere();
// A port that was free a moment ago.
int free_port();

// An HTTP server that answers "NAME\n", with what was sent to it ("/echo"), with a cookie SESSION
// ("/login"), as a websocket would ("/socket"), with nothing ("/broken") or once let go ("/hold…").
class Target {
  public:
    explicit Target(std::string name);
    ~Target();

    int port() const { return listener_.port; }
    ports::RouteServer as_server(const std::string& id) const;

    std::atomic<int> health_status{200};  // the answer to /healthz
    std::atomic<int> checks{0};
    std::atomic<int> requests{0};          // others
    std::atomic<int> held{0};              // waiting in /hold
    std::atomic<bool> keeps_alive{false};  // more than one request a connection
    std::atomic<int> connections{0};       // that carried requests
    void let_go();

  private:
    void accept_loop();
    void serve(os::Fd fd);
    bool serve_one(int fd, std::string& buffer, bool is_first);
    std::string answer(const std::string& request);

    std::string name_;
    Listener listener_;
    std::mutex mutex_;
    std::condition_variable released_;
    bool is_released_ = false;
    std::atomic<int> open_{0};  // connections with a thread of their own
    std::thread accepting_;
};

struct Answer {
    int status = 0;  // 0: no answer
    std::string head, body;
    bool operator==(const Answer&) const = default;
};

// A client's connection, kept open between requests.
class Connection {
  public:
    explicit Connection(int port);
    Answer get(const std::string& host, const std::string& path);
    // The request's head as it is to be sent, with its empty line, and body.
    Answer send(const std::string& request);
    // After an upgrade: one line there, one back.
    std::string say(const std::string& line);

  private:
    os::Fd fd_;
};
Answer get(int port, const std::string& host, const std::string& path);
Answer send(int port, const std::string& request);

// Polls until it holds, for as long as a test may take on a machine with other work.
template <class Condition>
bool eventually(Condition holds) {
    const auto deadline = std::chrono::steady_clock::now() + Seconds{60};
    while (std::chrono::steady_clock::now() < deadline) {
        if (holds()) return true;
        std::this_thread::sleep_for(Millis{10});
    }
    return holds();
}

// A table with a frontend on `port` whose default goes to backend "web" with these servers.
ports::RoutingTable web_table(int port, std::vector<ports::RouteServer> servers);
ports::HealthProbe quick_probe();
ports::ForwardTo to(const std::string& backend_id);
ports::RouteRule rule(std::vector<std::string> hosts, std::vector<std::string> paths,
                      ports::RouteAction action);
ports::Backend backend(const std::string& id, std::vector<ports::RouteServer> servers);

}  // namespace ikada::haproxy
