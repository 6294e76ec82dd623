#pragma once
// What TCS is told of tasks, in pages that share a message id. Pure. Source: node-protocol.md,
// part 4.

#include <string>
#include <string_view>
#include <vector>

#include "agent/task.hpp"

namespace ikada::agent {

constexpr std::size_t kTasksPerPage = 10;
constexpr std::size_t kPageBytesMax = 1024 * 1024;  // of tasks; more only of one task alone

// One set of pages: what each begins with, and how its list of tasks is called.
struct TcsSet {
    std::string_view type, tasks_name;
    TimePoint at;
    json::object metadata;  // "fin" is added
};

// `cluster`, `containerInstance` and `messageId`.
json::object tcs_metadata(const AgentState& state, const std::string& message_id);

// The last page is marked; one empty page for no tasks.
std::vector<std::string> tcs_pages(const TcsSet& set, const std::vector<json::object>& tasks);

// One message: {"type":…,"message":{…}}.
std::string tcs_message(std::string_view type, json::object message);

// `taskArn`, `taskDefinitionFamily` and `taskDefinitionVersion`.
json::object tcs_task(const std::string& arn, const std::string& family,
                      const std::string& version);

}  // namespace ikada::agent
