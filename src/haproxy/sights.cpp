#include "haproxy/sights.hpp"

#include <algorithm>
#include <array>

#include "haproxy/changes.hpp"

namespace ikada::haproxy {
namespace {

using ports::ProbeFault;
using ports::ServerSeen;
using ports::ServerSight;

struct CheckText {
    std::string_view status;
    ProbeFault fault;
    std::string_view text;  // empty: HAProxy's own words
};
// HAProxy's check_status (management.txt, 9.1, field 36).
constexpr auto kCheckTexts = std::to_array<CheckText>({
    {"SOCKERR", ProbeFault::Unreachable, ""},
    {"L4CON", ProbeFault::Unreachable, "connection refused"},
    {"L4TOUT", ProbeFault::TimedOut, "timed out"},
    {"L6RSP", ProbeFault::NotHttp, ""},
    {"L6TOUT", ProbeFault::TimedOut, "timed out"},
    {"L7TOUT", ProbeFault::TimedOut, "timed out"},
    {"L7RSP", ProbeFault::NotHttp, "the answer is not HTTP"},
    {"L7STS", ProbeFault::WrongStatus, ""},
});

const CheckText* known(const ServerStat& stat) {
    const auto* found =
        std::find_if(kCheckTexts.begin(), kCheckTexts.end(),
                     [&](const CheckText& text) { return text.status == stat.check_status; });
    return found == kCheckTexts.end() ? nullptr : found;
}

ProbeFault fault_of(const ServerStat& stat) {
    const auto* text = known(stat);
    return text == nullptr ? ProbeFault::None : text->fault;
}

bool says_refused(const ServerStat& stat) {
    return stat.last_check.empty() || stat.last_check.find("refused") != std::string::npos;
}

std::string check_text(const ServerStat& stat) {
    if (stat.check_code) return fmt::format("HTTP status {}", *stat.check_code);
    if (stat.check_status == "L4CON" && !says_refused(stat)) return stat.last_check;
    const auto* text = known(stat);
    if (text != nullptr && !text->text.empty()) return std::string{text->text};
    if (stat.check_status == "UNK" || stat.check_status == "INI") return "";
    return stat.last_check.empty() ? stat.check_status : stat.last_check;
}

bool has_failed(const ServerStat& stat) {
    static constexpr std::array<std::string_view, 6> kNoFailure{"",     "UNK",  "INI",
                                                                "L4OK", "L6OK", "L7OK"};
    return std::find(kNoFailure.begin(), kNoFailure.end(), stat.check_status) == kNoFailure.end();
}

ServerSight sight_of(const ports::HealthProbe& probe, const PresentServer& server,
                     const ServerStat& stat) {
    if (server.is_up && server.weight == kWeightProven) return ServerSight::Up;
    if (server.weight == kWeightProven) return ServerSight::Down;
    const auto patience = probe.interval * (std::max(1, probe.unhealthy_threshold) - 1);
    const bool is_down = has_failed(stat) && server.unchanged_for >= patience;
    return is_down ? ServerSight::Down : ServerSight::Checking;
}

ServerSeen seen_of(const WantedServer& wanted, const PresentServer* server,
                   const ServerStat& stat) {
    if (wanted.server->draining) {
        return {.sight = stat.running > 0 ? ServerSight::Draining : ServerSight::Drained,
                .detail = "",
                .http_status = {},
                .fault = ProbeFault::None};
    }
    if (server == nullptr) return {};
    return {.sight = sight_of(wanted.backend->probe, *server, stat),
            .detail = check_text(stat),
            .http_status = stat.check_code,
            .fault = fault_of(stat)};
}

}  // namespace

std::map<std::string, std::map<std::string, ServerSeen>> sights(
    const ports::RoutingTable& table, const std::vector<PresentServer>& present,
    const ServerStats& stats) {
    const auto wanted = wanted_servers(table);
    std::map<ServerKey, const PresentServer*> by_key;
    for (const auto& server : present) by_key[{server.backend, server.id}] = &server;

    std::map<std::string, std::map<std::string, ServerSeen>> all;
    for (const auto& [key, want] : wanted) {
        const auto found = by_key.find(key);
        const auto* server = found == by_key.end() ? nullptr : found->second;
        const bool is_same = server != nullptr && is_at(*server, *want.server);
        const auto stat = stats.find(key);
        all[key.first][key.second] = seen_of(want, is_same ? server : nullptr,
                                             stat == stats.end() ? ServerStat{} : stat->second);
    }
    return all;
}

void add_running(ServerStats& to, const ServerStats& from) {
    for (const auto& [key, stat] : from) to[key].running += stat.running;
}

bool is_settled(const ports::RoutingTable& table, const std::vector<PresentServer>& present,
                const ports::BalancerSeen& seen) {
    if (!server_commands(present, table).empty()) return false;
    for (const auto& [backend, servers] : seen.servers)
        for (const auto& [id, server] : servers)
            if (server.sight == ServerSight::Checking || server.sight == ServerSight::Draining)
                return false;
    return true;
}

}  // namespace ikada::haproxy
