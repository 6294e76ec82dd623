#pragma once
// Serves the task metadata endpoint, versions 2 (tasks with an address of their own), 3 and 4, and
// the task scale-in protection endpoint to the containers of this machine; at the instance's own
// address also the introspection API.
//   Several agents share a machine. Each listens at its own address and, with the others, at
//   169.254.170.2: whichever gets a request there passes on what another's container asks. The port
//   of all addresses stays free for who shares it, as HAProxy does.

#include <memory>
#include <string>

#include "agent/ecs_api.hpp"
#include "agent/introspection.hpp"
#include "agent/latest.hpp"
#include "agent/metadata.hpp"
#include "agent/workers.hpp"
#include "docker/client.hpp"
#include "net/http_server.hpp"

namespace ikada::agent {

constexpr int kMetadataThreads = 4;           // an answer waits for Docker, stats for 2 s
constexpr int kMetadataConnectionsMax = 256;  // of an agent; each has one request at a time
constexpr Millis kRelayTimeout{10'000};       // between agents of this machine
constexpr Millis kLookAfterEvery{5'000};      // at the addresses

class MetadataServer final : public net::HttpHandler {
  public:
    using Snapshot = std::shared_ptr<const AgentState>;

    // Listens before it returns, as far as it can, and goes on trying. `state` may be null at
    // first. Tells `base` where containers are answered ("http://169.254.170.2"); empty: nowhere.
    MetadataServer(const AgentOptions& options, const Latest<Snapshot>& state,
                   Latest<std::string>& base);

    void handle(net::HttpRequest request, net::Respond respond) override;
    net::HttpResponse refuse(int status, std::string_view reason,
                             const net::HttpRequest& partial) override;
    void upgrade(net::HttpRequest request, net::DecideUpgrade decide) override;

  private:
    struct Tools {
        docker::Client docker;
        EcsApi api;
    };
    // What a request turned out to be about.
    struct Subject {
        const AgentState& state;
        const TaskRecord& task;
        std::size_t container = 0;
        MetadataVersion version;
    };
    void look_after_addresses();
    void listen_at(std::unique_ptr<net::HttpServer>& server, const net::Endpoint& at,
                   net::HttpHandler& handler);
    std::string where() const;
    void announce(std::string base);

    net::HttpResponse answer(Tools& tools, const net::HttpRequest& request) const;
    net::HttpResponse answer_by_id(Tools& tools, const net::HttpRequest& request,
                                   const MetadataRequest& asked) const;
    net::HttpResponse answer_by_address(Tools& tools, const net::HttpRequest& request,
                                        const MetadataRequest& asked) const;
    net::HttpResponse ask_the_others(const std::string& target, const std::string& peer) const;
    net::HttpResponse document(Tools& tools, const Subject& subject, MetadataTopic topic) const;

    const AgentOptions& options_;
    const Latest<Snapshot>& state_;
    Latest<std::string>& base_;
    Introspection introspection_;
    net::Loop loop_;
    Workers<Tools> workers_;
    std::unique_ptr<net::HttpServer> introspected_, own_, link_local_;  // of look_after_addresses
    std::string complaint_;                                             // why it could not listen
    std::optional<std::string> told_;
};

}  // namespace ikada::agent
