// ikada-balancer FOLDER PORT RULES TARGET_PORT…: the adapter over a table made for measurements
// (tests/measure/balancer.py).
//   A backend "web" of the targets on 127.0.0.1; RULES rules, for h0.example.com and so on, that
//   lead there. Says "ready" when all targets are up. Then reads lines: "change N" adds and removes
//   a target N times in all and says how many seconds HAProxy took to have each change.

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>

#include "base/strings.hpp"
#include "haproxy/haproxy_balancer.hpp"

namespace ikada::haproxy {
namespace {

constexpr Seconds kPatience{30};

ports::RoutingTable table_of(int port, int rules, const std::vector<int>& targets) {
    ports::RoutingTable table;
    ports::Backend web;
    web.id = "web";
    web.probe.enabled = false;  // a change is done when HAProxy has it, not when a check passed
    for (const int target : targets)
        web.servers.push_back(
            {.id = fmt::format("t{}", target), .address = "127.0.0.1", .port = target});
    table.backends = {web};
    ports::ForwardTo to_web;
    to_web.backends = {{.backend_id = "web", .weight = 1}};
    ports::Frontend frontend;
    frontend.id = "lb";
    frontend.address = "127.0.0.1";
    frontend.port = port;
    frontend.otherwise = ports::FixedResponse{404, "text/plain", "no rule"};
    for (int i = 0; i < rules; ++i) {
        frontend.rules.emplace_back();
        frontend.rules.back().hosts = {fmt::format("h{}.example.com", i)};
        frontend.rules.back().action = to_web;
    }
    table.frontends = {frontend};
    return table;
}

class Measured {
  public:
    Measured(const std::string& folder, ports::RoutingTable table)
        : table_(std::move(table)), settings_{.folder = folder}, balancer_(settings_) {
        balancer_.on_seen([this](ports::BalancerSeen seen) {
            const std::lock_guard lock(mutex_);
            seen_ = std::move(seen);
            changed_.notify_all();
        });
        balancer_.want(table_);
    }

    bool becomes_ready() {
        return eventually([this] { return up() == table_.backends[0].servers.size(); });
    }
    // Each new target is at the first one's address.
    bool change(int i) {
        auto& servers = table_.backends[0].servers;
        if (i % 2 == 0) {
            servers.push_back(servers[0]);
            servers.back().id = fmt::format("extra{}", i);
        } else {
            servers.pop_back();
        }
        balancer_.want(table_);
        return becomes_ready();
    }

  private:
    std::size_t up() const {
        const auto found = seen_.servers.find("web");
        if (found == seen_.servers.end()) return 0;
        std::size_t count = 0;
        for (const auto& [id, server] : found->second)
            count += server.sight == ports::ServerSight::Up ? 1 : 0;
        return count;
    }
    template <class Condition>
    bool eventually(Condition holds) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, holds);
    }

    ports::RoutingTable table_;
    HaproxySettings settings_;
    std::mutex mutex_;
    std::condition_variable changed_;
    ports::BalancerSeen seen_;
    HaproxyBalancer balancer_;
};

double seconds_of_changes(Measured& measured, int count) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i)
        if (!measured.change(i)) return -1;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

int run(const std::vector<std::string>& words) {
    std::vector<int> targets;
    for (std::size_t i = 3; i < words.size(); ++i) targets.push_back(std::stoi(words[i]));
    Measured measured(words[0], table_of(std::stoi(words[1]), std::stoi(words[2]), targets));
    if (!measured.becomes_ready()) return 1;
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const auto count = parse_int(split(line, ' ').back()).value_or(0);
        std::cout << seconds_of_changes(measured, static_cast<int>(count)) << std::endl;
    }
    return 0;
}

}  // namespace
}  // namespace ikada::haproxy

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "ikada-balancer FOLDER PORT RULES TARGET_PORT…\n";
        return 2;
    }
    const int status = ikada::haproxy::run({argv + 1, argv + argc});
    ikada::haproxy::stop_haproxy({.folder = argv[1]});
    return status;
}
