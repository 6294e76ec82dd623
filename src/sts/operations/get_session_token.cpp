// GetSessionToken — docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
// Temporary keys for who asks with long-lived ones.

#include <algorithm>

#include "iam/api.hpp"
#include "sts/errors.hpp"
#include "sts/operations.hpp"

namespace ikada::sts {
namespace {

constexpr Seconds kDurationDefault{43'200};
constexpr Seconds kRootDurationMax{3'600};  // AWS: what an account's root asks beyond it becomes it

}  // namespace

Result<shapes::GetSessionTokenResponse> get_session_token(
    world::Tx& tx, const shapes::GetSessionTokenRequest& request, const aws::Call& call) {
    if (call.caller.is_temporary)
        return fail(errors::kAccessDenied, "Cannot call GetSessionToken with session credentials");
    if (request.serial_number || request.token_code)
        return fail(errors::kAccessDenied,
                    "ikada has no MFA devices: call GetSessionToken without SerialNumber and "
                    "TokenCode.");
    const Seconds asked{request.duration_seconds.value_or(kDurationDefault.count())};
    const auto key = iam::mint_session_key(tx, std::min(asked, kRootDurationMax), call.now);
    shapes::Credentials made;
    made.access_key_id = key.access_key_id;
    made.secret_access_key = key.secret_access_key;
    made.session_token = *key.session_token;
    made.expiration = *key.expires_at;
    return shapes::GetSessionTokenResponse{.credentials = made};
}

}  // namespace ikada::sts
