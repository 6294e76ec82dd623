// CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer and their attributes
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html

#include <set>

#include "ec2/api.hpp"
#include "elbv2/attributes.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

// Hosted zone of load balancers in us-east-1; Route 53 aliases name it.
constexpr std::string_view kHostedZone = "Z35SXDOTRQ7X7K";

const Listing<LoadBalancer> kListing{"Load balancers", errors::kLoadBalancerNotFound,
                                     [](const LoadBalancer& b) { return b.arn; }};

shapes::LoadBalancerStateEnum state_code(LoadBalancerState state) {
    switch (state) {
        case LoadBalancerState::Provisioning:
            return shapes::LoadBalancerStateEnum::Provisioning;
        case LoadBalancerState::Active:
            return shapes::LoadBalancerStateEnum::Active;
        case LoadBalancerState::ActiveImpaired:
            return shapes::LoadBalancerStateEnum::ActiveImpaired;
        case LoadBalancerState::Failed:
            break;
    }
    return shapes::LoadBalancerStateEnum::Failed;
}

std::vector<shapes::AvailabilityZone> zones_of(const world::Tx& tx, const LoadBalancer& balancer) {
    std::vector<shapes::AvailabilityZone> zones;
    for (const auto& id : balancer.subnet_ids) {
        auto& zone = zones.emplace_back();
        zone.subnet_id = id;
        if (const auto* subnet = ec2::find_subnet(tx, id))
            zone.zone_name = subnet->availability_zone;
        zone.load_balancer_addresses.emplace();
    }
    return zones;
}

shapes::LoadBalancer show(const world::Tx& tx, const LoadBalancer& balancer) {
    shapes::LoadBalancer shape;
    shape.load_balancer_arn = balancer.arn;
    shape.load_balancer_name = balancer.name;
    shape.dns_name = balancer.dns_name;
    shape.canonical_hosted_zone_id = std::string(kHostedZone);
    shape.created_time = balancer.created_at;
    shape.scheme = balancer.internal ? shapes::LoadBalancerSchemeEnum::Internal
                                     : shapes::LoadBalancerSchemeEnum::InternetFacing;
    shape.type = shapes::LoadBalancerTypeEnum::Application;
    shape.ip_address_type = shapes::IpAddressType::Ipv4;
    shape.vpc_id = balancer.vpc_id;
    shape.security_groups = balancer.security_group_ids;
    shape.state = {state_code(balancer.state), balancer.state_reason.empty()
                                                   ? std::nullopt
                                                   : std::optional(balancer.state_reason)};
    shape.availability_zones = zones_of(tx, balancer);
    return shape;
}

// Both ways to name subnets; requests to create and to set have the same members.
template <class Request>
Result<std::vector<std::string>> subnets_of(const Request& request) {
    std::vector<std::string> ids;
    if (request.subnets) ids = *request.subnets;
    if (!request.subnet_mappings) return ids;
    if (!ids.empty())
        return fail(errors::kValidationError,
                    "You cannot specify both subnets and subnet mappings");
    for (const auto& mapping : *request.subnet_mappings) {
        if (mapping.allocation_id || mapping.private_ipv4_address || mapping.ipv6_address)
            return fail(errors::kValidationError,
                        "You cannot specify addresses for the subnets of a load balancer of type "
                        "'application'");
        ids.push_back(mapping.subnet_id.value_or(""));
    }
    return ids;
}

Status fill_subnets(const world::Tx& tx, const std::vector<std::string>& ids,
                    LoadBalancer& balancer) {
    std::set<std::string> zones;
    for (const auto& id : ids) {
        const auto* subnet = ec2::find_subnet(tx, id);
        if (!subnet) return fail(errors::kSubnetNotFound, "The subnet ID '{}' does not exist", id);
        if (!zones.insert(subnet->availability_zone).second)
            return fail(errors::kInvalidConfigurationRequest,
                        "A load balancer cannot be attached to multiple subnets in the same "
                        "Availability Zone");
        balancer.vpc_id = subnet->vpc_id.value;
    }
    if (zones.size() < 2)
        return fail(errors::kValidationError,
                    "At least two subnets in two different Availability Zones must be specified");
    balancer.subnet_ids = ids;
    return ok();
}

Status fill_security_groups(const world::Tx& tx, const std::vector<std::string>& ids,
                            LoadBalancer& balancer) {
    for (const auto& id : ids)
        if (!ec2::find_security_group(tx, id))
            return fail(errors::kInvalidSecurityGroup, "Security group '{}' does not exist", id);
    balancer.security_group_ids = ids;
    const auto* fallback = ec2::default_security_group(tx);
    if (ids.empty() && fallback) balancer.security_group_ids = {fallback->id.value};
    return ok();
}

Status check_address_type(const std::optional<shapes::IpAddressType>& type) {
    if (!type || *type == shapes::IpAddressType::Ipv4) return ok();
    return fail(errors::kInvalidConfigurationRequest,
                "ikada's load balancers listen on IPv4 only: leave IpAddressType at 'ipv4'");
}

Status check_supported(const shapes::CreateLoadBalancerInput& request) {
    if (request.type && *request.type != shapes::LoadBalancerTypeEnum::Application)
        return fail(errors::kInvalidConfigurationRequest,
                    "ikada has application load balancers only, not type '{}'",
                    name_of(names_of(*request.type), *request.type));
    if (request.customer_owned_ipv4_pool)
        return fail(errors::kInvalidConfigurationRequest,
                    "ikada has no Outposts: CustomerOwnedIpv4Pool cannot be specified");
    if (request.ipam_pools) return refuse_member("IpamPools");
    if (request.enable_prefix_for_ipv6_source_nat)
        return refuse_member("EnablePrefixForIpv6SourceNat");
    if (auto good = check_address_type(request.ip_address_type); !good) return good;
    if (request.name.starts_with("internal-"))
        return fail(errors::kValidationError,
                    "The load balancer name '{}' cannot begin with 'internal-'", request.name);
    return check_name("load balancer", request.name);
}

bool same_settings(const LoadBalancer& a, const LoadBalancer& b) {
    return a.internal == b.internal && a.subnet_ids == b.subnet_ids &&
           a.security_group_ids == b.security_group_ids;
}

std::string dns_name(world::Tx& tx, const LoadBalancer& balancer, const aws::Installation& here) {
    constexpr int kDigits = 10;
    return fmt::format("{}{}-{}.{}.{}", balancer.internal ? "internal-" : "", balancer.name,
                       tx.random().decimal(kDigits), here.region, here.lb_domain);
}

}  // namespace

Result<shapes::CreateLoadBalancerOutput> create_load_balancer(
    world::Tx& tx, const shapes::CreateLoadBalancerInput& request, const aws::Call& call) {
    if (auto supported = check_supported(request); !supported) return supported.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();

    LoadBalancer balancer{};
    balancer.name = request.name;
    balancer.internal = request.scheme == shapes::LoadBalancerSchemeEnum::Internal;
    balancer.created_at = call.now;
    balancer.tags = *std::move(tags);
    const auto subnets = subnets_of(request);
    if (!subnets) return subnets.error();
    if (auto filled = fill_subnets(tx, *subnets, balancer); !filled) return filled.error();
    const auto groups = request.security_groups.value_or(std::vector<std::string>{});
    if (auto filled = fill_security_groups(tx, groups, balancer); !filled) return filled.error();

    shapes::CreateLoadBalancerOutput output;
    if (const auto* existing = tx.first_by<LoadBalancer>(keys::kByName, request.name)) {
        if (!same_settings(*existing, balancer))
            return fail(
                errors::kDuplicateLoadBalancerName,
                "A load balancer with the same name '{}' exists, but with different settings",
                request.name);
        output.load_balancers = {{show(tx, *existing)}};
        return output;
    }
    if (static_cast<int>(tx.all<LoadBalancer>().size()) >= kLoadBalancersMax)
        return fail(errors::kTooManyLoadBalancers, "There can be at most {} load balancers",
                    kLoadBalancersMax);
    balancer.id = tx.random().hex(16);
    balancer.arn = aws::arn(call.installation, "elasticloadbalancing",
                            fmt::format("loadbalancer/app/{}/{}", balancer.name, balancer.id));
    balancer.dns_name = dns_name(tx, balancer, call.installation);
    tx.put(balancer);
    output.load_balancers = {{show(tx, balancer)}};
    return output;
}

Result<shapes::DescribeLoadBalancersOutput> describe_load_balancers(
    world::Tx& tx, const shapes::DescribeLoadBalancersInput& request, const aws::Call&) {
    if (request.load_balancer_arns && request.names)
        return fail(
            errors::kValidationError,
            "Load balancer names and load balancer ARNs cannot be specified at the same time");
    const bool by_name = request.names.has_value();
    auto picked =
        pick<LoadBalancer>(tx, kListing, by_name ? request.names : request.load_balancer_arns,
                           [&](const LoadBalancer& b) { return by_name ? b.name : b.arn; });
    if (!picked) return picked.error();
    const auto found = page(*std::move(picked), kListing, request.marker, request.page_size);
    if (!found) return found.error();
    shapes::DescribeLoadBalancersOutput output;
    auto& shown = output.load_balancers.emplace();
    for (const auto* balancer : found->items) shown.push_back(show(tx, *balancer));
    output.next_marker = found->next_token;
    return output;
}

// Deleting one that is gone is no error, so that clients may repeat the call.
Result<shapes::DeleteLoadBalancerOutput> delete_load_balancer(
    world::Tx& tx, const shapes::DeleteLoadBalancerInput& request, const aws::Call&) {
    const auto found = find_load_balancer(tx, request.load_balancer_arn);
    if (!found && !found.error().is(errors::kLoadBalancerNotFound)) return found.error();
    if (!found) return shapes::DeleteLoadBalancerOutput{};
    const auto& balancer = **found;
    if (attribute(load_balancer_attributes(), balancer.attributes, kDeletionProtection) == "true")
        return fail(errors::kOperationNotPermitted,
                    "Load balancer '{}' cannot be deleted because deletion protection is enabled",
                    balancer.arn);
    for (const auto* listener : tx.by<Listener>(keys::kByLoadBalancer, balancer.arn))
        erase_listener(tx, *listener);
    tx.erase<LoadBalancer>(request.load_balancer_arn);
    return shapes::DeleteLoadBalancerOutput{};
}

Result<shapes::DescribeLoadBalancerAttributesOutput> describe_load_balancer_attributes(
    world::Tx& tx, const shapes::DescribeLoadBalancerAttributesInput& request, const aws::Call&) {
    const auto balancer = find_load_balancer(tx, request.load_balancer_arn);
    if (!balancer) return balancer.error();
    return shapes::DescribeLoadBalancerAttributesOutput{
        show_attributes<shapes::LoadBalancerAttribute>(load_balancer_attributes(),
                                                       (*balancer)->attributes)};
}

Result<shapes::ModifyLoadBalancerAttributesOutput> modify_load_balancer_attributes(
    world::Tx& tx, const shapes::ModifyLoadBalancerAttributesInput& request, const aws::Call&) {
    const auto balancer = find_load_balancer(tx, request.load_balancer_arn);
    if (!balancer) return balancer.error();
    auto changed = **balancer;
    const auto good =
        change_attributes(load_balancer_attributes(), request.attributes, changed.attributes);
    if (!good) return good.error();
    tx.put(changed);
    return shapes::ModifyLoadBalancerAttributesOutput{
        show_attributes<shapes::LoadBalancerAttribute>(load_balancer_attributes(),
                                                       changed.attributes)};
}

Result<shapes::SetSecurityGroupsOutput> set_security_groups(
    world::Tx& tx, const shapes::SetSecurityGroupsInput& request, const aws::Call&) {
    const auto balancer = find_load_balancer(tx, request.load_balancer_arn);
    if (!balancer) return balancer.error();
    if (request.security_groups.empty())
        return fail(errors::kInvalidConfigurationRequest,
                    "At least one security group must be specified");
    auto changed = **balancer;
    if (auto filled = fill_security_groups(tx, request.security_groups, changed); !filled)
        return filled.error();
    tx.put(changed);
    return shapes::SetSecurityGroupsOutput{changed.security_group_ids};
}

Result<shapes::SetSubnetsOutput> set_subnets(world::Tx& tx, const shapes::SetSubnetsInput& request,
                                             const aws::Call&) {
    const auto balancer = find_load_balancer(tx, request.load_balancer_arn);
    if (!balancer) return balancer.error();
    if (auto good = check_address_type(request.ip_address_type); !good) return good.error();
    const auto subnets = subnets_of(request);
    if (!subnets) return subnets.error();
    auto changed = **balancer;
    if (auto filled = fill_subnets(tx, *subnets, changed); !filled) return filled.error();
    tx.put(changed);
    return shapes::SetSubnetsOutput{zones_of(tx, changed), shapes::IpAddressType::Ipv4};
}

Result<shapes::SetIpAddressTypeOutput> set_ip_address_type(
    world::Tx& tx, const shapes::SetIpAddressTypeInput& request, const aws::Call&) {
    const auto balancer = find_load_balancer(tx, request.load_balancer_arn);
    if (!balancer) return balancer.error();
    if (auto good = check_address_type(request.ip_address_type); !good) return good.error();
    return shapes::SetIpAddressTypeOutput{request.ip_address_type};
}

}  // namespace ikada::elbv2
