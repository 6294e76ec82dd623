// `ikada env`: the exports that point any AWS tool here: eval "$(ikada env)"

#include <memory>

#include "base/json.hpp"
#include "cli/api_access.hpp"
#include "cli/command.hpp"

namespace ikada::cli {
namespace {

// For a POSIX shell.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += "'\\'";
        result += c;
    }
    return result + "'";
}

struct Flags {
    server::DataFolder data;
    bool json = false;
    bool tls = false;
};

using Exports = std::vector<std::pair<std::string, std::string>>;

Exports exports_of(const Flags& flags, const LocalProfile& profile) {
    Exports made{{"AWS_SHARED_CREDENTIALS_FILE", flags.data.credentials().string()},
                 {"AWS_CONFIG_FILE", flags.data.config().string()},
                 {"AWS_ENDPOINT_URL", flags.tls ? profile.tls_endpoint_url : profile.endpoint_url},
                 {"AWS_REGION", profile.settings.region},
                 {"AWS_DEFAULT_REGION", profile.settings.region}};
    if (!flags.tls) return made;
    // The second is how the JavaScript SDK learns of an authority.
    for (const auto* name : {"AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"})
        made.emplace_back(name, flags.data.authority().string());
    return made;
}

int run(const Flags& flags) {
    const auto profile = read_local_profile(flags.data);
    if (!profile) return complain(profile.error());
    if (flags.tls && profile->tls_endpoint_url.empty())
        return complain(fail(kIoError,
                             "this installation does not serve TLS: start it with "
                             "--tls-endpoint ADDRESS:PORT"));
    const auto exports = exports_of(flags, *profile);
    if (flags.json) {
        json::object object;
        for (const auto& [name, value] : exports) object[name] = value;
        fmt::print("{}\n", json::serialize(object));
        return kExitOk;
    }
    for (const auto& [name, value] : exports) fmt::print("export {}={}\n", name, quoted(value));
    // Keys of another installation in the environment would win over the file.
    fmt::print("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n");
    return kExitOk;
}

}  // namespace

std::function<int()> add_env(CLI::App& program) {
    auto* command = program.add_subcommand("env", "print the exports for any AWS tool");
    auto flags = std::make_shared<Flags>();
    add_data_option(*command, flags->data);
    command->add_flag("--json", flags->json, "as one JSON object");
    command->add_flag("--tls", flags->tls, "for the TLS endpoint, with its authority");
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
