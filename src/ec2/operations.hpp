#pragma once
// EC2's operations; the table in operations.cpp gives them to the wire.

#include "aws/operation.hpp"
#include "ec2/shapes.hpp"

namespace ikada::ec2 {

Result<shapes::DescribeAvailabilityZonesResult> describe_availability_zones(
    world::Tx&, const shapes::DescribeAvailabilityZonesRequest&, const aws::Call&);
Result<shapes::DescribeRegionsResult> describe_regions(world::Tx&,
                                                       const shapes::DescribeRegionsRequest&,
                                                       const aws::Call&);
Result<shapes::DescribeInstanceTypesResult> describe_instance_types(
    world::Tx&, const shapes::DescribeInstanceTypesRequest&, const aws::Call&);
Result<shapes::DescribeInstancesResult> describe_instances(world::Tx&,
                                                           const shapes::DescribeInstancesRequest&,
                                                           const aws::Call&);
Result<shapes::DescribeSecurityGroupsResult> describe_security_groups(
    world::Tx&, const shapes::DescribeSecurityGroupsRequest&, const aws::Call&);
Result<shapes::DescribeSubnetsResult> describe_subnets(world::Tx&,
                                                       const shapes::DescribeSubnetsRequest&,
                                                       const aws::Call&);
Result<shapes::DescribeVpcsResult> describe_vpcs(world::Tx&, const shapes::DescribeVpcsRequest&,
                                                 const aws::Call&);
Result<shapes::DescribeVpcAttributeResult> describe_vpc_attribute(
    world::Tx&, const shapes::DescribeVpcAttributeRequest&, const aws::Call&);

}  // namespace ikada::ec2
