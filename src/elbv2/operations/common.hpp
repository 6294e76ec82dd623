#pragma once
// What several operations of ELBv2 share.

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "aws/paging.hpp"
#include "elbv2/attributes.hpp"
#include "elbv2/errors.hpp"
#include "elbv2/shapes.hpp"
#include "elbv2/types.hpp"

namespace ikada::elbv2 {

constexpr int kPageSizeMax = 400;  // ELBv2's limit on PageSize, and its default
constexpr int kTagsMax = 50;       // of one resource

// AWS's default quotas.
constexpr int kLoadBalancersMax = 50;
constexpr int kListenersMax = 50;  // of one load balancer
constexpr int kRulesMax = 100;     // of one load balancer, without the defaults
constexpr int kTargetGroupsMax = 3'000;
constexpr int kTargetsMax = 1'000;  // of one load balancer, so of one target group too

using Tags = std::map<std::string, std::string>;

// Letters, digits and hyphens, 1 to 32, no hyphen at either end. `noun` for the error text.
Status check_name(std::string_view noun, std::string_view name);
Result<Tags> read_tags(const std::optional<std::vector<shapes::Tag>>& from);
std::vector<shapes::Tag> show_tags(const Tags& tags);

// Errors: kValidationError for what is no ARN of its kind, else the kind's own "not found".
Result<const LoadBalancer*> find_load_balancer(const world::Tx& tx, const std::string& arn);
Result<const Listener*> find_listener(const world::Tx& tx, const std::string& arn);
Result<const TargetGroup*> target_group_of(const world::Tx& tx, const std::string& arn);

// Why a request waits for HTTPS; kUnsupportedProtocol.
Error refuse_https(std::string_view what);
// Of a request's member that ikada knows and does not serve; kInvalidConfigurationRequest.
Error refuse_member(std::string_view member);

// All attributes of a table with the values that hold. `Shape`: a pair of key and value.
template <class Shape>
std::vector<Shape> show_attributes(std::span<const AttributeRule> rules, const Attributes& set) {
    std::vector<Shape> shown;
    for (const auto& rule : rules)
        shown.push_back({std::string(rule.name), attribute(rules, set, rule.name)});
    return shown;
}
// Errors: as check_attribute; then `set` may have some of them.
template <class Shape>
Status change_attributes(std::span<const AttributeRule> rules, const std::vector<Shape>& changes,
                         Attributes& set) {
    for (const auto& [key, value] : changes) {
        const auto name = key.value_or("");
        if (auto good = check_attribute(rules, name, value.value_or("")); !good) return good;
        set[name] = value.value_or("");
    }
    return ok();
}

template <class T>
struct Listing {
    std::string_view noun;  // "Load balancers"
    const ErrorKind& not_found;
    std::string (*arn)(const T&);
};

// Those that are named (all must exist), or all. Errors: the listing's not_found.
template <class T>
Result<std::vector<const T*>> pick(const world::Tx& tx, const Listing<T>& listing,
                                   const std::optional<std::vector<std::string>>& named,
                                   const std::function<std::string(const T&)>& name_of) {
    auto all = tx.all<T>();
    if (!named || named->empty()) return all;
    std::vector<const T*> found;
    for (const auto& name : *named) {
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](const T* item) { return name_of(*item) == name; });
        if (at == all.end())
            return fail(listing.not_found, "{} '[{}]' not found", listing.noun, name);
        found.push_back(*at);
    }
    return found;
}

template <class T>
Result<aws::Page<const T*>> page(std::vector<const T*> items, const Listing<T>& listing,
                                 const std::optional<std::string>& marker,
                                 const std::optional<int>& page_size) {
    const auto arn_of = [&](const T* item) { return listing.arn(*item); };
    std::sort(items.begin(), items.end(),
              [&](const T* a, const T* b) { return arn_of(a) < arn_of(b); });
    const int size = std::min(page_size.value_or(kPageSizeMax), kPageSizeMax);
    return aws::paginate(items, {marker, size, errors::kValidationError}, arn_of);
}

}  // namespace ikada::elbv2
