#pragma once
// Members of a payload's JSON that may be absent.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ikada::ecs {

template <class T>
void set_given(json::object& into, std::string_view key, const std::optional<T>& value) {
    if (value) into[key] = *value;
}
// Empty lists are left out too.
inline void set_given(json::object& into, std::string_view key,
                      const std::optional<std::vector<std::string>>& value) {
    if (value && !value->empty()) into[key] = json::array(value->begin(), value->end());
}

inline json::object json_map(const std::map<std::string, std::string>& from) {
    json::object made;
    for (const auto& [key, value] : from) made[key] = value;
    return made;
}

}  // namespace ikada::ecs
