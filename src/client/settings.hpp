#pragma once
// Where an AWS tool calls and as whom: flags before environment before profile, as every SDK does.
// Source: docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html

#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "aws/sigv4.hpp"
#include "base/result.hpp"
#include "client/ini.hpp"

namespace ikada::client {

inline constexpr ErrorKind kBadSettings{"BadSettings"};

// What the person said on the command line; empty: not said.
struct Flags {
    std::string profile, region, endpoint_url;
};

using Environment = std::map<std::string, std::string>;

// All that settings are read from.
struct Sources {
    Flags flags;
    Environment environment;
    Ini credentials, config;
};

// Where keys come from when they are asked for.
struct CommandSource {  // credential_process of a profile
    std::string command;
};
struct EndpointSource {  // a container's: AWS_CONTAINER_CREDENTIALS_*
    std::string url;
    std::string token, token_file;  // for Authorization; empty: none
};
struct InstanceSource {};  // IMDSv2 of an EC2 instance
using CredentialSource =
    std::variant<aws::Credentials, CommandSource, EndpointSource, InstanceSource>;

struct Settings {
    std::string region;
    std::string ca_bundle;  // a file in PEM; empty: the system's
    CredentialSource credentials;
    std::map<std::string, std::string> endpoint_urls;  // by service as in AWS_ENDPOINT_URL_ECS:
                                                       // "ecs"; "" for all others
    // "http://127.0.0.1:4566", or AWS's own of the region.
    std::string endpoint_url(std::string_view service) const;
};

// Errors: kBadSettings for a profile that is not there or wants what is not spoken here (roles to
// assume, SSO), half a pair of keys, no region.
Result<Settings> resolve_settings(const Sources& sources);

// Reads this process's environment and the files it names, by default ~/.aws/credentials and
// ~/.aws/config; files that are not there are empty.
Sources read_sources(const Flags& flags);

}  // namespace ikada::client
