"""Where tasks go: attributes, constraints and strategies, asked for with boto3."""
import pytest
from botocore.exceptions import ClientError

from ikada import CLUSTER


@pytest.fixture
def instances(ecs):
    """ARNs of the cluster's two instances; the first has the attribute rack=7."""
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    attribute = {"name": "rack", "targetId": arns[0]}
    ecs.put_attributes(cluster=CLUSTER, attributes=[attribute | {"value": "7"}])
    yield arns
    ecs.delete_attributes(cluster=CLUSTER, attributes=[attribute])


@pytest.fixture
def place(ecs, tasks):
    """Runs tasks with these placement members; gives (instances, failures)."""
    started = []

    def run(count=1, **placement):
        ran = ecs.run_task(cluster=CLUSTER, taskDefinition=tasks.define("placed"), count=count,
                           **placement)
        started.extend(task["taskArn"] for task in ran["tasks"])
        return ([task["containerInstanceArn"] for task in ran["tasks"]],
                [failure["reason"] for failure in ran["failures"]])
    yield run
    tasks.stop(*started)


def member_of(expression):
    return {"placementConstraints": [{"type": "memberOf", "expression": expression}]}


def test_attributes_are_listed_and_found_by_a_query(ecs, instances):
    listed = ecs.list_attributes(cluster=CLUSTER, targetType="container-instance",
                                 attributeName="rack")["attributes"]
    assert [(each["value"], each["targetId"]) for each in listed] == [("7", instances[0])]
    found = ecs.list_container_instances(cluster=CLUSTER, filter="attribute:rack == 7")
    assert found["containerInstanceArns"] == instances[:1]


def test_a_constraint_keeps_tasks_to_its_members(instances, place):
    assert place(2, **member_of("attribute:rack exists")) == ([instances[0]] * 2, [])
    assert place(2, **member_of("attribute:rack !exists")) == ([instances[1]] * 2, [])


def test_a_constraint_that_nothing_meets_is_a_failure_for_each_instance(place):
    assert place(**member_of("attribute:rack == 8")) == (
        [], ["MemberOf placement constraint unsatisfied."] * 2)


def test_tasks_are_spread_unless_they_are_packed(instances, place):
    spread, _ = place(2)
    assert sorted(spread) == sorted(instances)
    packed, _ = place(3, placementStrategy=[{"type": "binpack", "field": "memory"}])
    assert len(set(packed)) == 1


def test_an_expression_that_is_wrong_is_refused(place):
    with pytest.raises(ClientError) as refused:
        place(**member_of("colour == red"))
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"


def test_instances_are_able_to_do_what_definitions_require(ecs, instances):
    able = {"name": "app", "image": "ikada/sample:1", "memory": 64}
    able |= {"privileged": True, "healthCheck": {"command": ["CMD", "true"]},
             "logConfiguration": {"logDriver": "json-file"}}
    after = {"name": "after", "image": "ikada/sample:1", "memory": 64,
             "dependsOn": [{"containerName": "app", "condition": "START"}]}
    definition = ecs.register_task_definition(
        family="able", networkMode="awsvpc", cpu="256", memory="256", pidMode="task",
        containerDefinitions=[able, after],
        volumes=[{"name": "kept", "dockerVolumeConfiguration": {"scope": "task"}}])
    required = {one["name"] for one in definition["taskDefinition"]["requiresAttributes"]}
    assert len(required) == 9
    for instance in ecs.describe_container_instances(
            cluster=CLUSTER, containerInstances=instances)["containerInstances"]:
        assert required <= {one["name"] for one in instance["attributes"]}
