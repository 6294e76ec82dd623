#pragma once
// Streams between clients and containers: each end dials in, what one says goes to the other.
// Buffers stay small because the ends keep to their windows (base/stream_frame.hpp).

#include <memory>

#include "aws/gateway.hpp"
#include "base/clock.hpp"
#include "net/loop.hpp"
#include "ports/streams.hpp"

namespace ikada::nodes {

class AcsServer;

constexpr Seconds kStreamPatience{30};     // for either end to come
constexpr std::size_t kStreamsMax = 1000;  // at once, of all instances

class StreamServer final : public ports::StreamLink, public aws::UpgradeHandler {
  public:
    // All must outlive it. Agents are told through `nodes`, which takes the other upgrades.
    StreamServer(net::Loop& loop, const Clock& clock, AcsServer& nodes);
    ~StreamServer() override;

    void open(ports::StreamOrder order) override;

    // /streams/ID: the client's end with "Authorization: Bearer TOKEN", the agent's signed with its
    // instance's key (or the account's root). An end that fails, or does not come in time, ends
    // the other with the reason. One that shows nothing is told to use `ikada exec`, in the form of
    // AWS's Session Manager plugin.
    bool upgrade_by_token(const net::HttpRequest& request,
                          const net::DecideUpgrade& decide) override;
    void upgrade(const net::HttpRequest& request, const aws::Caller& caller,
                 net::DecideUpgrade decide) override;

  private:
    struct Impl;
    AcsServer& nodes_;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ikada::nodes
