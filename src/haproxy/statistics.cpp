#include "haproxy/statistics.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.hpp"

namespace ikada::haproxy {
namespace {

using ports::FrontendCounters;
using ports::ServerCounters;

constexpr std::string_view kFrontendType = "0";
constexpr std::string_view kServerType = "2";
constexpr std::int64_t kRunningMax = 1'000'000;  // of one worker; no sum of workers overflows

// One line of HAProxy's CSV: fields with commas stand in double quotes, doubled inside (RFC 4180).
std::vector<std::string> csv_fields(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            fields.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += line[i];
    }
    return fields;
}

class Table {
  public:
    explicit Table(std::string_view header) {
        const auto names = csv_fields(header);
        for (std::size_t i = 0; i < names.size(); ++i) columns_[names[i]] = i;
    }
    void read(std::string_view line) { fields_ = csv_fields(line); }

    const std::string& text(std::string_view column) const {
        static const std::string kNone;
        const auto found = columns_.find(column);
        const bool has = found != columns_.end() && found->second < fields_.size();
        return has ? fields_[found->second] : kNone;
    }
    std::int64_t number(std::string_view column) const {
        return std::max<std::int64_t>(0, parse_int(text(column)).value_or(0));
    }

  private:
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::vector<std::string> fields_;
};

std::array<std::int64_t, 4> answers_in(const Table& row) {
    return {row.number("hrsp_2xx"), row.number("hrsp_3xx"), row.number("hrsp_4xx"),
            row.number("hrsp_5xx")};
}

FrontendCounters frontend_in(const Table& row) {
    FrontendCounters counted;
    counted.requests = row.number("req_tot");
    counted.new_connections = row.number("conn_tot");
    counted.rejected_connections = row.number("dcon");
    counted.active_connections = row.number("scur");
    counted.bytes_in = row.number("bin");
    counted.bytes_out = row.number("bout");
    counted.answers = answers_in(row);
    return counted;
}

ServerCounters counters_in(const Table& row) {
    ServerCounters counted;
    counted.requests = row.number("stot");
    counted.connection_errors = row.number("econ");
    counted.client_aborts = row.number("cli_abrt");
    counted.answers = answers_in(row);
    counted.response_time = Millis{row.number("rtime")};
    return counted;
}

ServerStat server_in(const Table& row) {
    ServerStat stat;
    stat.running = static_cast<int>(std::min(row.number("scur"), kRunningMax));
    std::string_view status = row.text("check_status");
    if (status.starts_with("* ")) status.remove_prefix(2);  // another check is on its way
    stat.check_status = status;
    const auto code = static_cast<int>(row.number("check_code"));
    if (code > 0) stat.check_code = code;
    stat.last_check = row.text("last_chk");
    stat.counted = counters_in(row);
    return stat;
}

void add_grown(std::int64_t& total, std::int64_t now, std::int64_t before) {
    total += now >= before ? now - before : now;
}

template <class Counters>
void add_answers(Counters& total, const Counters& now, const Counters& before) {
    for (std::size_t i = 0; i < total.answers.size(); ++i)
        add_grown(total.answers[i], now.answers[i], before.answers[i]);
}

}  // namespace

Result<Statistics> parse_statistics(std::string_view csv) {
    const auto lines = split(csv, '\n');
    if (!lines[0].starts_with("# ")) return fail(kMalformed, "HAProxy's statistics have no header");
    Table row(lines[0].substr(2));
    Statistics all;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (trim(lines[i]).empty()) continue;
        row.read(lines[i]);
        if (row.text("type") == kFrontendType) all.frontends[row.text("pxname")] = frontend_in(row);
        if (row.text("type") == kServerType)
            all.servers[{row.text("pxname"), row.text("svname")}] = server_in(row);
    }
    return all;
}

void add_counted(FrontendCounters& total, const FrontendCounters& now,
                 const FrontendCounters& before) {
    add_grown(total.requests, now.requests, before.requests);
    add_grown(total.new_connections, now.new_connections, before.new_connections);
    add_grown(total.rejected_connections, now.rejected_connections, before.rejected_connections);
    add_grown(total.bytes_in, now.bytes_in, before.bytes_in);
    add_grown(total.bytes_out, now.bytes_out, before.bytes_out);
    add_answers(total, now, before);
    total.active_connections = now.active_connections;
}

void add_counted(ServerCounters& total, const ServerCounters& now, const ServerCounters& before) {
    add_grown(total.requests, now.requests, before.requests);
    add_grown(total.connection_errors, now.connection_errors, before.connection_errors);
    add_grown(total.client_aborts, now.client_aborts, before.client_aborts);
    add_answers(total, now, before);
    total.response_time = now.response_time;
}

}  // namespace ikada::haproxy
