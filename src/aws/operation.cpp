#include "aws/operation.hpp"

#include <fmt/format.h>

namespace ikada::aws {

std::string arn(const Installation& at, std::string_view service, std::string_view resource) {
    return fmt::format("arn:aws:{}:{}:{}:{}", service, at.region, at.account, resource);
}

const Operation* Service::find(std::string_view operation_name) const {
    for (const Operation& operation : operations)
        if (operation.name() == operation_name) return &operation;
    return nullptr;
}

}  // namespace ikada::aws
