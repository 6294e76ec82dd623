#pragma once
// The agent's memory across restarts: <data_dir>/agent.json. Tasks are read again from the payload
// they came with; what else is known of them stands beside it.

#include <filesystem>
#include <string>

#include "agent/task.hpp"
#include "base/result.hpp"

namespace ikada::agent {

constexpr int kStateVersion = 2;
constexpr int kStateVersionOldest = 1;  // that is still read

std::string write_state(const AgentState& state);
// Errors: kMalformed for other JSON than ours or another version.
Result<AgentState> read_state(std::string_view text);

// An absent file is an empty state. Errors: kIoError, kMalformed, naming the file.
Result<AgentState> load_state(const std::filesystem::path& file);
Status save_state(const std::filesystem::path& file, const AgentState& state);

}  // namespace ikada::agent
