#include "cli/api_access.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "cli/command.hpp"
#include "os/files.hpp"

namespace ikada::cli {

Result<LocalProfile> read_local_profile(const server::DataFolder& folder) {
    const auto credentials = os::read_file(folder.credentials());
    const auto config = os::read_file(folder.config());
    if (!credentials || !config)
        return fail(kIoError,
                    "{} holds no ikada installation ({}): start one with `ikada up --data {}`",
                    folder.root.string(), (credentials ? config : credentials).error().message,
                    folder.root.string());
    // Nothing else: keys in the environment are for another place.
    const client::Sources sources{
        {}, {}, client::parse_ini(*credentials), client::parse_ini(*config)};
    auto settings = client::resolve_settings(sources);
    if (!settings) return settings.error();
    LocalProfile profile{*std::move(settings), {}, {}};
    profile.endpoint_url = profile.settings.endpoint_urls[""];
    const auto& section = sources.config.at("default");
    if (const auto tls = section.find(server::kTlsEndpointSetting); tls != section.end())
        profile.tls_endpoint_url = tls->second;
    return profile;
}

void add_api_options(CLI::App& command, ApiFlags& flags) {
    command.add_option("-p,--profile", flags.aws.profile, "AWS profile, else AWS_PROFILE");
    command.add_option("-r,--region", flags.aws.region, "AWS region, else AWS_REGION");
    command.add_option("--endpoint-url", flags.aws.endpoint_url,
                       "where the API is, else AWS_ENDPOINT_URL");
    command.add_option(
        "--data", flags.data,
        fmt::format("the installation of this folder on this machine ({})", kDefaultData));
}

namespace {

bool says_nothing(const client::Sources& sources) {
    constexpr const char* kWords[] = {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL",
                                      "AWS_SHARED_CREDENTIALS_FILE"};
    return sources.flags.profile.empty() && sources.flags.endpoint_url.empty() &&
           std::ranges::none_of(kWords,
                                [&](auto word) { return sources.environment.contains(word); });
}

}  // namespace

Result<client::Settings> settings_of(const ApiFlags& flags) {
    const server::DataFolder here{kDefaultData};
    const auto sources = client::read_sources(flags.aws);
    const bool is_local =
        flags.prefers_local && says_nothing(sources) && std::filesystem::exists(here.credentials());
    if (flags.data.empty() && !is_local) return client::resolve_settings(sources);
    auto profile = read_local_profile(flags.data.empty() ? here : server::DataFolder{flags.data});
    if (!profile) return profile.error();
    return std::move(profile->settings);
}

TimePoint MachinePace::now() { return system_clock().now(); }

bool MachinePace::wait(Millis duration) {
    if (!stopped_) stopped_ = stop_.wait_for(duration);
    return !stopped_;
}

}  // namespace ikada::cli
