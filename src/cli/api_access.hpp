#pragma once
// How commands reach an AWS API: that of an installation on this machine, or as any AWS tool does.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "aws/operation.hpp"
#include "cli/signals.hpp"
#include "client/api_client.hpp"
#include "server/data_folder.hpp"

namespace ikada::cli {

struct LocalProfile {
    client::Settings settings;
    std::string endpoint_url, tls_endpoint_url;  // the second is empty where there is none
};
// Errors: kIoError when no server has started on this folder yet.
Result<LocalProfile> read_local_profile(const server::DataFolder& folder);

// --profile, --region, --endpoint-url as AWS's tools have them, and --data.
struct ApiFlags {
    client::Flags aws;
    std::filesystem::path data;  // empty: not said
    // For commands that look: where nobody says anything else, neither flags nor environment, the
    // installation on this machine, if there is one.
    bool prefers_local = false;
};
void add_api_options(CLI::App& command, ApiFlags& flags);

// What the flags, the environment and the files say. Errors: as read_local_profile and
// client::resolve_settings.
Result<client::Settings> settings_of(const ApiFlags& flags);

// This machine's time, until Ctrl-C.
class MachinePace final : public client::Pace {
  public:
    TimePoint now() override;
    bool wait(Millis duration) override;

  private:
    StopSignal stop_;
    bool stopped_ = false;
};

// How the API's tools call one of our own services.
constexpr client::JsonService json_service(const aws::Service& service) {
    return {service.name, service.target_prefix};
}

}  // namespace ikada::cli
