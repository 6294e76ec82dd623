#pragma once
// Errors that every AWS service shares.
// Source: docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html and
// docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html

#include "base/result.hpp"

namespace ikada::aws::errors {

inline constexpr ErrorKind kAccessDenied{"AccessDeniedException", 400};
inline constexpr ErrorKind kIncompleteSignature{"IncompleteSignatureException", 400};
inline constexpr ErrorKind kInvalidSignature{"InvalidSignatureException", 403};
inline constexpr ErrorKind kSignatureDoesNotMatch{"SignatureDoesNotMatch", 403};
inline constexpr ErrorKind kMissingAuthenticationToken{"MissingAuthenticationTokenException", 403};
inline constexpr ErrorKind kUnrecognizedClient{"UnrecognizedClientException", 400};
inline constexpr ErrorKind kInvalidClientTokenId{"InvalidClientTokenId", 403};
// An old signature: JSON's and query's names are those of any wrong one; ec2 has its own.
inline constexpr ErrorKind kSignatureExpired{"InvalidSignatureException", 403};
inline constexpr ErrorKind kExpiredToken{"ExpiredTokenException", 400};
inline constexpr ErrorKind kUnknownOperation{"UnknownOperationException", 400};
inline constexpr ErrorKind kInvalidAction{"InvalidAction", 400};
inline constexpr ErrorKind kMissingAction{"MissingAction", 400};
inline constexpr ErrorKind kSerialization{"SerializationException", 400};
inline constexpr ErrorKind kMalformedInput{"MalformedInput", 400};
inline constexpr ErrorKind kMalformedQueryString{"MalformedQueryString", 400};
inline constexpr ErrorKind kValidation{"ValidationException", 400};
inline constexpr ErrorKind kValidationError{"ValidationError", 400};
inline constexpr ErrorKind kRequestEntityTooLarge{"RequestEntityTooLargeException", 413};
inline constexpr ErrorKind kUnsupportedMediaType{"UnsupportedMediaTypeException", 415};
inline constexpr ErrorKind kRequestTimeout{"RequestTimeout", 408};
inline constexpr ErrorKind kThrottling{"ThrottlingException", 400};
inline constexpr ErrorKind kServiceUnavailable{"ServiceUnavailable", 503};
inline constexpr ErrorKind kInternalFailure{"InternalFailure", 500};

}  // namespace ikada::aws::errors
