#pragma once
// The wiring: which services, which adapters, start and stop.

#include <memory>
#include <optional>
#include <string>

#include "aws/operation.hpp"
#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "elbv2/api.hpp"
#include "net/http.hpp"
#include "server/data_folder.hpp"

namespace ikada::server {

struct Options {
    DataFolder data;
    net::TcpAddress listen{"127.0.0.1", 4566};
    std::optional<net::TcpAddress> tls_listen;  // the same API over TLS, beside the plain one
    elbv2::Placement load_balancers;
    aws::Installation installation;
    std::optional<ec2::Fleet> instances;                     // none: leave those that exist
    Seconds task_healthy_after = ecs::kHealthyAfterDefault;  // one that nothing checks
    std::string root_access_key_id, root_secret_access_key;  // empty: minted at the first start
    std::string program;                                     // the ikada binary, for agents
};

class Server {
  public:
    // Serves from the moment it returns. Errors: kIoError and the store's, naming what is in the
    // way and what to do.
    static Result<std::unique_ptr<Server>> start(Options options);
    // Stops serving after what was accepted is answered. Agents, containers and HAProxy live on.
    ~Server();

    int port() const;

    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);

  private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace ikada::server
