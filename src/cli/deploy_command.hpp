#pragma once
// What the deploy commands share.

#include <optional>

#include "cli/api_access.hpp"
#include "cli/command.hpp"
#include "cli/container_logs.hpp"
#include "cli/voice.hpp"

namespace ikada::cli {

// As timeout(1), docker-run(1) and shells have them, for commands whose own exit code is that of
// what they ran.
constexpr int kExitTimedOut = 124;
constexpr int kExitCannotRun = 125;
constexpr int kExitInterrupted = 130;

constexpr int kClientTokenLength = 32;

// A tool that calls the API of the flags. Errors: those of the settings.
class DeployTool {
  public:
    static Result<std::unique_ptr<DeployTool>> open(const ApiFlags& flags, bool is_silent = false);
    // Where the output of tasks goes, if the API has logs; at first to standard output.
    void show_logs(std::FILE* out);
    deploy::Tool& tool() { return *tool_; }

  private:
    MachinePace pace_;
    std::unique_ptr<deploy::Voice> voice_;
    client::Settings settings_;
    std::optional<client::ApiClient> api_;
    std::optional<ContainerLogs> logs_;
    std::optional<deploy::Tool> tool_;
};

std::function<int()> add_deploy_release(CLI::App& parent);

// What `deploy service` and its like tell in the end: text on standard output, or one JSON object.
void print_result(const json::object& result, bool as_json, std::string_view text);

// The same for what failed, with its reason also on standard error; gives the exit code.
int fail_with(const Error& error, bool as_json);

}  // namespace ikada::cli
