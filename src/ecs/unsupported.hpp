#pragma once
// Tables of members that ikada knows and does not honour yet.

#include <array>
#include <string_view>

#include "ecs/validation.hpp"

namespace ikada::ecs {

template <class Shape>
struct Unsupported {
    bool (*asked)(const Shape&);
    std::string_view what;
};

// Errors: kInvalidParameter, naming the first that is asked for.
template <class Shape, std::size_t N>
Status refuse_first(const std::array<Unsupported<Shape>, N>& table, const Shape& shape) {
    for (const auto& row : table)
        if (row.asked(shape)) return not_supported(row.what);
    return ok();
}

}  // namespace ikada::ecs
