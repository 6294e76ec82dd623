#pragma once
// The scheduler's errors. Source: the Errors part of each page of
// docs.aws.amazon.com/scheduler/latest/APIReference/

#include "aws/errors.hpp"
#include "base/result.hpp"

namespace ikada::scheduler::errors {

inline constexpr const ErrorKind& kValidation = aws::errors::kValidation;
inline constexpr ErrorKind kResourceNotFound{"ResourceNotFoundException", 404};
inline constexpr ErrorKind kConflict{"ConflictException", 409};
inline constexpr ErrorKind kQuotaExceeded{"ServiceQuotaExceededException", 402};

}  // namespace ikada::scheduler::errors
