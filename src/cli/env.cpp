// `ikada env`: the exports that point any AWS tool here: eval "$(ikada env)"

#include <memory>

#include "base/json.hpp"
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

int run(const server::DataFolder& data, bool as_json) {
    const auto profile = server::read_profile(data);
    if (!profile) return complain(profile.error());
    const std::pair<std::string, std::string> exports[] = {
        {"AWS_SHARED_CREDENTIALS_FILE", data.credentials().string()},
        {"AWS_CONFIG_FILE", data.config().string()},
        {"AWS_ENDPOINT_URL", profile->endpoint_url},
        {"AWS_REGION", profile->region},
        {"AWS_DEFAULT_REGION", profile->region}};
    if (as_json) {
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
    auto data = std::make_shared<server::DataFolder>();
    auto as_json = std::make_shared<bool>(false);
    add_data_option(*command, *data);
    command->add_flag("--json", *as_json, "as one JSON object");
    return [data, as_json] { return run(*data, *as_json); };
}

}  // namespace ikada::cli
