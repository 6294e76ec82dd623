"""ECS's operations that no other test calls: once each, with their main errors; some by CLI."""
import json

import pytest

import aws
from aws import refused
from ikada import CLUSTER, COMMAND_MAX, until
from stack import container

NAME, NOWHERE = "ecs-api", "nowhere"
NOTHING = "arn:aws:ecs:us-east-1:000000000000:"


@pytest.fixture(scope="module")
def cluster(ecs):
    """One of its own, as no agent of this installation is in it."""
    made = ecs.create_cluster(clusterName=NAME, tags=[{"key": "team", "value": "a"}])["cluster"]
    yield made["clusterArn"]
    assert ecs.delete_cluster(cluster=NAME)["cluster"]["status"] == "INACTIVE"
    refused("ClusterNotFoundException", ecs.update_cluster, cluster=NAME)


@pytest.fixture
def machine(ecs, cluster):
    """A container instance registered as an agent does; what it registered."""
    document = json.dumps({"instanceId": "i-0ec5a910000000000", "instanceType": "t3.nano"})
    made = ecs.register_container_instance(
        cluster=NAME, instanceIdentityDocument=document,
        totalResources=[{"name": "CPU", "type": "INTEGER", "integerValue": 1024},
                        {"name": "MEMORY", "type": "INTEGER", "integerValue": 512}],
        attributes=[{"name": "ecs.os-type", "value": "linux"}])["containerInstance"]
    yield made
    if ecs.list_container_instances(cluster=NAME)["containerInstanceArns"]:
        ecs.deregister_container_instance(cluster=NAME, force=True,
                                          containerInstance=made["containerInstanceArn"])


@pytest.fixture(scope="module")
def definition(tasks):
    return tasks.define(NAME, command=["sleep", "300"])


@pytest.fixture(scope="module")
def instance(ecs, clients):
    """The ARN of one whose agent lives."""
    return ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"][0]


@pytest.fixture(scope="module")
def task(ecs, tasks, instance, definition):
    """Begun by StartTask on that instance, and RUNNING."""
    made = ecs.start_task(cluster=CLUSTER, taskDefinition=definition, startedBy=NAME,
                          containerInstances=[instance])
    assert made["failures"] == []
    arn = made["tasks"][0]["taskArn"]
    yield tasks.running(arn)
    tasks.stop(arn)


@pytest.fixture
def signed(clients):
    """Calls what this botocore does not know; the answer."""
    def call(operation, **asked):
        made = aws.json_call(operation, asked)
        return aws.send(made, made.signed(clients.key, clients.secret))
    return call


def test_clusters_are_described_with_what_is_asked_for(ecs, cluster):
    plain, = ecs.describe_clusters(clusters=[NAME])["clusters"]
    assert (plain["clusterArn"], plain["status"], plain["tags"]) == (cluster, "ACTIVE", [])
    found = ecs.describe_clusters(clusters=[cluster, NOWHERE], include=["TAGS", "SETTINGS"])
    assert found["clusters"][0]["tags"] == [{"key": "team", "value": "a"}]
    assert found["clusters"][0]["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    failure, = found["failures"]
    assert failure["reason"] == "MISSING" and failure["arn"].endswith(f"cluster/{NOWHERE}")


@pytest.mark.parametrize("operation", ["update_cluster", "update_cluster_settings"])
def test_a_clusters_settings(ecs, cluster, operation):
    def update(value, name=NAME):
        return getattr(ecs, operation)(cluster=name, settings=[
            {"name": "containerInsights", "value": value}])["cluster"]
    assert update("disabled")["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert "containerInsights" in refused("InvalidParameterException", update, value="enabled")
    refused("InvalidParameterException", update, value="perhaps")
    refused("ClusterNotFoundException", update, value="disabled", name=NOWHERE)


def test_a_cluster_that_is_in_use_is_not_deleted(ecs, cluster, machine, definition):
    refused("ClusterContainsContainerInstancesException", ecs.delete_cluster, cluster=NAME)
    ecs.deregister_container_instance(cluster=NAME,
                                      containerInstance=machine["containerInstanceArn"])
    ecs.create_service(cluster=NAME, serviceName="idle", taskDefinition=definition,
                       desiredCount=0)
    refused("ClusterContainsServicesException", ecs.delete_cluster, cluster=NAME)
    of = {"cluster": NAME, "service": "idle"}
    ecs.delete_service(**of)
    until("idle is INACTIVE", lambda: ecs.describe_services(
        cluster=NAME, services=["idle"])["services"][0]["status"] == "INACTIVE")
    refused("ServiceNotActiveException", ecs.update_service, **of, desiredCount=1)
    refused("ClusterNotFoundException", ecs.delete_cluster, cluster=NOWHERE)


def test_services_that_are_not_there(ecs, cluster):
    for call in (ecs.update_service, ecs.delete_service):
        refused("ServiceNotFoundException", call, cluster=NAME, service="nobody")
        refused("ClusterNotFoundException", call, cluster=NOWHERE, service="nobody")
    refused("ServiceNotFoundException", ecs.list_tasks, cluster=NAME, serviceName="nobody")


def test_capacity_providers_are_refused_by_name(ecs, cluster):
    group = {"autoScalingGroupArn": "arn:aws:autoscaling:us-east-1:000000000000:group"}
    made = {"name": "pool", "autoScalingGroupProvider": group}
    assert group["autoScalingGroupArn"] in refused(
        "ClientException", ecs.create_capacity_provider, **made)
    refused("InvalidParameterException", ecs.create_capacity_provider, **made | {"name": "aws-x"})
    refused("ClientException", ecs.update_capacity_provider, name="pool",
            autoScalingGroupProvider={"managedScaling": {"status": "ENABLED"}})
    refused("ClientException", ecs.delete_capacity_provider, capacityProvider="pool")
    found = ecs.describe_capacity_providers(capacityProviders=["pool"])
    assert found["capacityProviders"] == [] and found["failures"][0]["reason"] == "MISSING"

    def put(*names, cluster=NAME):
        return ecs.put_cluster_capacity_providers(
            cluster=cluster, capacityProviders=list(names), defaultCapacityProviderStrategy=[])
    assert put()["cluster"]["capacityProviders"] == []
    assert "'FARGATE'" in refused("InvalidParameterException", lambda: put("FARGATE"))
    refused("ClusterNotFoundException", put, cluster=NOWHERE)


def test_a_task_definition_is_deleted_once_inactive(ecs, tasks, signed):
    arn = tasks.define("deleted")

    def delete(*references):
        answer = signed("DeleteTaskDefinitions", taskDefinitions=list(references))
        return answer, json.loads(answer.body)
    _, early = delete(arn, "nobody:1")
    assert early["taskDefinitions"] == []
    assert early["failures"][0]["arn"] == arn and "ACTIVE" in early["failures"][0]["reason"]
    assert "does not exist" in early["failures"][1]["reason"]
    ecs.deregister_task_definition(taskDefinition=arn)
    _, late = delete(arn)
    assert [one["status"] for one in late["taskDefinitions"]] == ["DELETE_IN_PROGRESS"]
    assert late["failures"] == []
    assert delete("deleted")[0].error("json")[0] == "InvalidParameterException"
    assert delete(*["a:1"] * 11)[0].error("json")[0] == "InvalidParameterException"
    for call in (ecs.describe_task_definition, ecs.deregister_task_definition):
        refused("ClientException", call, taskDefinition="nobody:1")
    refused("ClientException", ecs.register_task_definition, family="bad/name",
            containerDefinitions=[container()])


def test_start_task_names_its_instances(ecs, task, machine, instance, definition):
    assert task["containerInstanceArn"] == instance and task["startedBy"] == NAME
    asked = {"cluster": NAME, "taskDefinition": definition}
    made = ecs.start_task(**asked, containerInstances=[machine["containerInstanceArn"], "nobody"])
    assert made["tasks"] == []
    assert [one["reason"] for one in made["failures"]] == ["AGENT", "MISSING"]
    refused("InvalidParameterException", ecs.start_task, **asked, containerInstances=[])
    refused("InvalidParameterException", ecs.start_task, **asked, containerInstances=["a"] * 11)
    refused("ClusterNotFoundException", ecs.start_task, cluster=NOWHERE,
            taskDefinition=definition, containerInstances=["a"])


def test_a_client_token_stands_for_one_request(tasks, definition, signed):
    def run(**members):
        return signed("RunTask", cluster=CLUSTER, taskDefinition=definition,
                      clientToken=NAME, **members)
    first, again = [json.loads(run().body)["tasks"][0]["taskArn"] for _ in range(2)]
    try:
        assert first == again
        assert run(startedBy="another").error("json")[0] == "ConflictException"
    finally:
        tasks.stop(first)


def test_an_instance_registers_again_under_its_arn(ecs, machine):
    again = ecs.register_container_instance(
        cluster=NAME, containerInstanceArn=machine["containerInstanceArn"],
        instanceIdentityDocument=json.dumps({"instanceId": machine["ec2InstanceId"]}),
        versionInfo={"agentVersion": "1.82.0", "dockerVersion": "DockerVersion: 20.10.24"},
        tags=[{"key": "rack", "value": "7"}])["containerInstance"]
    assert again["containerInstanceArn"] == machine["containerInstanceArn"]
    assert again["registeredResources"] == machine["registeredResources"]
    assert again["versionInfo"]["dockerVersion"] == "DockerVersion: 20.10.24"
    assert again["tags"] == [{"key": "rack", "value": "7"}] and not again["agentConnected"]
    refused("ClientException", ecs.register_container_instance, cluster=CLUSTER,
            instanceIdentityDocument=json.dumps({"instanceId": machine["ec2InstanceId"]}))
    refused("ClusterNotFoundException", ecs.register_container_instance, cluster=NOWHERE)


def test_an_instance_is_deregistered_without_tasks_or_by_force(ecs, machine, task, instance):
    call, arn = ecs.deregister_container_instance, machine["containerInstanceArn"]
    assert "running tasks" in refused("InvalidParameterException", call, cluster=CLUSTER,
                                      containerInstance=instance)
    gone = call(cluster=NAME, containerInstance=arn, force=True)["containerInstance"]
    assert gone["status"] == "INACTIVE" and not gone["agentConnected"]
    refused("InvalidParameterException", call, cluster=NAME, containerInstance=arn)
    refused("ClusterNotFoundException", call, cluster=NOWHERE, containerInstance=arn)


def test_there_is_no_update_for_agents(ecs, machine, instance):
    call = ecs.update_container_agent
    refused("NoUpdateAvailableException", call, cluster=CLUSTER, containerInstance=instance)
    refused("MissingVersionException", call, cluster=NAME,
            containerInstance=machine["containerInstanceArn"])
    refused("InvalidParameterException", call, cluster=NAME, containerInstance="nobody")
    refused("ClusterNotFoundException", call, cluster=NOWHERE, containerInstance="nobody")


def test_an_instance_has_ten_attributes_of_the_users(ecs, machine):
    def put(*names, target=machine["containerInstanceArn"]):
        return ecs.put_attributes(cluster=NAME, attributes=[
            {"name": name, "value": "x", "targetId": target} for name in names])["attributes"]
    assert len(put(*[f"a{n}" for n in range(10)])) == 10
    refused("AttributeLimitExceededException", lambda: put("one-more"))
    refused("InvalidParameterException", lambda: put("ecs.os-type"))
    target = f"{NOTHING}container-instance/{NAME}/{'0' * 32}"
    refused("TargetNotFoundException", lambda: put("a", target=target))


def test_tags_of_every_kind_of_resource(ecs, cluster, service, machine, task, definition):
    idle = service("tagged").create(definition, 0).describe()
    for arn in (cluster, machine["containerInstanceArn"], task["taskArn"], definition,
                idle["serviceArn"]):
        before = ecs.list_tags_for_resource(resourceArn=arn)["tags"]
        ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b"}])
        tags = ecs.list_tags_for_resource(resourceArn=arn)["tags"]
        assert {one["key"]: one.get("value", "") for one in tags}.items() >= {
            "a": "1", "b": ""}.items()
        ecs.untag_resource(resourceArn=arn, tagKeys=["a", "b"])
        assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == before
        refused("InvalidParameterException", ecs.tag_resource, resourceArn=arn,
                tags=[{"key": f"k{n}", "value": ""} for n in range(51)])


@pytest.mark.parametrize("resource, code", [
    (f"cluster/{NOWHERE}", "ClusterNotFoundException"),
    (f"service/{NOWHERE}/x", "ClusterNotFoundException"),
    (f"service/{CLUSTER}/nobody", "ResourceNotFoundException"),
    ("service/nobody", "InvalidParameterException"),
    ("task-definition/nobody:1", "ResourceNotFoundException")])
def test_what_is_not_there_has_no_tags(ecs, resource, code):
    arn = NOTHING + resource
    listing = code.replace("ResourceNotFound", "InvalidParameter")  # as the API documents it
    refused(listing, ecs.list_tags_for_resource, resourceArn=arn)
    refused(code, ecs.tag_resource, resourceArn=arn, tags=[{"key": "a", "value": "1"}])
    refused(code, ecs.untag_resource, resourceArn=arn, tagKeys=["a"])


def test_reports_of_an_agent_are_acknowledged(ecs, tasks, task):
    def report(reference, **members):
        return ecs.submit_container_state_change(cluster=CLUSTER, task=reference,
                                                 containerName="app", **members)
    assert report(task["taskArn"], status="RUNNING", reason="seen")["acknowledgment"]
    now, = tasks.describe(task["taskArn"])["containers"]
    assert (now["lastStatus"], now["reason"]) == ("RUNNING", "seen")
    assert now["runtimeId"] == task["containers"][0]["runtimeId"]
    assert report(task["taskArn"], status="PENDING")["acknowledgment"]
    assert tasks.describe(task["taskArn"])["containers"][0]["lastStatus"] == "RUNNING"
    assert report(f"{NOTHING}task/{CLUSTER}/{'0' * 32}", status="RUNNING")["acknowledgment"]
    assert ecs.submit_task_state_change(cluster=CLUSTER, task=f"{NOTHING}task/{CLUSTER}/{'0' * 32}",
                                        status="RUNNING")["acknowledgment"]
    assert ecs.submit_attachment_state_changes(cluster=CLUSTER, attachments=[
        {"attachmentArn": f"{NOTHING}attachment/none", "status": "ATTACHED"}])["acknowledgment"]


def test_the_cli_speaks_it_too(cli, cluster, instance):
    def run(*arguments):
        return json.loads(cli.run("ecs", *arguments, "--output", "json") or "null")
    found, = run("describe-clusters", "--clusters", NAME, "--include", "TAGS")["clusters"]
    assert found["clusterArn"] == cluster
    run("tag-resource", "--resource-arn", cluster, "--tags", "key=cli,value=1")
    tags = run("list-tags-for-resource", "--resource-arn", cluster)["tags"]
    assert {"key": "cli", "value": "1"} in tags
    run("untag-resource", "--resource-arn", cluster, "--tag-keys", "cli")
    process = cli.begin("ecs", "update-container-agent", "--container-instance", instance)
    text, _ = process.communicate(timeout=COMMAND_MAX)
    assert process.returncode == 254 and "(NoUpdateAvailableException)" in text
