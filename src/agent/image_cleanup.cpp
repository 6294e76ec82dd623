#include "agent/image_cleanup.hpp"

#include <algorithm>
#include <set>

namespace ikada::agent {
namespace {

struct ImagesInUse {
    std::set<std::string> names, ids;
};

ImagesInUse images_in_use(const AgentState& state) {
    ImagesInUse used;
    for (const auto& [arn, task] : state.tasks)
        for (std::size_t i = 0; i < task.containers.size(); ++i) {
            used.names.insert(task.spec.containers[i].image);
            used.ids.insert(task.containers[i].image_id);
        }
    return used;
}

bool is_used(const ImagesInUse& used, const std::string& id, const ImageRecord& image) {
    return used.ids.contains(id) ||
           std::any_of(image.names.begin(), image.names.end(),
                       [&](const std::string& name) { return used.names.contains(name); });
}

}  // namespace

void note_image(AgentState& state, const ImageNews& news, TimePoint now) {
    for (auto& [id, image] : state.images)
        if (id != news.id) image.names.erase(news.name);
    auto found = state.images.find(news.id);
    if (found == state.images.end()) {
        if (!news.pulled) return;
        found = state.images.emplace(news.id, ImageRecord{}).first;
    }
    auto& image = found->second;
    image.used_at = now;
    if (!news.pulled) return;
    image.names.insert(news.name);
    image.pulled_at = now;
    image.brought = image.brought || news.brought;
}

bool was_pulled(const AgentState& state, const std::string& name) {
    return std::any_of(state.images.begin(), state.images.end(),
                       [&](const auto& entry) { return entry.second.names.contains(name); });
}

std::vector<std::string> images_to_remove(const AgentState& state, const ImageCleanup& policy,
                                          TimePoint now) {
    if (!policy.enabled) return {};
    const auto used = images_in_use(state);
    std::vector<std::pair<TimePoint, std::string>> old;
    for (const auto& [id, image] : state.images) {
        const bool is_young = now - image.pulled_at < policy.minimum_age;
        if (image.brought && !is_young && !is_used(used, id, image))
            old.emplace_back(image.used_at, id);
    }
    std::sort(old.begin(), old.end());
    std::vector<std::string> ids;
    for (const auto& [time, id] : old) {
        if (static_cast<int>(ids.size()) == policy.images_per_cycle) break;
        ids.push_back(id);
    }
    return ids;
}

}  // namespace ikada::agent
