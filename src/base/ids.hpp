#pragma once
// Each kind of id is its own type, so that one is never taken for another.

#include <compare>
#include <string>

namespace ikada {

template <class Tag>
struct Id {
    std::string value;
    auto operator<=>(const Id&) const = default;
};

}  // namespace ikada
