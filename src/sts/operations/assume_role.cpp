// AssumeRole — docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
// There are no roles to assume yet, and AWS says of one that does not exist what it says of one
// that does not trust who asks.

#include "aws/errors.hpp"
#include "base/strings.hpp"
#include "sts/errors.hpp"
#include "sts/operations.hpp"

namespace ikada::sts {
namespace {

constexpr std::string_view kOfSessionNames =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";

// "arn:aws:iam::000000000000:role/deploy"
bool is_role_arn(std::string_view text) {
    constexpr std::size_t kParts = 6, kService = 2, kAccount = 4, kResource = 5;
    constexpr std::size_t kAccountDigits = 12;
    const auto parts = split(text, ':');
    return parts.size() == kParts && parts[0] == "arn" && parts[kService] == "iam" &&
           parts[kAccount].size() == kAccountDigits && parts[kResource].starts_with("role/");
}

}  // namespace

Result<shapes::AssumeRoleResponse> assume_role(world::Tx&, const shapes::AssumeRoleRequest& request,
                                               const aws::Call& call) {
    if (request.role_session_name.find_first_not_of(kOfSessionNames) != std::string::npos)
        return fail(aws::errors::kValidationError,
                    "1 validation error detected: Value '{}' at 'roleSessionName' failed to "
                    "satisfy constraint: Member must satisfy regular expression pattern: "
                    "[\\w+=,.@-]*",
                    request.role_session_name);
    if (!is_role_arn(request.role_arn))
        return fail(aws::errors::kValidationError, "{} is invalid", request.role_arn);
    if (!call.caller.instance_id)
        return fail(errors::kAccessDenied, "Roles may not be assumed by root accounts.");
    return fail(errors::kAccessDenied,
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                call.caller.arn, request.role_arn);
}

}  // namespace ikada::sts
