#pragma once
// The operations of sts, one file each in operations/.

#include "aws/operation.hpp"
#include "sts/shapes.hpp"

namespace ikada::sts {

Result<shapes::AssumeRoleResponse> assume_role(world::Tx& tx,
                                               const shapes::AssumeRoleRequest& request,
                                               const aws::Call& call);
Result<shapes::GetCallerIdentityResponse> get_caller_identity(
    world::Tx& tx, const shapes::GetCallerIdentityRequest& request, const aws::Call& call);
Result<shapes::GetSessionTokenResponse> get_session_token(
    world::Tx& tx, const shapes::GetSessionTokenRequest& request, const aws::Call& call);

}  // namespace ikada::sts
