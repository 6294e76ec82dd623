// DescribeAvailabilityZones, DescribeRegions, DescribeInstanceTypes
// docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html and its
// neighbours

#include "ec2/api.hpp"
#include "ec2/instance_types.hpp"
#include "ec2/operations.hpp"
#include "ec2/operations/listing.hpp"

namespace ikada::ec2 {
namespace {

Filterable filterable(const Subnet& subnet, const aws::Call& call) {
    return {{"zone-name", {subnet.availability_zone}},
            {"zone-id", {subnet.availability_zone_id}},
            {"state", {"available"}},
            {"region-name", {call.installation.region}},
            {"opt-in-status", {"opt-in-not-required"}},
            {"zone-type", {"availability-zone"}}};
}

shapes::AvailabilityZone zone_of(const Subnet& subnet, const aws::Call& call) {
    shapes::AvailabilityZone zone;
    zone.zone_name = subnet.availability_zone;
    zone.zone_id = subnet.availability_zone_id;
    zone.state = shapes::AvailabilityZoneState::Available;
    zone.opt_in_status = shapes::AvailabilityZoneOptInStatus::OptInNotRequired;
    zone.region_name = call.installation.region;
    zone.group_name = call.installation.region;
    zone.network_border_group = call.installation.region;
    zone.zone_type = "availability-zone";
    return zone;
}

std::string_view name_of_architecture(Architecture architecture) {
    return architecture == Architecture::X86_64 ? "x86_64" : "arm64";
}

Filterable filterable(const InstanceType& type) {
    return {{"instance-type", {std::string(type.name)}},
            {"vcpu-info.default-vcpus", {std::to_string(type.vcpus)}},
            {"memory-info.size-in-mib", {std::to_string(type.memory_mib)}},
            {"processor-info.supported-architecture",
             {std::string(name_of_architecture(type.architecture))}},
            {"current-generation", {"true"}}};
}

shapes::InstanceTypeInfo shape_of(const InstanceType& type) {
    shapes::InstanceTypeInfo info;
    info.instance_type = std::string(type.name);
    info.vcpu_info.emplace().default_vcpus = type.vcpus;
    info.memory_info.emplace().size_in_mib = type.memory_mib;
    info.processor_info.emplace().supported_architectures = {
        {type.architecture == Architecture::X86_64 ? shapes::ArchitectureType::X86_64
                                                   : shapes::ArchitectureType::Arm64}};
    info.bare_metal = false;
    info.supported_usage_classes = {{shapes::UsageClassType::OnDemand}};
    return info;
}

}  // namespace

// Availability zones are where subnets are: ikada has no others to offer.
Result<shapes::DescribeAvailabilityZonesResult> describe_availability_zones(
    world::Tx& tx, const shapes::DescribeAvailabilityZonesRequest& request, const aws::Call& call) {
    Noun<Subnet> noun{"availability zone", errors::kInvalidParameterValue,
                      [](const Subnet& subnet) { return subnet.availability_zone; },
                      [&](const Subnet& subnet) { return filterable(subnet, call); }};
    auto ids = &request.zone_names;
    if (request.zone_ids) {
        ids = &request.zone_ids;
        noun.id = [](const Subnet& subnet) { return subnet.availability_zone_id; };
    }
    const auto page = select(subnets(tx), Asked{*ids, request.filters, request.dry_run}, noun);
    if (!page) return page.error();

    shapes::DescribeAvailabilityZonesResult result;
    auto& zones = result.availability_zones.emplace();
    for (const auto* subnet : page->items) zones.push_back(zone_of(*subnet, call));
    return result;
}

Result<shapes::DescribeRegionsResult> describe_regions(
    world::Tx&, const shapes::DescribeRegionsRequest& request, const aws::Call& call) {
    const Noun<aws::Installation> noun{"region", errors::kInvalidParameterValue,
                                       [](const aws::Installation& here) { return here.region; },
                                       [](const aws::Installation& here) -> Filterable {
                                           return {{"region-name", {here.region}},
                                                   {"endpoint", {here.endpoint}},
                                                   {"opt-in-status", {"opt-in-not-required"}}};
                                       }};
    const auto page = select<aws::Installation>(
        {&call.installation}, Asked{request.region_names, request.filters, request.dry_run}, noun);
    if (!page) return page.error();

    shapes::DescribeRegionsResult result;
    auto& regions = result.regions.emplace();
    for (const auto* here : page->items)
        regions.push_back({.endpoint = here->endpoint,
                           .region_name = here->region,
                           .opt_in_status = "opt-in-not-required"});
    return result;
}

Result<shapes::DescribeInstanceTypesResult> describe_instance_types(
    world::Tx&, const shapes::DescribeInstanceTypesRequest& request, const aws::Call&) {
    const Noun<InstanceType> noun{"instance type", errors::kInvalidInstanceType,
                                  [](const InstanceType& type) { return std::string(type.name); },
                                  [](const InstanceType& type) { return filterable(type); }};
    std::vector<const InstanceType*> all;
    for (const auto& type : instance_types()) all.push_back(&type);
    const auto page = select(std::move(all),
                             Asked{request.instance_types, request.filters, request.dry_run,
                                   request.next_token, request.max_results},
                             noun);
    if (!page) return page.error();

    shapes::DescribeInstanceTypesResult result;
    auto& types = result.instance_types.emplace();
    for (const auto* type : page->items) types.push_back(shape_of(*type));
    result.next_token = page->next_token;
    return result;
}

}  // namespace ikada::ec2
