// DescribeVpcs, DescribeVpcAttribute, DescribeSubnets, DescribeSecurityGroups
// docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html and its neighbours

#include "ec2/api.hpp"
#include "ec2/keys.hpp"
#include "ec2/network.hpp"
#include "ec2/operations.hpp"
#include "ec2/operations/listing.hpp"

namespace ikada::ec2 {
namespace {

shapes::Vpc shape_of(const Vpc& vpc, const aws::Call& call) {
    shapes::Vpc shape;
    shape.vpc_id = vpc.id.value;
    shape.cidr_block = vpc.cidr;
    shape.state = shapes::VpcState::Available;
    shape.is_default = vpc.is_default;
    shape.owner_id = call.installation.account;
    shape.instance_tenancy = shapes::Tenancy::Default;
    return shape;
}

int free_addresses(const world::Tx& tx, const Subnet& subnet) {
    const auto cidr = parse_cidr(subnet.cidr);
    int used = kReservedFirst + kReservedLast;
    for (const auto* instance : tx.all<Instance>())
        used += instance->subnet_id == subnet.id && instance->state != InstanceState::Terminated;
    return cidr ? static_cast<int>(cidr->size()) - used : 0;
}

shapes::Subnet shape_of(const world::Tx& tx, const Subnet& subnet, const aws::Call& call) {
    shapes::Subnet shape;
    shape.subnet_id = subnet.id.value;
    shape.vpc_id = subnet.vpc_id.value;
    shape.cidr_block = subnet.cidr;
    shape.availability_zone = subnet.availability_zone;
    shape.availability_zone_id = subnet.availability_zone_id;
    shape.available_ip_address_count = free_addresses(tx, subnet);
    shape.state = shapes::SubnetState::Available;
    shape.default_for_az = true;
    shape.map_public_ip_on_launch = true;
    shape.assign_ipv6_address_on_creation = false;
    shape.owner_id = call.installation.account;
    shape.subnet_arn = aws::arn(call.installation, "ec2", "subnet/" + subnet.id.value);
    return shape;
}

// The default group lets its members reach each other and everything outside.
shapes::SecurityGroup shape_of(const SecurityGroup& group, const aws::Call& call) {
    shapes::IpPermission from_members;
    from_members.ip_protocol = "-1";
    from_members.user_id_group_pairs.emplace().push_back(
        {.group_id = group.id.value, .user_id = call.installation.account});
    shapes::IpPermission to_all;
    to_all.ip_protocol = "-1";
    to_all.ip_ranges.emplace().push_back({.cidr_ip = "0.0.0.0/0"});

    shapes::SecurityGroup shape;
    shape.group_id = group.id.value;
    shape.group_name = group.name;
    shape.description = group.description;
    shape.vpc_id = group.vpc_id.value;
    shape.owner_id = call.installation.account;
    shape.ip_permissions = {{from_members}};
    shape.ip_permissions_egress = {{to_all}};
    return shape;
}

const char* yes_no(bool flag) { return flag ? "true" : "false"; }

Filterable filterable(const Vpc& vpc) {
    const auto* is_default = yes_no(vpc.is_default);
    return {{"vpc-id", {vpc.id.value}},
            {"cidr", {vpc.cidr}},
            {"cidr-block", {vpc.cidr}},
            {"state", {"available"}},
            {"isDefault", {is_default}},
            {"is-default", {is_default}},
            {"owner-id", {}},
            {"tag-key", {}}};
}

Filterable filterable(const Subnet& subnet) {
    return {{"subnet-id", {subnet.id.value}},
            {"vpc-id", {subnet.vpc_id.value}},
            {"availability-zone", {subnet.availability_zone}},
            {"availabilityZone", {subnet.availability_zone}},
            {"availability-zone-id", {subnet.availability_zone_id}},
            {"cidr", {subnet.cidr}},
            {"cidr-block", {subnet.cidr}},
            {"state", {"available"}},
            {"default-for-az", {"true"}},
            {"defaultForAz", {"true"}},
            {"tag-key", {}}};
}

Filterable filterable(const SecurityGroup& group) {
    return {{"group-id", {group.id.value}},
            {"group-name", {group.name}},
            {"vpc-id", {group.vpc_id.value}},
            {"description", {group.description}},
            {"tag-key", {}}};
}

// One noun's answer: select, then shape every item of the page.
template <class Out, class T, class Shape>
Result<Out> answer(
    const Result<aws::Page<const T*>>& page, Shape shape,
    std::optional<std::vector<decltype(shape(std::declval<const T&>()))>> Out::*into) {
    if (!page) return page.error();
    Out out;
    auto& list = (out.*into).emplace();
    for (const auto* item : page->items) list.push_back(shape(*item));
    out.next_token = page->next_token;
    return out;
}

}  // namespace

Result<shapes::DescribeVpcsResult> describe_vpcs(world::Tx& tx,
                                                 const shapes::DescribeVpcsRequest& request,
                                                 const aws::Call& call) {
    const Noun<Vpc> noun{"vpc", errors::kInvalidVpcIdNotFound,
                         [](const Vpc& vpc) { return vpc.id.value; },
                         [](const Vpc& vpc) { return filterable(vpc); }};
    const Asked asked{request.vpc_ids, request.filters, request.dry_run, request.next_token,
                      request.max_results};
    return answer<shapes::DescribeVpcsResult>(
        select(tx.all<Vpc>(), asked, noun), [&](const Vpc& vpc) { return shape_of(vpc, call); },
        &shapes::DescribeVpcsResult::vpcs);
}

// Docker resolves names for what runs here; nothing has a public one.
Result<shapes::DescribeVpcAttributeResult> describe_vpc_attribute(
    world::Tx& tx, const shapes::DescribeVpcAttributeRequest& request, const aws::Call& call) {
    shapes::DescribeVpcsRequest same;
    same.vpc_ids = {{request.vpc_id}};
    same.dry_run = request.dry_run;
    if (const auto found = describe_vpcs(tx, same, call); !found) return found.error();
    shapes::DescribeVpcAttributeResult result;
    result.vpc_id = request.vpc_id;
    switch (request.attribute) {
        case shapes::VpcAttributeName::EnableDnsSupport:
            result.enable_dns_support = {true};
            break;
        case shapes::VpcAttributeName::EnableDnsHostnames:
            result.enable_dns_hostnames = {false};
            break;
        case shapes::VpcAttributeName::EnableNetworkAddressUsageMetrics:
            result.enable_network_address_usage_metrics = {false};
            break;
    }
    return result;
}

Result<shapes::DescribeSubnetsResult> describe_subnets(
    world::Tx& tx, const shapes::DescribeSubnetsRequest& request, const aws::Call& call) {
    const Noun<Subnet> noun{"subnet", errors::kInvalidSubnetIdNotFound,
                            [](const Subnet& subnet) { return subnet.id.value; },
                            [](const Subnet& subnet) { return filterable(subnet); }};
    const Asked asked{request.subnet_ids, request.filters, request.dry_run, request.next_token,
                      request.max_results};
    return answer<shapes::DescribeSubnetsResult>(
        select(tx.all<Subnet>(), asked, noun),
        [&](const Subnet& subnet) { return shape_of(tx, subnet, call); },
        &shapes::DescribeSubnetsResult::subnets);
}

Result<shapes::DescribeSecurityGroupsResult> describe_security_groups(
    world::Tx& tx, const shapes::DescribeSecurityGroupsRequest& request, const aws::Call& call) {
    const Noun<SecurityGroup> noun{"security group", errors::kInvalidGroupNotFound,
                                   [](const SecurityGroup& group) { return group.id.value; },
                                   [](const SecurityGroup& group) { return filterable(group); }};
    auto filters = request.filters;
    if (request.group_names) {
        if (!filters) filters.emplace();
        filters->push_back({.name = "group-name", .values = request.group_names});
    }
    const Asked asked{request.group_ids, filters, request.dry_run, request.next_token,
                      request.max_results};
    return answer<shapes::DescribeSecurityGroupsResult>(
        select(tx.all<SecurityGroup>(), asked, noun),
        [&](const SecurityGroup& group) { return shape_of(group, call); },
        &shapes::DescribeSecurityGroupsResult::security_groups);
}

}  // namespace ikada::ec2
