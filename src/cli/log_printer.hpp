#pragma once
// What containers write, on the screen.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/api_access.hpp"

namespace ikada::cli {

// Of tasks (ids or ARNs, at most 100), of a service, or of a group of tasks: one of the three.
struct LogsWish {
    std::string cluster;
    std::vector<std::string> tasks;
    std::string service, group;
    std::string container, since;  // empty: all
    bool follow = false, timestamps = false;
    std::optional<int> tail;
};

// --container, --follow, --tail, --since and --timestamps.
void add_log_options(CLI::App& command, LogsWish& wish);

// "10m" ago, or a time in ISO 8601; nothing for what is neither.
std::optional<TimePoint> parse_since(std::string_view text, TimePoint now);

// Prints until all is read or, followed, over. Gives the exit code.
int print_logs(const LogsWish& wish, const client::Settings& settings);

}  // namespace ikada::cli
