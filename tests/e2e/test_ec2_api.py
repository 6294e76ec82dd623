"""EC2's operations that no other test calls, through boto3."""
from aws import REGION, refused


def test_the_zones_are_the_regions_own(ec2):
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert {one["RegionName"] for one in zones} == {REGION}
    subnets = ec2.describe_subnets()["Subnets"]
    assert {one["AvailabilityZone"] for one in subnets} <= {one["ZoneName"] for one in zones}
    refused("InvalidParameterValue", ec2.describe_availability_zones, ZoneNames=["us-east-1z"])


def test_there_is_one_region(ec2):
    assert [one["RegionName"] for one in ec2.describe_regions()["Regions"]] == [REGION]


def test_a_vpcs_attributes_are_told_one_at_a_time(ec2):
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    for name, value in {"enableDnsSupport": True, "enableDnsHostnames": False}.items():
        told = ec2.describe_vpc_attribute(VpcId=vpc, Attribute=name)
        assert told["VpcId"] == vpc and told[name[0].upper() + name[1:]] == {"Value": value}
    refused("InvalidVpcID.NotFound", ec2.describe_vpc_attribute, VpcId="vpc-0",
            Attribute="enableDnsSupport")
    refused("InvalidParameterValue", ec2.describe_vpc_attribute, VpcId=vpc, Attribute="none")
