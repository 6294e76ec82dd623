#include "agent/tcs_pages.hpp"

namespace ikada::agent {

json::object tcs_metadata(const AgentState& state, const std::string& message_id) {
    return {{"cluster", state.cluster},
            {"containerInstance", state.container_instance_arn},
            {"messageId", message_id}};
}

std::string tcs_message(std::string_view type, json::object message) {
    return json::serialize(json::object{{"type", type}, {"message", std::move(message)}});
}

json::object tcs_task(const std::string& arn, const std::string& family,
                      const std::string& version) {
    return {{"taskArn", arn}, {"taskDefinitionFamily", family}, {"taskDefinitionVersion", version}};
}

std::vector<std::string> tcs_pages(const TcsSet& set, const std::vector<json::object>& tasks) {
    std::vector<std::string> pages;
    json::array page;
    std::size_t bytes = 0;
    const auto turn = [&](bool last) {
        auto metadata = set.metadata;
        metadata["fin"] = last;
        pages.push_back(tcs_message(set.type, {{"timestamp", to_epoch_seconds(set.at)},
                                               {"metadata", std::move(metadata)},
                                               {set.tasks_name, std::exchange(page, {})}}));
        bytes = 0;
    };
    for (const auto& task : tasks) {
        const auto size = json::serialize(task).size();
        const bool full = page.size() == kTasksPerPage || bytes + size > kPageBytesMax;
        if (full && !page.empty()) turn(false);
        page.push_back(task);
        bytes += size;
    }
    turn(true);
    return pages;
}

}  // namespace ikada::agent
