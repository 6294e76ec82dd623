#include "agent/pull_rules.hpp"

namespace ikada::agent {

bool is_made_here(const CachedImage& image) {
    return !image.has_digest && !names_registry(image.name);
}

bool cached_is_enough(PullBehavior behavior, const CachedImage& image, bool silent) {
    switch (behavior) {
        case PullBehavior::Default:
            return silent || is_made_here(image);
        case PullBehavior::Always:
            return false;
        case PullBehavior::Once:
            return image.pulled_before;
        case PullBehavior::PreferCached:
            return true;
    }
    return false;
}

void SilentRegistries::failed(const std::string& registry, Millis after, TimePoint now) {
    if (after >= kSilentAfter) until_[registry] = now + kSilentFor;
}

void SilentRegistries::answered(const std::string& registry) { until_.erase(registry); }

bool SilentRegistries::contains(const std::string& registry, TimePoint now) const {
    const auto found = until_.find(registry);
    return found != until_.end() && now < found->second;
}

}  // namespace ikada::agent
