#include "ec2/operations.hpp"

#include "ec2/api.hpp"
#include "ec2/errors.hpp"

namespace ikada::ec2 {
namespace {

constexpr std::array kOperations{
    aws::operation<describe_availability_zones>("ec2:DescribeAvailabilityZones"),
    aws::operation<describe_instance_types>("ec2:DescribeInstanceTypes"),
    aws::operation<describe_instances>("ec2:DescribeInstances"),
    aws::operation<describe_regions>("ec2:DescribeRegions"),
    aws::operation<describe_security_groups>("ec2:DescribeSecurityGroups"),
    aws::operation<describe_subnets>("ec2:DescribeSubnets"),
    aws::operation<describe_vpc_attribute>("ec2:DescribeVpcAttribute"),
    aws::operation<describe_vpcs>("ec2:DescribeVpcs"),
};

constexpr aws::Service kService{.name = "ec2",
                                .protocol = aws::Protocol::Ec2,
                                .target_prefix = {},
                                .api_version = "2016-11-15",
                                .xml_namespace = "http://ec2.amazonaws.com/doc/2016-11-15/",
                                .operations = kOperations,
                                .invalid_parameter = errors::kInvalidParameterValue,
                                .missing_parameter = errors::kMissingParameter};

}  // namespace

const aws::Service& service() { return kService; }

}  // namespace ikada::ec2
