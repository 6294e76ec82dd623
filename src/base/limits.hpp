#pragma once
// Limits that hold across folders. A limit of one service stands beside its code.

#include <cstddef>

namespace ikada {

// One API request's body. AWS accepts far smaller ones everywhere but for objects and images.
constexpr std::size_t kRequestBodyBytesMax = 1024 * 1024;
constexpr std::size_t kRequestHeaderBytesMax = 64 * 1024;

}  // namespace ikada
