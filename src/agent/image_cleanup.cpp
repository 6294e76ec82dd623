#include "agent/image_cleanup.hpp"

#include <algorithm>
#include <set>

namespace ikada::agent {
namespace {

std::set<std::string> images_in_use(const AgentState& state) {
    std::set<std::string> used;
    for (const auto& [arn, task] : state.tasks)
        for (const auto& container : task.spec.containers) used.insert(container.image);
    return used;
}

}  // namespace

void note_image(AgentState& state, const std::string& image, bool pulled, TimePoint now) {
    auto found = state.images.find(image);
    if (found == state.images.end()) {
        if (!pulled) return;
        found = state.images.emplace(image, ImageRecord{}).first;
    }
    found->second.used_at = now;
    if (pulled) found->second.pulled_at = now;
}

std::vector<std::string> images_to_remove(const AgentState& state, const ImageCleanup& policy,
                                          TimePoint now) {
    if (!policy.enabled) return {};
    const auto used = images_in_use(state);
    std::vector<std::pair<TimePoint, std::string>> old;
    for (const auto& [name, image] : state.images)
        if (!used.contains(name) && now - image.pulled_at >= policy.minimum_age)
            old.emplace_back(image.used_at, name);
    std::sort(old.begin(), old.end());
    std::vector<std::string> names;
    for (const auto& [time, name] : old) {
        if (static_cast<int>(names.size()) == policy.images_per_cycle) break;
        names.push_back(name);
    }
    return names;
}

}  // namespace ikada::agent
