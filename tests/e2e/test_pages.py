"""boto3's paginators with small pages: each item once, none missing."""
import pytest

from ikada import CLUSTER, INSTANCES
from stack import container

COUNT = 5


def items(client, operation, key, **asked):
    """All items of a listing, and how many pages they took."""
    size = asked.pop("size", 2)
    pages = list(client.get_paginator(operation).paginate(
        **asked, PaginationConfig={"PageSize": size}))
    assert all(len(page[key]) <= size for page in pages)
    return [item for page in pages for item in page[key]], len(pages)


def test_clusters(ecs):
    before = set(ecs.list_clusters()["clusterArns"])
    made = {ecs.create_cluster(clusterName=f"page-{n}")["cluster"]["clusterArn"]
            for n in range(COUNT)}
    try:
        arns, pages = items(ecs, "list_clusters", "clusterArns")
        assert sorted(arns) == sorted(before | made)
        assert pages == (len(arns) + 1) // 2
    finally:
        for arn in made:
            ecs.delete_cluster(cluster=arn)
    assert set(ecs.list_clusters()["clusterArns"]) == before


def test_task_definitions_are_listed_in_order_and_by_family(ecs):
    made = [ecs.register_task_definition(
        family=f"page-{n % 2}", containerDefinitions=[container()])["taskDefinition"]
        ["taskDefinitionArn"] for n in range(2 * COUNT)]
    ascending, pages = items(ecs, "list_task_definitions", "taskDefinitionArns",
                             familyPrefix="page-0")
    assert ascending == made[0::2] and pages == 3
    descending, _ = items(ecs, "list_task_definitions", "taskDefinitionArns",
                          familyPrefix="page-0", sort="DESC")
    assert descending == made[0::2][::-1]
    families, _ = items(ecs, "list_task_definition_families", "families", size=1,
                        familyPrefix="page-", status="ACTIVE")
    assert families == ["page-0", "page-1"]


def test_services(ecs, tasks, service):
    definition = tasks.define("page-services")
    made = [service(f"page-{n}").create(definition, 0).describe()["serviceArn"]
            for n in range(COUNT)]
    arns, pages = items(ecs, "list_services", "serviceArns", cluster=CLUSTER)
    assert sorted(arns) == sorted(set(arns)) and set(made) <= set(arns)
    assert pages == (len(arns) + 1) // 2
    assert set(arns) == set(ecs.list_services(cluster=CLUSTER, maxResults=100)["serviceArns"])


def test_tasks(ecs, tasks):
    made = tasks.start(tasks.define("page-tasks"), COUNT, command=["sleep", "300"])
    try:
        arns, pages = items(ecs, "list_tasks", "taskArns", cluster=CLUSTER, family="page-tasks")
        assert sorted(arns) == sorted(made) and pages == 3
    finally:
        tasks.stop(*made)
    arns, _ = items(ecs, "list_tasks", "taskArns", cluster=CLUSTER, family="page-tasks")
    assert arns == []
    arns, _ = items(ecs, "list_tasks", "taskArns", cluster=CLUSTER, family="page-tasks",
                    desiredStatus="STOPPED")
    assert sorted(arns) == sorted(made)


def test_container_instances(ecs):
    arns, pages = items(ecs, "list_container_instances", "containerInstanceArns", size=1,
                        cluster=CLUSTER)
    assert len(set(arns)) == len(arns) == INSTANCES == pages


def test_target_groups_and_rules(elbv2, balancer):
    before = {group["TargetGroupName"] for group in elbv2.describe_target_groups()["TargetGroups"]}
    made = [balancer.route(f"page-{n}") for n in range(COUNT)]
    try:
        groups, pages = items(elbv2, "describe_target_groups", "TargetGroups")
        names = [group["TargetGroupName"] for group in groups]
        assert sorted(names) == sorted(before | {f"page-{n}" for n in range(COUNT)})
        assert pages == (len(names) + 1) // 2
        rules, _ = items(elbv2, "describe_rules", "Rules", ListenerArn=balancer.listener)
        arns = [rule["RuleArn"] for rule in rules]
        assert len(set(arns)) == len(arns) and {rule for _, rule in made} <= set(arns)
        assert sum(rule["IsDefault"] for rule in rules) == 1
    finally:
        for route in made:
            balancer.forget(*route)


def test_load_balancers_and_listeners(elbv2, balancer):
    balancers, _ = items(elbv2, "describe_load_balancers", "LoadBalancers", size=1)
    assert [one["LoadBalancerArn"] for one in balancers].count(balancer.arn) == 1
    listeners, _ = items(elbv2, "describe_listeners", "Listeners", size=1,
                         LoadBalancerArn=balancer.arn)
    assert [one["ListenerArn"] for one in listeners] == [balancer.listener]


def test_ec2_instances(ec2, ecs):
    reservations, _ = items(ec2, "describe_instances", "Reservations", size=5)
    ids = [one["InstanceId"] for reservation in reservations for one in reservation["Instances"]
           if one["State"]["Name"] == "running"]
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    joined = ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)
    assert sorted(ids) == sorted(one["ec2InstanceId"] for one in joined["containerInstances"])


@pytest.mark.parametrize("operation, key, name", [
    ("describe_instance_types", "InstanceTypes", "InstanceType"),
    ("describe_subnets", "Subnets", "SubnetId"),
    ("describe_security_groups", "SecurityGroups", "GroupId"),
    ("describe_vpcs", "Vpcs", "VpcId")])
def test_ec2_listings(ec2, operation, key, name):
    found, _ = items(ec2, operation, key, size=5)
    names = [one[name] for one in found]
    assert names and len(set(names)) == len(names)
    assert sorted(names) == sorted(one[name] for one in getattr(ec2, operation)()[key])
