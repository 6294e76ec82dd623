#pragma once
// Services of ikada's own, for what its tools ask that AWS's API has no words for.

#include "aws/operation.hpp"

namespace ikada::aws {

// Speaks JSON 1.1; the members of its shapes are named as in C++. `invalid`: what it calls a
// request that its table of checks refuses.
constexpr Service own_service(std::string_view name, std::string_view target_prefix,
                              std::span<const Operation> operations, const ErrorKind& invalid) {
    return {.name = name,
            .protocol = Protocol::Json11,
            .target_prefix = target_prefix,
            .api_version = {},
            .xml_namespace = {},
            .operations = operations,
            .invalid_parameter = invalid,
            .missing_parameter = invalid};
}

}  // namespace ikada::aws
