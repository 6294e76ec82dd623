#pragma once
// The API's front door: verifies, routes, decodes, runs the operation in the core, encodes, logs.

#include <functional>
#include <span>
#include <variant>

#include "aws/audit.hpp"
#include "aws/operation.hpp"
#include "aws/sigv4.hpp"
#include "base/clock.hpp"
#include "net/http_server.hpp"
#include "net/loop.hpp"
#include "world/engine.hpp"

namespace ikada::aws {

// Takes websocket upgrades: those whose signature holds (the node protocol's ACS and TCS), and
// those that a token of the handler's own allows.
class UpgradeHandler {
  public:
    virtual ~UpgradeHandler() = default;
    // Instead of a signature. False, and nothing is decided: it shows no such token.
    virtual bool upgrade_by_token(const net::HttpRequest&, const net::DecideUpgrade&) {
        return false;
    }
    virtual void upgrade(const net::HttpRequest& request, const Caller& caller,
                         net::DecideUpgrade decide) = 0;
};

// May be destroyed before the engine has finished its calls; what Parts names must live on.
class Gateway final : public net::HttpHandler {
  public:
    struct Parts {
        const Installation& installation;
        std::span<const Service* const> services;
        const KeyRing& keys;
        world::Engine& engine;
        const Clock& clock;
        UpgradeHandler& nodes;
        net::Loop& loop;  // answers are encoded on its threads
        AuditTrail& audit;
    };
    explicit Gateway(Parts parts) : parts_(parts) {}

    void handle(net::HttpRequest request, net::Respond respond) override;
    net::HttpResponse refuse(int status, std::string_view reason,
                             const net::HttpRequest& partial) override;
    void upgrade(net::HttpRequest request, net::DecideUpgrade decide) override;

  private:
    struct Pending;
    // For errors before the signature is known to hold.
    Protocol protocol_of(const net::HttpRequest& request) const;
    Result<Verified> authenticate(const net::HttpRequest& request) const;
    // Fills in who calls what, with which request.
    Status prepare(net::HttpRequest request, Pending& call) const;
    // These know only the call: the engine may run them after the gateway is gone.
    static Status run(world::Tx& tx, TimePoint now, Pending& call);
    static void finish(const Pending& call, const Status& outcome);

    Parts parts_;
};

}  // namespace ikada::aws
