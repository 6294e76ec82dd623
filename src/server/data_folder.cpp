#include "server/data_folder.hpp"

#include <map>

#include "base/strings.hpp"
#include "os/files.hpp"

namespace ikada::server {
namespace {

constexpr int kSecretMode = 0600;
constexpr auto kTlsEndpoint = "ikada_tls_endpoint_url";

// The values of a one-section ini file.
std::map<std::string, std::string> parse_ini(std::string_view text) {
    std::map<std::string, std::string> values;
    for (const auto line : split(text, '\n')) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        values[std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
    }
    return values;
}

}  // namespace

Status write_profile(const DataFolder& folder, const ClientProfile& profile) {
    const auto secrets =
        fmt::format("[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
                    profile.access_key_id, profile.secret_access_key);
    if (auto kept = os::write_file(folder.credentials(), secrets, kSecretMode); !kept) return kept;
    auto settings = fmt::format("[default]\nregion = {}\nendpoint_url = {}\noutput = json\n",
                                profile.region, profile.endpoint_url);
    // A word of ours: AWS's tools pass over it.
    if (!profile.tls_endpoint_url.empty())
        settings += fmt::format("{} = {}\n", kTlsEndpoint, profile.tls_endpoint_url);
    return os::write_file(folder.config(), settings, kSecretMode);
}

Result<ClientProfile> read_profile(const DataFolder& folder) {
    const auto secrets = os::read_file(folder.credentials());
    const auto settings = os::read_file(folder.config());
    if (!secrets || !settings)
        return fail(kIoError,
                    "{} holds no ikada installation ({}): start one with `ikada up --data {}`",
                    folder.root.string(), (secrets ? settings : secrets).error().message,
                    folder.root.string());
    auto keys = parse_ini(*secrets);
    auto config = parse_ini(*settings);
    return ClientProfile{config["endpoint_url"], config["region"], keys["aws_access_key_id"],
                         keys["aws_secret_access_key"], config[kTlsEndpoint]};
}

}  // namespace ikada::server
