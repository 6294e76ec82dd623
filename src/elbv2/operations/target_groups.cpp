// CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup and their
// attributes
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html

#include "base/strings.hpp"
#include "ec2/api.hpp"
#include "elbv2/actions.hpp"
#include "elbv2/api.hpp"
#include "elbv2/attributes.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kMatcherMin = 200, kMatcherMax = 499;  // of HTTP target groups
constexpr int kPathLengthMax = 1024;
constexpr int kPortMax = 65'535;

const Listing<TargetGroup> kListing{"Target groups", errors::kTargetGroupNotFound,
                                    [](const TargetGroup& g) { return g.arn; }};

shapes::TargetGroup show(const world::Tx& tx, const TargetGroup& group) {
    shapes::TargetGroup shape;
    shape.target_group_arn = group.arn;
    shape.target_group_name = group.name;
    shape.protocol = shapes::ProtocolEnum::Http;
    shape.protocol_version = "HTTP1";
    shape.port = group.port;
    shape.vpc_id = group.vpc_id;
    shape.target_type =
        group.target_type == "ip" ? shapes::TargetTypeEnum::Ip : shapes::TargetTypeEnum::Instance;
    shape.ip_address_type = shapes::TargetGroupIpAddressTypeEnum::Ipv4;
    const auto& check = group.health_check;
    shape.health_check_enabled = true;
    shape.health_check_protocol =
        check.protocol == "HTTPS" ? shapes::ProtocolEnum::Https : shapes::ProtocolEnum::Http;
    shape.health_check_port = check.port;
    shape.health_check_path = check.path;
    shape.health_check_interval_seconds = check.interval_seconds;
    shape.health_check_timeout_seconds = check.timeout_seconds;
    shape.healthy_threshold_count = check.healthy_threshold;
    shape.unhealthy_threshold_count = check.unhealthy_threshold;
    shape.matcher.emplace().http_code = check.matcher;
    shape.load_balancer_arns = load_balancers_of(tx, group.arn);
    return shape;
}

bool is_code(std::string_view text) {
    const auto code = parse_int(text);
    return text.size() == 3 && code && *code >= kMatcherMin && *code <= kMatcherMax;
}

// "200", "200,202" or "200-299".
bool is_matcher(std::string_view text) {
    const auto parts = split(text, ',');
    return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        const auto dash = part.find('-');
        if (dash == std::string_view::npos) return is_code(part);
        const auto low = part.substr(0, dash), high = part.substr(dash + 1);
        return is_code(low) && is_code(high) && low <= high;
    });
}

// The health check settings that create and modify share; both requests have the same members.
template <class Request>
Status set_health_check(const Request& request, HealthCheck& check) {
    const auto protocol = request.health_check_protocol;
    if (protocol && *protocol != shapes::ProtocolEnum::Http &&
        *protocol != shapes::ProtocolEnum::Https)
        return fail(errors::kValidationError,
                    "Health check protocol '{}' must be one of '[HTTP, HTTPS]'",
                    name_of(names_of(*protocol), *protocol));
    if (protocol) check.protocol = name_of(names_of(*protocol), *protocol);
    if (!request.health_check_enabled.value_or(true))
        return fail(errors::kValidationError,
                    "Health check enabled must be true for target groups with target type "
                    "'instance' or 'ip'");
    if (request.matcher && request.matcher->grpc_code)
        return fail(errors::kValidationError,
                    "Health check matcher GRPC code is only valid for the protocol version GRPC");
    check.path = request.health_check_path.value_or(check.path);
    check.port = request.health_check_port.value_or(check.port);
    check.interval_seconds = request.health_check_interval_seconds.value_or(check.interval_seconds);
    check.timeout_seconds = request.health_check_timeout_seconds.value_or(check.timeout_seconds);
    check.healthy_threshold = request.healthy_threshold_count.value_or(check.healthy_threshold);
    check.unhealthy_threshold =
        request.unhealthy_threshold_count.value_or(check.unhealthy_threshold);
    if (request.matcher && request.matcher->http_code) check.matcher = *request.matcher->http_code;
    return ok();
}

Status check_health_check(const HealthCheck& check) {
    if (!check.path.starts_with('/') || static_cast<int>(check.path.size()) > kPathLengthMax)
        return fail(errors::kValidationError,
                    "Health check path '{}' must begin with a '/' character, and can only contain "
                    "printable ASCII characters, without spaces",
                    check.path);
    const bool printable = std::all_of(check.path.begin(), check.path.end(),
                                       [](char c) { return c > ' ' && c < 127; });
    if (!printable)
        return fail(
            errors::kValidationError,
            "Health check path can only contain printable ASCII characters, without spaces");
    const auto port = parse_int(check.port);
    if (check.port != "traffic-port" && (!port || *port < 1 || *port > kPortMax))
        return fail(errors::kValidationError,
                    "Health check port '{}' must be 'traffic-port' or 1 to 65535", check.port);
    if (check.timeout_seconds >= check.interval_seconds)
        return fail(errors::kValidationError,
                    "Health check interval must be greater than the timeout.");
    if (!is_matcher(check.matcher))
        return fail(errors::kValidationError,
                    "Health check matcher HTTP code '{}' must be within "
                    "'200-499' inclusive",
                    check.matcher);
    return ok();
}

Status check_supported(const shapes::CreateTargetGroupInput& request) {
    if (request.protocol == shapes::ProtocolEnum::Https) return refuse_https("a target group");
    if (request.protocol && *request.protocol != shapes::ProtocolEnum::Http)
        return fail(errors::kUnsupportedProtocol, "ikada's target groups speak HTTP only");
    const auto type = request.target_type.value_or(shapes::TargetTypeEnum::Instance);
    if (type != shapes::TargetTypeEnum::Instance && type != shapes::TargetTypeEnum::Ip)
        return fail(errors::kInvalidConfigurationRequest,
                    "ikada does not support the target type '{}' yet; use 'instance' or 'ip'",
                    name_of(names_of(type), type));
    if (request.ip_address_type == shapes::TargetGroupIpAddressTypeEnum::Ipv6)
        return fail(errors::kInvalidConfigurationRequest,
                    "ikada's target groups have IPv4 targets only: leave IpAddressType at 'ipv4'");
    const auto version = request.protocol_version.value_or("");
    if (!version.empty() && version != "HTTP1")  // Terraform sends an empty one for "the default"
        return fail(errors::kInvalidConfigurationRequest,
                    "ikada does not support the protocol version '{}' yet; use 'HTTP1'", version);
    if (request.target_control_port) return refuse_member("TargetControlPort");
    return check_name("target group", request.name);
}

bool same_settings(const TargetGroup& a, const TargetGroup& b) {
    const auto settings = [](const TargetGroup& g) {
        const auto& c = g.health_check;
        return std::tie(g.port, g.vpc_id, g.target_type, c.protocol, c.path, c.port,
                        c.interval_seconds, c.timeout_seconds, c.healthy_threshold,
                        c.unhealthy_threshold, c.matcher);
    };
    return settings(a) == settings(b);
}

Result<TargetGroup> read_group(const world::Tx& tx, const shapes::CreateTargetGroupInput& request) {
    if (auto supported = check_supported(request); !supported) return supported.error();
    if (!request.protocol || !request.port || !request.vpc_id)
        return fail(errors::kValidationError, "A protocol, a port and a VPC ID must be specified");
    TargetGroup group{};
    group.name = request.name;
    group.port = *request.port;
    group.vpc_id = *request.vpc_id;
    if (request.target_type == shapes::TargetTypeEnum::Ip) group.target_type = "ip";
    const auto* vpc = ec2::default_vpc(tx);
    if (!vpc || vpc->id.value != group.vpc_id)
        return fail(errors::kValidationError, "The VPC ID '{}' is not found", group.vpc_id);
    if (auto set = set_health_check(request, group.health_check); !set) return set.error();
    if (auto good = check_health_check(group.health_check); !good) return good.error();
    auto tags = read_tags(request.tags);
    if (!tags) return tags.error();
    group.tags = *std::move(tags);
    return group;
}

}  // namespace

Result<shapes::CreateTargetGroupOutput> create_target_group(
    world::Tx& tx, const shapes::CreateTargetGroupInput& request, const aws::Call& call) {
    auto group = read_group(tx, request);
    if (!group) return group.error();
    if (const auto* existing = tx.first_by<TargetGroup>(keys::kByName, group->name)) {
        if (!same_settings(*existing, *group))
            return fail(
                errors::kDuplicateTargetGroupName,
                "A target group with the same name '{}' exists, but with different settings",
                group->name);
        return shapes::CreateTargetGroupOutput{{{show(tx, *existing)}}};
    }
    if (static_cast<int>(tx.all<TargetGroup>().size()) >= kTargetGroupsMax)
        return fail(errors::kTooManyTargetGroups, "There can be at most {} target groups",
                    kTargetGroupsMax);
    group->id = tx.random().hex(16);
    group->arn = aws::arn(call.installation, "elasticloadbalancing",
                          fmt::format("targetgroup/{}/{}", group->name, group->id));
    tx.put(*group);
    return shapes::CreateTargetGroupOutput{{{show(tx, *group)}}};
}

Result<shapes::DescribeTargetGroupsOutput> describe_target_groups(
    world::Tx& tx, const shapes::DescribeTargetGroupsInput& request, const aws::Call&) {
    const int ways = (request.names ? 1 : 0) + (request.target_group_arns ? 1 : 0) +
                     (request.load_balancer_arn ? 1 : 0);
    if (ways > 1)
        return fail(errors::kValidationError,
                    "Target group names, target group ARNs and a load balancer ARN cannot be "
                    "specified at the same time");
    const bool by_name = request.names.has_value();
    auto picked =
        pick<TargetGroup>(tx, kListing, by_name ? request.names : request.target_group_arns,
                          [&](const TargetGroup& g) { return by_name ? g.name : g.arn; });
    if (!picked) return picked.error();
    if (const auto& balancer = request.load_balancer_arn) {
        if (const auto known = find_load_balancer(tx, *balancer); !known) return known.error();
        std::erase_if(*picked, [&](const TargetGroup* group) {
            const auto users = load_balancers_of(tx, group->arn);
            return std::find(users.begin(), users.end(), *balancer) == users.end();
        });
    }
    const auto found = page(*std::move(picked), kListing, request.marker, request.page_size);
    if (!found) return found.error();
    shapes::DescribeTargetGroupsOutput output;
    auto& shown = output.target_groups.emplace();
    for (const auto* group : found->items) shown.push_back(show(tx, *group));
    output.next_marker = found->next_token;
    return output;
}

Result<shapes::ModifyTargetGroupOutput> modify_target_group(
    world::Tx& tx, const shapes::ModifyTargetGroupInput& request, const aws::Call&) {
    const auto existing = target_group_of(tx, request.target_group_arn);
    if (!existing) return existing.error();
    auto group = **existing;
    if (auto set = set_health_check(request, group.health_check); !set) return set.error();
    if (auto good = check_health_check(group.health_check); !good) return good.error();
    tx.put(group);
    return shapes::ModifyTargetGroupOutput{{{show(tx, group)}}};
}

// Deleting one that is gone is no error, so that clients may repeat the call.
Result<shapes::DeleteTargetGroupOutput> delete_target_group(
    world::Tx& tx, const shapes::DeleteTargetGroupInput& request, const aws::Call&) {
    const auto found = target_group_of(tx, request.target_group_arn);
    if (!found && !found.error().is(errors::kTargetGroupNotFound)) return found.error();
    if (!found) return shapes::DeleteTargetGroupOutput{};
    const auto& group = **found;
    if (has_load_balancer(tx, group.arn))
        return fail(errors::kResourceInUse,
                    "Target group '{}' is currently in use by a listener or a rule", group.arn);
    for (const auto* target : tx.all<Target>(keys::targets_of(group.arn)))
        tx.erase<Target>(world::RecordTraits<Target>::key(*target));
    tx.erase<TargetGroup>(request.target_group_arn);
    return shapes::DeleteTargetGroupOutput{};
}

Result<shapes::DescribeTargetGroupAttributesOutput> describe_target_group_attributes(
    world::Tx& tx, const shapes::DescribeTargetGroupAttributesInput& request, const aws::Call&) {
    const auto group = target_group_of(tx, request.target_group_arn);
    if (!group) return group.error();
    return shapes::DescribeTargetGroupAttributesOutput{
        show_attributes<shapes::TargetGroupAttribute>(target_group_attributes(),
                                                      (*group)->attributes)};
}

Result<shapes::ModifyTargetGroupAttributesOutput> modify_target_group_attributes(
    world::Tx& tx, const shapes::ModifyTargetGroupAttributesInput& request, const aws::Call&) {
    const auto existing = target_group_of(tx, request.target_group_arn);
    if (!existing) return existing.error();
    auto group = **existing;
    const auto changed =
        change_attributes(target_group_attributes(), request.attributes, group.attributes);
    if (!changed) return changed.error();
    if (auto good = check_target_group_attributes(group.attributes); !good) return good.error();
    tx.put(group);
    return shapes::ModifyTargetGroupAttributesOutput{
        show_attributes<shapes::TargetGroupAttribute>(target_group_attributes(), group.attributes)};
}

}  // namespace ikada::elbv2
