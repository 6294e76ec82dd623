#pragma once
// Rules as the operations find and check them.

#include <optional>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "events/types.hpp"

namespace ikada::events {

inline constexpr std::string_view kDefaultBus = "default";
inline constexpr std::string_view kTagged = "rule";  // what has tags

std::string bus_arn(const aws::Installation& at);

// There is only the default bus. Errors: kResourceNotFound for any other name or ARN.
Status check_bus(const std::optional<std::string>& name, const aws::Installation& at);

// A rule's or target's name; `member` for the error text. Errors: kValidation.
Status check_name(std::string_view member, std::string_view name);

// A rule as a request names it.
struct RuleRef {
    const std::string& name;
    const std::optional<std::string>& bus;
};
// Errors: kValidation, kResourceNotFound.
Result<const Rule*> find_rule(const world::Tx& tx, const RuleRef& ref, const aws::Installation& at);

}  // namespace ikada::events
