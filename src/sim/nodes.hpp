#pragma once
// The simulated machines, and the node link between the server and their agents.

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "sim/agent.hpp"

namespace ikada::sim {

class Nodes final : public ports::NodeLink {
  public:
    Nodes(Stage stage, Random random) : stage_(stage), timeline_(stage.timeline), random_(random) {}

    // ports::NodeLink
    void want(ports::NodeWants wants) override;
    void forget(const std::string& container_instance_arn) override;
    void on_events(ports::NodeEvents) override {}  // agents write what they see themselves

    // Powers on what is off.
    void boot_all();

    // From the provider.
    void create(Agent::Machine machine);
    void destroy(const std::string& instance_id);
    bool exists(const std::string& instance_id) const { return agents_.contains(instance_id); }

    // The server is gone with all it knew of the link.
    void server_lost();

    // Null once it was destroyed.
    Agent* find(const std::string& instance_id);
    // One of the machines that are on; null if none is.
    Agent* pick();
    bool answers(const std::string& address, int port) const;
    std::vector<const Agent*> all() const;

    // Whether requests may be there; set by who knows.
    std::function<bool(const std::string& address, int port, TimePoint since)> has_requests;

  private:
    // What an agent is told: messages overtake each other, get lost and come twice.
    struct Message {
        int number = 0;  // higher is later
        std::shared_ptr<const ports::NodeWants> wants;
    };
    Agent* find_by_arn(const std::string& arn);
    void send(const std::string& arn);
    void deliver(const std::string& arn, const Message& message, Millis delay);
    bool loses_a_message();

    Stage stage_;
    Timeline& timeline_;
    Random random_;
    std::map<std::string, std::unique_ptr<Agent>> agents_;  // by instance id
    std::vector<std::unique_ptr<Agent>> graveyard_;  // what is planned for them must find them
    std::map<std::string, Message> wants_;           // by container instance ARN
    int messages_ = 0;
    std::set<std::string> forgotten_;
};

}  // namespace ikada::sim
