#include "server/data_folder.hpp"

#include "os/files.hpp"

namespace ikada::server {
namespace {

constexpr int kSecretMode = 0600;

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
        settings += fmt::format("{} = {}\n", kTlsEndpointSetting, profile.tls_endpoint_url);
    return os::write_file(folder.config(), settings, kSecretMode);
}

}  // namespace ikada::server
