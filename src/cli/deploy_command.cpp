#include "cli/deploy_command.hpp"

namespace ikada::cli {

Result<std::unique_ptr<DeployTool>> DeployTool::open(const ApiFlags& flags, bool is_silent) {
    auto settings = settings_of(flags);
    if (!settings) return settings.error();
    auto made = std::make_unique<DeployTool>();
    if (is_silent)
        made->voice_ = std::make_unique<SilentVoice>();
    else
        made->voice_ = std::make_unique<StderrVoice>(made->pace_);
    made->settings_ = *settings;
    made->api_.emplace(*std::move(settings), made->pace_);
    made->tool_.emplace(deploy::Tool{*made->api_, made->pace_, *made->voice_});
    made->show_logs(stdout);
    return made;
}

void DeployTool::show_logs(std::FILE* out) {
    auto settings = log_settings(settings_);
    if (!settings) return;
    logs_.emplace(*std::move(settings), pace_, *voice_, out);
    tool_->logs = &*logs_;
}

void print_result(const json::object& result, bool as_json, std::string_view text) {
    if (as_json)
        fmt::print("{}\n", json::serialize(result));
    else
        fmt::print("{}\n", text);
}

int fail_with(const Error& error, bool as_json) {
    if (as_json)
        print_result({{"result", std::string(error.kind->code)}, {"reason", error.message}}, true,
                     {});
    const int code = complain(error);
    return error.is(deploy::kInterrupted) ? kExitInterrupted : code;
}

}  // namespace ikada::cli
