#pragma once
#include "base/json.hpp"

namespace ikada::docker {

// An object's member; null where there is none.
inline const json::value& member(const json::value& from, std::string_view key) {
    static const json::value kNone;
    const auto* found = json::find(from, key);
    return found ? *found : kNone;
}

}  // namespace ikada::docker
