#include "sts/operations.hpp"

#include <array>

#include "aws/errors.hpp"
#include "sts/api.hpp"

namespace ikada::sts {
namespace {

constexpr std::array kOperations{
    aws::operation<assume_role>("sts:AssumeRole", aws::Audience::Everyone),
    aws::operation<get_caller_identity>("sts:GetCallerIdentity", aws::Audience::Everyone),
    aws::operation<get_session_token>("sts:GetSessionToken"),
};

}  // namespace

const aws::Service& service() {
    static const aws::Service service{
        .name = "sts",
        .protocol = aws::Protocol::Query,
        .target_prefix = {},
        .api_version = "2011-06-15",
        .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
        .operations = kOperations,
        .invalid_parameter = aws::errors::kValidationError,
        .missing_parameter = aws::errors::kValidationError,
    };
    return service;
}

}  // namespace ikada::sts
