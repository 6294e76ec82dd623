#pragma once
// Whether a registry is asked for an image that is here already. Pure.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/pull-behavior.html; ours are the
//   two rules that keep Default quick where a registry can say nothing new.

#include <map>
#include <string>

#include "agent/options.hpp"

namespace ikada::agent {

struct CachedImage {
    std::string name;            // as its container gives it
    bool has_digest = false;     // it came from a registry, or went to one
    bool pulled_before = false;  // by this agent
};

// Built here, and no registry is in its name: Docker Hub's image of that name is another one.
bool is_made_here(const CachedImage& image);

// `silent`: its registry did not answer a moment ago.
bool cached_is_enough(PullBehavior behavior, const CachedImage& image, bool silent);

constexpr Millis kSilentAfter{2'000};  // a failure that took so long; Docker waits up to 25 s
constexpr Seconds kSilentFor{60};      // ours: not asked again for so long

// The registries that let a pull wait before it failed.
class SilentRegistries {
  public:
    void failed(const std::string& registry, Millis after, TimePoint now);
    void answered(const std::string& registry);
    bool contains(const std::string& registry, TimePoint now) const;

  private:
    std::map<std::string, TimePoint> until_;
};

}  // namespace ikada::agent
