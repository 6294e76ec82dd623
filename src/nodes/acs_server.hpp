#pragma once
// The control plane's end of the agents' websockets: who may connect as which container instance,
// one ACS and one TCS connection each. Source: node-protocol.md.

#include <memory>
#include <string>

#include "aws/gateway.hpp"
#include "base/clock.hpp"
#include "net/loop.hpp"
#include "ports/node_link.hpp"

namespace ikada::nodes {

// After a start, instances that nobody has named yet are asked to come again, for so long; then
// they are unknown.
constexpr Seconds kStartGrace{30};

class AcsServer final : public ports::NodeLink, public aws::UpgradeHandler {
  public:
    // The loop and the clock must outlive it. The clock must never go back, nor from one process to
    // the next: connections number their messages by it.
    AcsServer(net::Loop& loop, const Clock& clock);
    ~AcsServer() override;

    void want(ports::NodeWants wants) override;
    void forget(const std::string& container_instance_arn) override;
    void on_events(ports::NodeEvents events) override;
    // The streams that the instance's agent should open now, as AcsSession has them.
    void want_streams(const std::string& container_instance_arn, std::vector<std::string> requests);

    // Paths /acs/ws and /tcs/ws. Refuses with 403 a caller that is another instance (the account's
    // root may be any, as in the API: it registers instances that have no key), with 400 an unknown
    // or deregistered one, with 503 one that is not known yet.
    void upgrade(const net::HttpRequest& request, const aws::Caller& caller,
                 net::DecideUpgrade decide) override;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ikada::nodes
