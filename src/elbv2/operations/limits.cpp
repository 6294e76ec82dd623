// DescribeAccountLimits
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeAccountLimits.html

#include "elbv2/actions.hpp"
#include "elbv2/conditions.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

struct Quota {
    std::string_view name;
    int max;
};

// Those that ikada holds to; it has no network or gateway load balancers. Sorted by name.
constexpr std::array kQuotas{
    Quota{"application-load-balancers", kLoadBalancersMax},
    Quota{"condition-values-per-alb-rule", kConditionValuesMax},
    Quota{"condition-wildcards-per-alb-rule", kConditionWildcardsMax},
    Quota{"listeners-per-application-load-balancer", kListenersMax},
    Quota{"rules-per-application-load-balancer", kRulesMax},
    Quota{"target-groups", kTargetGroupsMax},
    Quota{"target-groups-per-action-on-application-load-balancer", kForwardGroupsMax},
    Quota{"target-groups-per-application-load-balancer", kTargetGroupsPerLoadBalancerMax},
    Quota{"targets-per-application-load-balancer", kTargetsMax}};

}  // namespace

Result<shapes::DescribeAccountLimitsOutput> describe_account_limits(
    world::Tx&, const shapes::DescribeAccountLimitsInput& request, const aws::Call&) {
    const std::vector<Quota> all(kQuotas.begin(), kQuotas.end());
    const int size = std::min(request.page_size.value_or(kPageSizeMax), kPageSizeMax);
    const auto page = aws::paginate(all, {request.marker, size, errors::kValidationError},
                                    [](const Quota& quota) { return std::string(quota.name); });
    if (!page) return page.error();
    shapes::DescribeAccountLimitsOutput output;
    auto& shown = output.limits.emplace();
    for (const auto& [name, max] : page->items)
        shown.push_back({std::string(name), std::to_string(max)});
    output.next_marker = page->next_token;
    return output;
}

}  // namespace ikada::elbv2
