#pragma once
// For tests: a store's content as a value.

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "store/store.hpp"

namespace ikada::store {

inline std::map<std::string, std::string> content_of(Store& store) {
    std::map<std::string, std::string> found;
    const auto read = store.for_each(
        [&](std::string_view key, std::string_view value) { found.emplace(key, value); });
    if (!read) std::abort();
    return found;
}

}  // namespace ikada::store
