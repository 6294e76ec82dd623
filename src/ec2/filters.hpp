#pragma once
// EC2's filters: all must hold, each holds if one of its values matches ('*' any run, '?' one
// character). Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ec2/shapes.hpp"

namespace ikada::ec2 {

using Filters = std::optional<std::vector<shapes::Filter>>;

// What an object can be filtered by: filter name → its values.
using Filterable = std::map<std::string, std::vector<std::string>, std::less<>>;

bool matches_pattern(std::string_view pattern, std::string_view text);

// Errors: kInvalidParameterValue for a filter that `object` does not have.
Result<bool> passes(const Filters& filters, const Filterable& object);

}  // namespace ikada::ec2
