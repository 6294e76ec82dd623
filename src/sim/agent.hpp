#pragma once
// A simulated container instance: a machine with an agent that pulls, starts, watches and stops
// containers, loses its connection, restarts, and repeats itself.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ecs/shapes.hpp"
#include "ports/instance_provider.hpp"
#include "ports/node_link.hpp"
#include "sim/platform.hpp"

namespace ikada::sim {

// What an image does when it is run. The name is the image's.
enum class Behaviour {
    Serves,      // "serves": runs and answers
    Unpullable,  // "unpullable": never starts
    Crashes,     // "crashes": exits after a few seconds
    Sick,        // "sick": runs, but fails its checks
    Finishes,    // "finishes": does its job and exits 0
};
Behaviour behaviour_of(std::string_view image);

class Agent {
  public:
    struct Machine {
        std::string instance_id, address, cluster;
        ports::InstanceSize size;
    };
    Agent(Machine machine, Stage stage, Random random);

    // Powers on; the agent registers once it is up.
    void boot(Millis delay);
    // Everything on it ends at once.
    void power_off();
    // The agent's process starts anew: it finds its containers again and registers once more.
    void restart_agent(Millis duration);
    // The agent is away; containers run on.
    void disconnect(Millis duration);
    // One of its running containers exits by itself.
    void kill_one_container();

    // From the server, when the agent is connected. A message with a lower number than one
    // before is late: it says nothing new.
    void receive(int number, const ports::NodeWants& wants);
    // The server was lost or refuses the agent; it tries again a little later.
    void drop_connection(Millis retry_in);
    // No longer registered: the server refuses it, and its containers run on.
    void forget();

    bool is_on() const { return on_; }
    bool is_up() const { return agent_up_; }
    bool has_unsent_reports() const { return !unsent_.empty(); }
    const std::string& arn() const { return arn_; }
    const Machine& machine() const { return machine_; }
    // Whether something behind this port answers a health check well.
    bool answers(int port) const;
    // ARNs of the tasks that have something running.
    const std::set<std::string>& live_tasks() const { return live_; }

    std::function<void(Agent&)> on_connected;
    std::function<bool(const std::string& address, int port, TimePoint since)> has_requests;

  private:
    enum class Phase { Starting, Running, Stopping, Stopped };
    struct Run {
        std::string arn, container;
        Behaviour behaviour = Behaviour::Serves;
        bool has_health_check = false;
        std::vector<std::pair<int, int>> ports;  // container port → asked host port, 0: any
        std::map<int, int> bound;                // container port → host port
        Phase phase = Phase::Starting;
        TimePoint running_since = {};
        bool is_orphan = false;  // its instance was deregistered
        int exit_code = 0;
        std::string reason;
    };
    using Report = ecs::shapes::SubmitTaskStateChangeRequest;

    void register_instance();
    void give_up();
    void start_anew();
    void connect();
    void tell_connection(bool connected);
    void start_task(const ports::NodeTask& task);
    void become_running(const std::string& arn);
    bool bind_ports(Run& run);
    bool has_orphans() const;
    void stop_task(const std::string& arn);
    void check_may_stop(const Run& run);
    void end(const std::string& arn, int exit_code, const std::string& reason);
    void tell_health(const std::string& arn);
    void report(const Run& run, std::string_view status);
    void submit(Report report);
    void flush();
    void later(Millis delay, std::function<void()> what);
    Millis between(int from, int to) { return Millis{from + random_.below(to - from + 1)}; }

    const Machine machine_;
    Stage stage_;
    Platform& platform_;
    Timeline& timeline_;
    Journal& journal_;
    Random random_;
    bool on_ = false;
    bool connected_ = false;
    bool agent_up_ = false;
    bool is_refused_ = false;     // no longer registered under the name that it has saved
    bool checks_health_ = false;  // it can run a container's health check
    int life_ = 0;                // of the machine: what an earlier one planned does not happen
    int connection_ = 0;          // likewise
    std::string arn_;
    std::map<std::string, Run> runs_;   // by task ARN
    std::set<std::string> live_;        // those that are not Stopped
    std::map<int, std::string> taken_;  // host port → task ARN
    int last_message_ = 0;
    int next_port_ = 32768;
    std::vector<Report> unsent_;
    bool flushing_ = false;
};

}  // namespace ikada::sim
