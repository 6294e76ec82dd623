#pragma once
// Where everything lies under --data: the only file that knows the paths.

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace ikada::server {

struct DataFolder {
    std::filesystem::path root;

    std::filesystem::path database() const { return root / "ikada.db"; }
    std::filesystem::path lock() const { return root / "lock"; }
    std::filesystem::path server_pid() const { return root / "server.pid"; }
    std::filesystem::path up_pid() const { return root / "up.pid"; }
    std::filesystem::path credentials() const { return root / "credentials"; }
    std::filesystem::path config() const { return root / "config"; }
    std::filesystem::path authority() const { return root / "ca.pem"; }
    std::filesystem::path authority_key() const { return root / "ca.key"; }
    std::filesystem::path audit_log() const { return root / "audit.log"; }
    std::filesystem::path haproxy() const { return root / "haproxy"; }
    std::filesystem::path instances() const { return root / "instances"; }
};

// What a client needs to reach and to be known to an installation.
struct ClientProfile {
    std::string endpoint_url, region;
    std::string access_key_id, secret_access_key;
    std::string tls_endpoint_url;  // empty: none
};

// Writes `credentials` and `config` in AWS's ini format, mode 0600.
Status write_profile(const DataFolder& folder, const ClientProfile& profile);
// Where `config` tells it; a word of ours, which AWS's tools pass over.
inline constexpr auto kTlsEndpointSetting = "ikada_tls_endpoint_url";

}  // namespace ikada::server
