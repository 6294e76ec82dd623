#include "agent/image_removal.hpp"

namespace ikada::agent {

Status remove_pulled_image(docker::Client& docker, const std::string& id,
                           const std::set<std::string>& names) {
    for (const auto& name : names) {
        const auto there = docker.inspect_image(name);
        if (!there && !there.error().is(docker::kNotFound)) return there.error();
        if (!there || there->id != id) continue;
        if (auto removed = docker.remove_image(name); !removed) return removed;
    }
    const auto left = docker.inspect_image(id);
    if (!left) return left.error().is(docker::kNotFound) ? ok() : Status(left.error());
    return left->names.empty() ? docker.remove_image(id) : ok();
}

}  // namespace ikada::agent
