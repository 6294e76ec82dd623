#pragma once
// Reading ARNs.

#include <string_view>

namespace ikada {

// "arn:aws:ecs:us-east-1:000000000000:task/hobby/5a1c…" → "5a1c…"; a text without '/' stays whole.
constexpr std::string_view last_part(std::string_view arn) {
    return arn.substr(arn.rfind('/') + 1);
}

}  // namespace ikada
