#pragma once
// EventBridge's errors. Source: the Errors part of each page of
// docs.aws.amazon.com/eventbridge/latest/APIReference/

#include "aws/errors.hpp"
#include "base/result.hpp"

namespace ikada::events::errors {

inline constexpr const ErrorKind& kValidation = aws::errors::kValidation;
inline constexpr ErrorKind kResourceNotFound{"ResourceNotFoundException", 400};
inline constexpr ErrorKind kLimitExceeded{"LimitExceededException", 400};
inline constexpr ErrorKind kInvalidEventPattern{"InvalidEventPatternException", 400};

}  // namespace ikada::events::errors
