#pragma once
// STS's own errors. Source: docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html

#include "base/result.hpp"

namespace ikada::sts::errors {

inline constexpr ErrorKind kAccessDenied{"AccessDenied", 403};

}  // namespace ikada::sts::errors
