#pragma once
// ECS's listings of ARNs, in pages.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ikada::ecs {

// What a List request says about its page. maxResults over the operation's own limit is refused.
struct PageRequest {
    const std::optional<std::string>& next_token;
    const std::optional<int>& max_results;
};

constexpr int kPageSizeMax = 100;        // AWS: every ECS listing …
constexpr int kServicePageDefault = 10;  // … and ListServices, unless asked for more

// What was asked for, else the default. Errors: kInvalidParameter.
Result<int> page_size(const PageRequest& request, int size_default);

struct ArnPage {
    std::vector<std::string> items;
    std::optional<std::string> next_token;
};
// One page of `all`, sorted, at most `size_default` of them unless the request says otherwise.
//   Errors: kInvalidParameter.
Result<ArnPage> page_of(std::vector<std::string> all, const PageRequest& request,
                        int size_default = kPageSizeMax);

// For listings that have another order than their items'.
struct Listed {
    std::string key;
    std::string arn;
};
enum class Order { Ascending, Descending };
// `all` is sorted by its unique keys, in `order`. Errors: kInvalidParameter.
Result<ArnPage> page_by_key(const std::vector<Listed>& all, const PageRequest& request,
                            Order order);

}  // namespace ikada::ecs
