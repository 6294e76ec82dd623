#pragma once
// The agent's introspection API: what it runs, for programs on its machine.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-introspection.html;
//   node-protocol.md, 5.8.

#include <memory>

#include "agent/latest.hpp"
#include "agent/task.hpp"
#include "net/http_server.hpp"

namespace ikada::agent {

// At the instance's own address, which no other agent of the machine has.
constexpr int kIntrospectionPort = 51678;

// Pure.
net::HttpResponse introspect(const AgentState& state, const net::HttpRequest& request);

// Answers those on this machine. `state` may be null at first: the answer is 503 until then.
class Introspection final : public net::HttpHandler {
  public:
    explicit Introspection(const Latest<std::shared_ptr<const AgentState>>& state)
        : state_(state) {}

    void handle(net::HttpRequest request, net::Respond respond) override;
    net::HttpResponse refuse(int status, std::string_view reason,
                             const net::HttpRequest& partial) override;
    void upgrade(net::HttpRequest request, net::DecideUpgrade decide) override;

  private:
    const Latest<std::shared_ptr<const AgentState>>& state_;
};

}  // namespace ikada::agent
