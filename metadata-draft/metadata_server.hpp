#pragma once
// Serves the task metadata endpoint, versions 2 (tasks with an address of their own), 3 and 4.
//   Several agents share a machine. Each answers at its own address; one of them holds
//   169.254.170.2 for all and passes on what another's container asks. When it ends, another takes
//   over.

#include <functional>
#include <memory>
#include <optional>

#include "agent/ecs_api.hpp"
#include "agent/metadata.hpp"
#include "agent/workers.hpp"
#include "docker/client.hpp"
#include "net/http_server.hpp"

namespace ikada::agent {

constexpr int kMetadataThreads = 3;            // an answer waits for Docker, stats for 2 s
constexpr Millis kRelayTimeout{5'000};         // the ECS agent's own limit
constexpr Millis kTakeLinkLocalEvery{3'000};   // until it is ours

class MetadataServer final : public net::HttpHandler {
  public:
    using Snapshot = std::function<std::shared_ptr<const AgentState>()>;
    // Serves from now on; what cannot be listened on is tried again and logged once.
    MetadataServer(const AgentOptions& options, Snapshot snapshot);

    void handle(net::HttpRequest request, net::Respond respond) override;
    net::HttpResponse refuse(int status, std::string_view reason,
                             const net::HttpRequest& partial) override;
    void upgrade(
        net::HttpRequest request,
        std::function<void(std::variant<net::HttpResponse, net::AcceptWebSocket>)> decide) override;

  private:
    struct Tools {
        docker::Client docker;
        EcsApi api;
    };
    // A request for something of a container's.
    struct Asked {
        MetadataVersion version;
        MetadataId id;
        std::string what;  // "", "task", "stats" …
    };
    static std::optional<Asked> read(std::string_view path);

    void take_own_address();
    void take_link_local();
    net::HttpResponse answer(Tools& tools, const net::HttpRequest& request);
    net::HttpResponse answer_v2(Tools& tools, const net::HttpRequest& request);
    net::HttpResponse relay(const net::HttpRequest& request, const std::string& address) const;
    net::HttpResponse document(Tools& tools, const Asked& asked, const TaskRecord& task);
    net::HttpResponse stats(Tools& tools, const TaskRecord& task, std::size_t container);
    net::HttpResponse task_stats(Tools& tools, const TaskRecord& task);
    void add_tags(Tools& tools, const TaskRecord& task, json::object& into);

    const AgentOptions& options_;
    const Snapshot snapshot_;
    net::Loop loop_;
    Workers<Tools> workers_;
    std::unique_ptr<net::HttpServer> own_, link_local_;  // the loop thread's
    bool complained_ = false;
};

}  // namespace ikada::agent
