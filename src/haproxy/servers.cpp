#include "haproxy/servers.hpp"

#include "base/strings.hpp"

namespace ikada::haproxy {
namespace {

// Columns of "show servers state", version 1.
enum StateColumn {
    kBackend = 1,
    kServer = 3,
    kAddress = 4,
    kOperState = 5,
    kAdminState = 6,
    kUserWeight = 7,
    kSinceChange = 9,
    kCheckHealth = 12,
    kPort = 18,
    kStateColumnsMin = 19
};
constexpr int kStoppedState = 0;         // srv_op_state: down
constexpr int kMaintenanceFlags = 0x01;  // srv_admin_state: forced maintenance

constexpr auto kStateHeader =
    "1\n"
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight "
    "srv_time_since_last_change srv_check_status srv_check_result srv_check_health "
    "srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord "
    "srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

int number(std::string_view text) { return static_cast<int>(parse_int(text).value_or(0)); }

PresentServer from_columns(const std::vector<std::string_view>& columns) {
    PresentServer server;
    server.backend = columns[kBackend];
    server.id = columns[kServer];
    server.address = columns[kAddress];
    server.port = number(columns[kPort]);
    server.weight = number(columns[kUserWeight]);
    server.is_up = number(columns[kOperState]) != kStoppedState;
    server.in_maintenance = (number(columns[kAdminState]) & kMaintenanceFlags) != 0;
    server.passes = number(columns[kCheckHealth]);
    server.unchanged_for = Seconds{number(columns[kSinceChange])};
    return server;
}

}  // namespace

Result<std::vector<PresentServer>> parse_servers_state(std::string_view text) {
    const auto lines = split(text, '\n');
    if (trim(lines[0]) != "1")
        return fail(kMalformed, "HAProxy's server state is not of version 1: {}", lines[0]);
    std::vector<PresentServer> servers;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (trim(lines[i]).empty() || lines[i].starts_with('#')) continue;
        const auto columns = split(lines[i], ' ');
        if (columns.size() < kStateColumnsMin)
            return fail(kMalformed, "HAProxy's server state has a short line: {}", lines[i]);
        servers.push_back(from_columns(columns));
    }
    return servers;
}

std::string servers_state_file(const std::vector<PresentServer>& servers) {
    std::string text = kStateHeader;
    for (const auto& server : servers) {
        // Checks: configured and enabled (6); the passes so far are counted anew.
        text +=
            fmt::format("1 {} 1 {} {} {} 0 {} {} {} 1 0 0 6 0 0 0 - {} - 0 0 - - 0\n",
                        server.backend, server.id, server.address, server.is_up ? 2 : 0,
                        server.weight, server.weight, server.unchanged_for.count(), server.port);
    }
    return text;
}

std::optional<std::string> parse_info(std::string_view text, std::string_view name) {
    for (const auto line : split(text, '\n')) {
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos || line.substr(0, colon) != name) continue;
        return std::string{trim(line.substr(colon + 2))};
    }
    return {};
}

std::vector<int> parse_old_workers(std::string_view text) {
    std::vector<int> pids;
    bool old = false;
    for (const auto line : split(text, '\n')) {
        if (line.starts_with('#')) old = line.starts_with("# old workers");
        const auto pid = parse_int(split(line, ' ').front());
        if (old && pid) pids.push_back(static_cast<int>(*pid));
    }
    return pids;
}

}  // namespace ikada::haproxy
