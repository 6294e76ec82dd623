#pragma once
// Logs for the commands that deploy, from the API of an ikada installation.

#include <cstdio>
#include <optional>

#include "client/api_client.hpp"
#include "deploy/tool.hpp"

namespace ikada::cli {

// Nothing where nobody has given an endpoint: AWS's own has no such operation.
std::optional<client::Settings> log_settings(client::Settings settings);

class ContainerLogs final : public deploy::LogSource {
  public:
    // Lines that are followed go to `out`. A failure is told by `voice`, unless it is that the API
    // has no such operation.
    ContainerLogs(client::Settings settings, client::Pace& pace, deploy::Voice& voice,
                  std::FILE* out);

    std::unique_ptr<deploy::LogFollower> follow(const client::LogPlace& place) override;
    std::vector<std::string> last_lines(const client::LogPlace& place, int count) override;

  private:
    client::LogReader reader(const client::LogPlace& place, const client::LogWish& wish);
    void complain(const Error& error);

    client::Pace& pace_;
    deploy::Voice& voice_;
    std::FILE* const out_;
    client::ApiClient api_;
    client::StreamDialer dialer_;
};

}  // namespace ikada::cli
