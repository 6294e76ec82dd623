#include "haproxy/program.hpp"

#include <signal.h>

#include <chrono>
#include <thread>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "haproxy/routing.hpp"
#include "os/files.hpp"

namespace ikada::haproxy {
namespace {

using std::chrono::steady_clock;

constexpr Millis kCheckTimeout{20'000};  // 1000 rules are checked in about 0.1 s
constexpr Millis kLoadTimeout{10'000};
constexpr Millis kLoadPoll{10};
constexpr Millis kStopPatience{5'000};
constexpr std::size_t kLogBytesMax = 16 * 1024 * 1024;  // an older log is dropped at the next start

// "… [failed: 2] …" in the master's own line of "show proc".
int failed_in(std::string_view text) {
    constexpr std::string_view kMark = "[failed: ";
    const auto at = text.find(kMark);
    if (at == std::string_view::npos) return 0;
    const auto rest = text.substr(at + kMark.size());
    return static_cast<int>(parse_int(rest.substr(0, rest.find(']'))).value_or(0));
}

// "PID master …"
std::optional<pid_t> master_in(std::string_view text) {
    for (const auto line : split(text, '\n')) {
        const auto pid = parse_int(split(line, ' ').front());
        if (pid && line.find(" master ") != std::string_view::npos) return static_cast<pid_t>(*pid);
    }
    return {};
}

// Among notices and warnings.
std::string_view first_alert(std::string_view text) {
    const auto at = text.find("[ALERT]");
    const auto alert = at == std::string_view::npos ? text : text.substr(at);
    return trim(alert.substr(0, alert.find('\n')));
}

void limit_log(const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::file_size(file, ignored) > kLogBytesMax && !ignored)
        std::filesystem::remove(file, ignored);
}

}  // namespace

Program::Program(HaproxySettings settings)
    : settings_(std::move(settings)), worker_(file("stats.sock")), master_(file("master.sock")) {
    std::error_code failure;
    std::filesystem::create_directories(settings_.folder, failure);
    std::filesystem::permissions(settings_.folder, std::filesystem::perms::owner_all, failure);
    if (failure)
        log::error("haproxy: cannot use {}: {}", settings_.folder.string(), failure.message());
}

ConfigSettings Program::config_settings() const {
    return {.folder = settings_.folder, .connections_max = settings_.connections_max};
}

// A master whose pid file was lost (we died between starting it and writing) is asked on its
// socket.
bool Program::is_alive() {
    if (process_ && os::is_alive(*process_)) return true;
    process_ = os::read_pid_file(file("haproxy.pid"));
    if (process_) return true;
    const auto answer = master_.ask("show proc");
    const auto pid = answer ? master_in(*answer) : std::nullopt;
    const auto found = pid ? os::identify(*pid) : Result<os::ProcessId>(Error{&kIoError, ""});
    if (!found) return false;
    process_ = *found;
    return static_cast<bool>(os::write_pid_file(file("haproxy.pid"), *process_));
}

Result<Running> Program::observe_at(const StatsSocket& socket, const std::string& prefix) const {
    const auto state = socket.ask(prefix + "show servers state");
    if (!state) return state.error();
    const auto stats = socket.ask(prefix + "show stat -1 5 -1");  // 1: frontends, 4: servers
    if (!stats) return stats.error();
    auto servers = parse_servers_state(*state);
    if (!servers) return servers.error();
    auto parsed = parse_statistics(*stats);
    if (!parsed) return parsed.error();
    std::erase_if(*servers, [](const auto& server) { return is_successor(server.backend); });
    return Running{0, "", std::move(*servers), std::move(*parsed)};
}

Result<Running> Program::observe() const {
    const auto info = worker_.ask("show info");
    if (!info) return info.error();
    auto running = observe_at(worker_, "");
    if (!running) return running;
    running->pid = static_cast<int>(parse_int(parse_info(*info, "Pid").value_or("")).value_or(0));
    running->fingerprint = parse_info(*info, "description").value_or("");
    return running;
}

Status Program::load(const std::string& config, const std::string& fingerprint) {
    const auto candidate = file("haproxy.cfg.new");
    if (const auto written = os::write_file(candidate, config, 0600); !written) return written;
    if (const auto good = check(candidate); !good) return good;
    if (const auto written = os::write_file(file("haproxy.cfg"), config, 0600); !written)
        return written;
    if (is_alive()) return reload(fingerprint);
    if (const auto started = start(); !started) return started;
    return wait_for(fingerprint, 0);
}

Status Program::check(const std::filesystem::path& config) const {
    const auto output = os::run({settings_.program, "-c", "-f", config.string()}, kCheckTimeout);
    if (!output) return output.error();
    if (output->exit_code == 0) return ok();
    return fail(kIoError, "HAProxy refuses its configuration: {}", first_alert(output->text));
}

Status Program::start() {
    limit_log(file("haproxy.log"));
    auto process = os::launch(
        {.command = {settings_.program, "-W", "-S", file("master.sock").string() + ",mode,600",
                     "-f", file("haproxy.cfg").string()},
         .environment = {},
         .log_file = file("haproxy.log")});
    if (!process) return process.error();
    process_ = *process;
    return os::write_pid_file(file("haproxy.pid"), *process_);
}

// SIGUSR2 and the master's "reload" do the same; neither answers. What became of it shows in "show
// proc" (failures counted) and in the worker's description.
Status Program::reload(const std::string& fingerprint) {
    const int failed_before = failed_reloads();
    os::signal(*process_, SIGUSR2);
    return wait_for(fingerprint, failed_before);
}

Status Program::wait_for(const std::string& fingerprint, int failed_before) {
    const auto deadline = steady_clock::now() + kLoadTimeout;
    while (steady_clock::now() < deadline) {
        if (runs(fingerprint)) return ok();
        if (!os::is_alive(*process_)) return fail(kIoError, "HAProxy ended: {}", last_alert());
        if (failed_reloads() > failed_before)
            return fail(kIoError, "HAProxy could not load its configuration: {}", last_alert());
        std::this_thread::sleep_for(kLoadPoll);
    }
    return fail(kIoError, "HAProxy did not load its configuration within {} ms: {}",
                kLoadTimeout.count(), last_alert());
}

bool Program::runs(const std::string& fingerprint) const {
    const auto info = worker_.ask("show info");
    return info && parse_info(*info, "description") == fingerprint;
}

int Program::failed_reloads() const {
    const auto answer = master_.ask("show proc");
    return answer ? failed_in(*answer) : 0;
}

std::string Program::last_alert() const {
    const auto text = os::read_file(file("haproxy.log"));
    if (!text) return text.error().message;
    const auto at = text->rfind("[ALERT]");
    if (at == std::string::npos) return "see " + file("haproxy.log").string();
    return std::string{trim(std::string_view{*text}.substr(at, text->find('\n', at) - at))};
}

std::vector<int> Program::old_workers() const {
    const auto answer = master_.ask("show proc");
    if (!answer) return {};
    return parse_old_workers(*answer);
}

// The master hands a command on to the worker named before it.
Result<Running> Program::observe_old(int worker) const {
    auto running = observe_at(master_, fmt::format("@!{} ", worker));
    if (running) running->pid = worker;
    return running;
}

Status Program::save_maps(const Maps& maps) const {
    for (const auto& [name, entries] : maps)
        if (const auto written = os::write_file(file(name), map_text(entries), 0600); !written)
            return written;
    return ok();
}

Result<MapEntries> Program::map_entries(const std::string& name) const {
    const auto answer = worker_.ask(show_map_command(file(name)));
    if (!answer) return answer.error();
    return parse_map(*answer);
}

std::vector<std::string> Program::commands_for_map(const std::string& name,
                                                   const MapEntries& present,
                                                   const MapEntries& wanted) const {
    return map_commands(file(name), present, wanted);
}

std::vector<PresentServer> Program::saved_servers() const {
    const auto text = os::read_file(file("servers.state"));
    if (!text) return {};
    const auto servers = parse_servers_state(*text);
    return servers ? *servers : std::vector<PresentServer>{};
}

Status Program::save_servers(const std::vector<PresentServer>& servers) const {
    return os::write_file(file("servers.state"), servers_state_file(servers), 0600);
}

void Program::stop() {
    if (is_alive()) os::stop(*process_, kStopPatience);
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove(file("haproxy.pid"), ignored);
}

}  // namespace ikada::haproxy
