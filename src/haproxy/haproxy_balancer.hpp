#pragma once
// The Balancer port over HAProxy 2.6. HAProxy keeps serving while we are away; a new
// HaproxyBalancer over the same folder adopts it, without a reload where its structure is as
// wanted.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "haproxy/program.hpp"
#include "haproxy/tally.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

class HaproxyBalancer : public ports::Balancer {
  public:
    // Starts the adapter's thread. HAProxy is touched with the first want(), not before.
    explicit HaproxyBalancer(HaproxySettings settings);
    // Ends the thread and leaves HAProxy running.
    ~HaproxyBalancer() override;

    void want(ports::RoutingTable table) override;
    void on_seen(std::function<void(ports::BalancerSeen)> seen) override;
    ports::BalancerCounters counters() override;

  private:
    void loop();
    Millis step(const ports::RoutingTable& wanted);
    Result<Running> running_or_saved();
    Status load_without_refused(ports::RoutingTable& table,
                                std::map<std::string, std::string>& errors, const Running& now);
    Status load(const ports::RoutingTable& table, const Running& now);
    bool say(const std::vector<std::string>& commands, std::size_t count_max);
    void tell_maps(const Maps& wanted, int worker);
    bool tell_map(const std::string& name, const MapEntries& wanted);
    void look_at_old_workers(Running& now);
    void show_counters(ports::BalancerCounters counters);
    void save(const std::vector<PresentServer>& servers);
    void report_errors(std::map<std::string, std::string> errors);
    void report(ports::BalancerSeen seen);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<ports::RoutingTable> wanted_;
    std::function<void(ports::BalancerSeen)> seen_;
    ports::BalancerCounters counters_;
    bool is_new_ = false;     // wanted_ changed since the thread last looked
    bool is_silent_ = false;  // seen_ changed: it has been told nothing yet
    bool stopping_ = false;

    // The thread's own.
    Program program_;
    Tally tally_;
    std::optional<ports::BalancerSeen> reported_;
    // Of structures that could not be loaded, by their fingerprint: until when to leave them alone.
    struct Failure {
        Error error;
        std::chrono::steady_clock::time_point until;
    };
    std::map<std::string, Failure> failures_;
    std::optional<std::vector<PresentServer>> saved_;
    Maps maps_;  // that the worker `maps_worker_` has, and the files
    int maps_worker_ = 0;
    std::thread thread_;
};

// Ends the HAProxy of that folder, if one runs; open requests are broken off.
void stop_haproxy(const HaproxySettings& settings);

}  // namespace ikada::haproxy
