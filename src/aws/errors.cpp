#include "aws/errors.hpp"

#include <algorithm>
#include <array>

#include "aws/sigv4.hpp"
#include "store/store.hpp"

namespace ikada::aws {
namespace errors {

constexpr ErrorKind kQueryMissingAuthenticationToken{"MissingAuthenticationToken", 403};
constexpr ErrorKind kQueryIncompleteSignature{"IncompleteSignature", 400};
constexpr ErrorKind kQueryAccessDenied{"AccessDenied", 403};
constexpr ErrorKind kQueryThrottling{"Throttling", 400};
constexpr ErrorKind kQueryExpiredToken{"ExpiredToken", 403};
constexpr ErrorKind kEc2RequestExpired{"RequestExpired", 400};
constexpr ErrorKind kEc2AuthFailure{"AuthFailure", 401};
constexpr ErrorKind kEc2UnauthorizedOperation{"UnauthorizedOperation", 403};
constexpr ErrorKind kEc2RequestLimitExceeded{"RequestLimitExceeded", 503};
constexpr ErrorKind kEc2InternalError{"InternalError", 500};
constexpr ErrorKind kServerException{"ServerException", 500};
constexpr ErrorKind kEc2Unavailable{"Unavailable", 503};

}  // namespace errors

namespace {

struct Translation {
    const ErrorKind& json;
    const ErrorKind& query;
    const ErrorKind& ec2;
};

constexpr std::array kTranslations{
    Translation{errors::kMissingAuthenticationToken, errors::kQueryMissingAuthenticationToken,
                errors::kQueryMissingAuthenticationToken},
    Translation{errors::kIncompleteSignature, errors::kQueryIncompleteSignature,
                errors::kQueryIncompleteSignature},
    Translation{errors::kInvalidSignature, errors::kSignatureDoesNotMatch, errors::kEc2AuthFailure},
    Translation{errors::kSignatureExpired, errors::kSignatureDoesNotMatch,
                errors::kEc2RequestExpired},
    Translation{errors::kExpiredToken, errors::kQueryExpiredToken, errors::kEc2RequestExpired},
    Translation{errors::kUnrecognizedClient, errors::kInvalidClientTokenId,
                errors::kEc2AuthFailure},
    Translation{errors::kAccessDenied, errors::kQueryAccessDenied,
                errors::kEc2UnauthorizedOperation},
    Translation{errors::kThrottling, errors::kQueryThrottling, errors::kEc2RequestLimitExceeded},
    Translation{errors::kUnknownOperation, errors::kInvalidAction, errors::kInvalidAction},
    Translation{errors::kInternalFailure, errors::kInternalFailure, errors::kEc2InternalError},
    Translation{errors::kServerException, errors::kServiceUnavailable, errors::kEc2Unavailable},
};

// What lower folders call by names of their own.
const ErrorKind& named_by_aws(const ErrorKind& kind) {
    return &kind == &store::kStoreFailed ? errors::kServerException : kind;
}

}  // namespace

const ErrorKind& signature_error_in(Protocol protocol, const ErrorKind& given) {
    const auto& kind = named_by_aws(given);
    const auto at =
        std::find_if(kTranslations.begin(), kTranslations.end(),
                     [&](const Translation& translation) { return &translation.json == &kind; });
    if (at == kTranslations.end()) return kind;
    switch (protocol) {
        case Protocol::Json11:
        case Protocol::RestJson:
            return at->json;
        case Protocol::Query:
        case Protocol::RestXml:
            return at->query;
        case Protocol::Ec2:
            return at->ec2;
    }
    return kind;
}

}  // namespace ikada::aws
