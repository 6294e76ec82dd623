// GetCallerIdentity — docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// Everyone who can sign may ask, as on AWS.

#include "sts/operations.hpp"

namespace ikada::sts {

Result<shapes::GetCallerIdentityResponse> get_caller_identity(
    world::Tx&, const shapes::GetCallerIdentityRequest&, const aws::Call& call) {
    return shapes::GetCallerIdentityResponse{.user_id = call.caller.user_id,
                                             .account = call.installation.account,
                                             .arn = call.caller.arn};
}

}  // namespace ikada::sts
