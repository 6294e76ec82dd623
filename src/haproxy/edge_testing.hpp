#pragma once
// For tests: the adapter over a real HAProxy in a folder of its own, and clients that never rest.

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "haproxy/haproxy_balancer.hpp"
#include "haproxy/testing.hpp"
#include "os/testing.hpp"

namespace ikada::haproxy {

class HaproxyEdge : public testing::Test {
  protected:
    HaproxyEdge() : settings_{.folder = folder_ / "haproxy"} { start_adapter(); }
    ~HaproxyEdge() override {
        balancer_.reset();
        stop_haproxy(settings_);
    }

    void start_adapter() {
        balancer_ = std::make_unique<HaproxyBalancer>(settings_);
        balancer_->on_seen([this](ports::BalancerSeen seen) {
            const std::lock_guard lock(mutex_);
            seen_ = std::move(seen);
            ++reports_;
        });
    }
    void stop_adapter() {
        balancer_.reset();
        const std::lock_guard lock(mutex_);
        seen_ = {};
        reports_ = 0;
    }

    ports::BalancerSeen seen() {
        const std::lock_guard lock(mutex_);
        return seen_;
    }
    std::optional<ports::ServerSeen> seen(const std::string& server,
                                          const std::string& backend = "web") {
        const auto all = seen();
        const auto found = all.servers.find(backend);
        if (found == all.servers.end() || !found->second.contains(server)) return {};
        return found->second.at(server);
    }
    bool comes_to(const std::string& server, ports::ServerSight sight) {
        return eventually([&] {
            const auto now = seen(server);
            return now && now->sight == sight;
        });
    }
    std::string error_of(const std::string& frontend) {
        const auto all = seen();
        const auto found = all.errors.find(frontend);
        return found == all.errors.end() ? "" : found->second;
    }
    int worker_pid() const {
        const auto info = StatsSocket(settings_.folder / "stats.sock").ask("show info");
        const auto pid = info ? parse_info(*info, "Pid") : std::nullopt;
        return pid ? std::stoi(*pid) : 0;
    }
    bool answers(int port, const std::string& path, const std::string& body) {
        return eventually([&] { return get(port, "any", path).body == body; });
    }

    os::TempFolder folder_;
    HaproxySettings settings_;
    const int port_ = free_port();
    std::unique_ptr<HaproxyBalancer> balancer_;

  private:
    std::mutex mutex_;
    ports::BalancerSeen seen_;
    int reports_ = 0;
};

// Sends requests from two clients, one with kept-alive connections, until destroyed.
class Load {
  public:
    explicit Load(int port) : port_(port) {
        threads_.emplace_back([this] { run([this] { return get(port_, "any", "/"); }); });
        threads_.emplace_back([this] {
            std::optional<Connection> connection;
            int served = 0;
            run([&] {
                if (!connection) connection.emplace(port_);
                const auto answer = connection->get("any", "/");
                // A balancer may end a connection after any answer that says so.
                const bool ends = answer.head.find("onnection: close") != std::string::npos;
                if (ends || ++served % 50 == 0) connection.reset();
                return answer;
            });
        });
    }
    ~Load() { finish(); }
    void finish() {
        ending_ = true;
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

    std::atomic<int> good{0}, bad{0};

  private:
    template <class Request>
    void run(Request request) {
        while (!ending_) ++(request().status == 200 ? good : bad);
    }

    int port_;
    std::atomic<bool> ending_{false};
    std::vector<std::thread> threads_;
};

}  // namespace ikada::haproxy
