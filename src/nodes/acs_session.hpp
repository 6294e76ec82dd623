#pragma once
// The control plane's half of one ACS connection: what is wanted and what the agent says go in,
// messages for the agent come out. Pure but for its random ids. Source: node-protocol.md, part 2.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "ports/node_link.hpp"

namespace ikada::nodes {

constexpr Seconds kHeartbeatEvery{20};       // the agent gives up after 60 s of silence
constexpr int kHeartbeatsUnansweredMax = 3;  // then the agent is taken for dead
constexpr Seconds kResendAfter{10};          // an unacknowledged payload goes out again
constexpr Seconds kManifestEvery{60};        // stray tasks are found this often
constexpr std::size_t kTasksPerPayload = 10;

struct SessionOutput {
    std::vector<std::string> messages;  // to send, in order
    std::optional<std::string> close;   // then close the connection, with this reason
};

class AcsSession {
  public:
    struct Peer {
        std::string cluster_arn, container_instance_arn;
    };
    // Numbers of payloads and manifests grow from `now`'s milliseconds on, and fall behind it: so
    // they are beyond those of every earlier connection, also of an earlier server process, if the
    // time never goes back. (world/clock_keeper.hpp: it starts where it was 10 s before the last
    // change at most, and an agent's coming is a change. A manifest dropped then comes again.)
    AcsSession(Peer peer, std::uint64_t seed, TimePoint now);

    // All that the instance should run; also first, when the connection opens.
    SessionOutput want(const std::vector<ports::NodeTask>& tasks, TimePoint now);
    // The streams that the agent should open and has not, each the JSON object of its order. Only
    // our agent knows the message; others pass over it.
    SessionOutput want_streams(const std::vector<std::string>& requests);
    SessionOutput on_message(std::string_view text, TimePoint now);
    // To be called every second or so.
    SessionOutput on_tick(TimePoint now);

  private:
    struct Order {
        std::string arn;
        ports::NodeDesire desire;
        std::string json;
    };
    struct Unacknowledged {
        std::vector<Order> orders;
        TimePoint sent_at;
    };
    void send_payloads(const std::vector<Order>& orders, TimePoint now, SessionOutput& out);
    void send_manifest(TimePoint now, SessionOutput& out);
    void send_heartbeat(TimePoint now, SessionOutput& out);
    void resend(TimePoint now, SessionOutput& out);
    bool is_current(const Order& order) const;
    void on_stop_candidates(const json::value& message, TimePoint now, SessionOutput& out);
    std::int64_t next_number() { return ++number_; }

    const Peer peer_;
    Random random_;
    std::int64_t number_;
    bool opened_ = false;
    std::map<std::string, ports::NodeDesire> wanted_;       // by task ARN
    std::map<std::string, ports::NodeDesire> told_;         // what this connection has told of them
    std::set<std::string> strays_;                          // told to stop though not wanted at all
    std::map<std::string, Unacknowledged> unacknowledged_;  // by message id
    std::set<std::string> told_streams_;
    int heartbeats_unanswered_ = 0;
    TimePoint heartbeat_at_, manifest_at_;
};

}  // namespace ikada::nodes
