"""The task metadata endpoint, asked from within a container's network."""
import json
import os
import signal

import pytest

import aws
import ikada
from aws import wait
from ikada import CLUSTER, INSTANCES, PATIENCE, until
from stack import PUBLISHED, container

ANSWER_MAX = 10 * PATIENCE  # seconds
LINK_LOCAL = "http://169.254.170.2"


class Inside:
    """A running container, as its own programs see the world."""

    def __init__(self, task, name="app"):
        shown = [ikada.inspect(one) for one in ikada.containers_of_task(task["taskArn"])]
        self.shown, = [one for one in shown
                       if one["Config"]["Labels"]["com.amazonaws.ecs.container-name"] == name]
        self.docker_id = self.shown["Id"]
        self.env = dict(entry.split("=", 1) for entry in self.shown["Config"]["Env"])

    def ask(self, uri, *options):
        """(HTTP status, document); `options` are curl's."""
        told = ikada.output("/usr/bin/nsenter", "--net", "--target", self.shown["State"]["Pid"],
                            "/usr/bin/curl", "--silent", "--show-error", "--write-out",
                            "\n%{http_code}", "--max-time", ANSWER_MAX, *options, uri)
        body, status = told.rsplit("\n", 1)
        return int(status), json.loads(body)

    def is_answered(self):
        try:
            return self.get()["DockerId"] == self.docker_id
        except AssertionError:
            return False

    def get(self, path="", version="_V4"):
        status, document = self.ask(self.env["ECS_CONTAINER_METADATA_URI" + version] + path)
        assert status == 200, document
        return document


@pytest.fixture
def running(tasks):
    """Two tasks, one an instance."""
    definition = tasks.define("metadata", **PUBLISHED)
    started = tasks.start(definition, count=2)
    try:
        yield [tasks.running(arn) for arn in started]
    finally:
        tasks.stop(*started)


@pytest.fixture
def run(ecs, tasks):
    """One task of one container in this network mode."""
    started = []

    def begin(mode, **how):
        made = ecs.register_task_definition(family="metadata-" + mode, networkMode=mode,
                                            containerDefinitions=[container()])
        ran = ecs.run_task(cluster=CLUSTER, **how,
                           taskDefinition=made["taskDefinition"]["taskDefinitionArn"])
        started.append(ran["tasks"][0]["taskArn"])
        wait(ecs, "tasks_running", cluster=CLUSTER, tasks=started[-1:])
        return tasks.describe(started[-1])
    yield begin
    tasks.stop(*started)


def test_each_container_sees_its_own_task_whichever_agent_runs_it(running):
    assert len({task["containerInstanceArn"] for task in running}) == 2
    for task in running:
        inside = Inside(task)
        assert inside.env["ECS_CONTAINER_METADATA_URI_V4"].startswith(LINK_LOCAL + "/v4/")
        told = inside.get()
        binding, = task["containers"][0]["networkBindings"]
        assert told["DockerId"] == inside.docker_id == task["containers"][0]["runtimeId"]
        assert told["Name"] == "app" and told["Type"] == "NORMAL"
        assert told["DockerName"] == inside.shown["Name"].strip("/")
        assert told["Image"] == "ikada/sample:1" and told["ImageID"] == inside.shown["Image"]
        assert told["KnownStatus"] == told["DesiredStatus"] == "RUNNING"
        assert told["Limits"] == {"CPU": 16, "Memory": 32}
        assert told["Labels"] == inside.shown["Config"]["Labels"]
        assert told["ContainerARN"] == task["containers"][0]["containerArn"]
        assert told["Ports"] == [{"ContainerPort": 8080, "Protocol": "tcp",
                                  "HostPort": binding["hostPort"], "HostIp": binding["bindIP"]}]
        network, = inside.shown["NetworkSettings"]["Networks"].values()
        assert told["Networks"] == [{"NetworkMode": "bridge",
                                     "IPv4Addresses": [network["IPAddress"]]}]
        assert told["CreatedAt"] <= told["StartedAt"]


def test_a_task_is_told_whole(running, clients):
    for task in running:
        told = Inside(task).get("/task")
        containers = told.pop("Containers")
        assert [each["DockerId"] for each in containers] == [task["containers"][0]["runtimeId"]]
        vpc, = clients.ec2.describe_vpcs()["Vpcs"]
        assert told == {
            "Cluster": CLUSTER, "TaskARN": task["taskArn"], "Family": "metadata",
            "Revision": task["taskDefinitionArn"].rsplit(":", 1)[1],
            "DesiredStatus": "RUNNING", "KnownStatus": "RUNNING", "LaunchType": "EC2",
            "AvailabilityZone": task["availabilityZone"], "VPCID": vpc["VpcId"]}


def test_tags_are_told_where_they_are_asked_for(ecs, running):
    task = running[0]
    ecs.tag_resource(resourceArn=task["taskArn"], tags=[{"key": "team", "value": "blue"}])
    inside = Inside(task)
    assert inside.get("/taskWithTags")["TaskTags"] == {"team": "blue"}
    assert "TaskTags" not in inside.get("/task")


def test_stats_are_dockers(running):
    inside = Inside(running[0])
    stats = inside.get("/stats")
    assert stats["id"] == inside.docker_id
    assert stats["memory_stats"]["limit"] == 32 * 1024 * 1024
    assert stats["cpu_stats"]["cpu_usage"]["total_usage"] > 0
    assert list(inside.get("/task/stats")) == [inside.docker_id]


def test_version_3_is_served(running):
    inside = Inside(running[0])
    assert inside.env["ECS_CONTAINER_METADATA_URI"].startswith(LINK_LOCAL + "/v3/")
    assert inside.get("", version="")["DockerId"] == inside.docker_id
    told = inside.get("/task", version="")
    assert told["TaskARN"] == running[0]["taskArn"] and "LaunchType" not in told
    assert "cpu_stats" in inside.get("/stats", version="")
    assert list(inside.get("/task/stats", version="")) == [inside.docker_id]


def test_a_task_protects_itself_from_scale_in(service, tasks):
    held = service("protects").create(tasks.define("protects"), 3)
    held.wait_stable()
    all_of_it = [Inside(task) for task in held.tasks()]
    for inside in all_of_it:
        uri = inside.env["ECS_AGENT_URI"] + "/task-protection/v1/state"
        arn = inside.shown["Config"]["Labels"]["com.amazonaws.ecs.task-arn"]
        unprotected = {"ExpirationDate": None, "ProtectionEnabled": False, "TaskArn": arn}
        assert inside.ask(uri) == (200, {"protection": unprotected})
    put = ("--request", "PUT", "--header", "Content-Type: application/json", "--data")
    status, told = inside.ask(uri, *put, '{"ProtectionEnabled":true,"ExpiresInMinutes":60}')
    assert status == 200 and told["protection"]["ProtectionEnabled"], told
    assert told["protection"]["TaskArn"] == arn
    assert inside.ask(uri) == (200, told)
    asked = service("nobody").ecs.get_task_protection(cluster=CLUSTER, tasks=[arn])
    assert asked["protectedTasks"][0]["protectionEnabled"]
    held.update(desiredCount=1)
    held.wait_stable()
    assert held.task_arns() == [arn]
    status, told = inside.ask(uri, *put, '{"ProtectionEnabled":true,"ExpiresInMinutes":0}')
    assert status == 400 and told["error"]["Code"] == "InvalidParameterException"
    assert told["error"]["Arn"] == arn and told["requestID"]


def test_protection_is_refused_in_the_documented_shapes(running):
    inside = Inside(running[0])
    uri = inside.env["ECS_AGENT_URI"] + "/task-protection/v1/state"
    status, told = inside.ask(uri)
    assert status == 200 and told["failure"]["Reason"] == "TASK_NOT_VALID"  # of no service
    assert told["failure"]["Arn"] == running[0]["taskArn"]
    status, told = inside.ask(uri, "--request", "PUT", "--data", "{}")
    assert status == 400 and told["error"]["Code"] == "InvalidParameterException"
    assert "ProtectionEnabled" in told["error"]["Message"]
    status, told = inside.ask(LINK_LOCAL + "/api/" + "0" * 32 + "-1/task-protection/v1/state")
    assert status == 404
    assert inside.ask(uri, "--request", "DELETE")[0] == 405
    assert inside.ask(inside.env["ECS_CONTAINER_METADATA_URI_V4"], "--request", "PUT")[0] == 405


def test_what_is_not_there_is_not_found(running):
    inside = Inside(running[0])
    for path in "/v4/unknown", "/v4/unknown-1/task", "/v4/x-999999999999", "/":
        status, told = inside.ask(LINK_LOCAL + path)
        assert status == 404 and isinstance(told, str)
    uri = inside.env["ECS_CONTAINER_METADATA_URI_V4"]
    assert inside.ask(uri + "/nothing")[0] == 404
    assert inside.ask(LINK_LOCAL + "/v2/metadata")[0] == 400  # it has no address of its own


def test_a_task_with_the_machines_network_finds_it_too(run):
    told = Inside(run("host")).get("/task")
    assert told["Family"] == "metadata-host"
    assert told["Containers"][0]["Networks"] == [{"NetworkMode": "host", "IPv4Addresses": []}]


def test_a_task_with_its_own_address_is_told_about_it_in_every_version(run, ec2):
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    ids = {"subnets": [each["SubnetId"] for each in subnets["Subnets"]]}
    network = {"awsvpcConfiguration": ids}
    for task in [run("awsvpc", networkConfiguration=network) for _ in range(3)]:
        inside = Inside(task)
        address = task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
        told, = inside.get()["Networks"]
        assert told["NetworkMode"] == "awsvpc" and told["IPv4Addresses"] == [address]
        assert told["IPv4SubnetCIDRBlock"] in [each["CidrBlock"] for each in subnets["Subnets"]]
        assert told["SubnetGatewayIpv4Address"].split("/")[1] == "20"
        names = {each["Type"]: each["Name"] for each in inside.get("/task")["Containers"]}
        assert names == {"NORMAL": "app", "CNI_PAUSE": "~internal~ecs~pause"}
        status, by_address = inside.ask(LINK_LOCAL + "/v2/metadata")
        assert status == 200 and by_address["TaskARN"] == task["taskArn"]
        status, one = inside.ask(f"{LINK_LOCAL}/v2/metadata/{inside.docker_id}")
        assert status == 200 and one["Name"] == "app"


def test_the_address_that_all_share_outlives_each_agent(installation, ecs, running):
    for victim in installation.agent_pids().values():
        os.kill(victim, signal.SIGKILL)
        for one in map(Inside, running):
            until("it is answered", one.is_answered)
    aws.instances_connected(ecs, CLUSTER, INSTANCES)


def test_only_this_machine_is_answered(running):
    uri = Inside(running[0]).env["ECS_CONTAINER_METADATA_URI_V4"]
    # A network of its own, linked by a cable instead of a bridge, is another machine.
    commands = ["ip netns add ikada-e2e", "ip link add ikada-e2e0 type veth peer name eth0 "
                "netns ikada-e2e", "ip address add 192.0.2.129/30 dev ikada-e2e0",
                "ip link set ikada-e2e0 up", "ip -n ikada-e2e address add 192.0.2.130/30 dev eth0",
                "ip -n ikada-e2e link set eth0 up",
                "ip -n ikada-e2e route add default via 192.0.2.129"]
    try:
        for command in commands:
            ikada.output(*command.split())
        told = ikada.output(*"ip netns exec ikada-e2e /usr/bin/curl -sS --max-time 20".split(),
                            "--write-out", "%{http_code}", uri)
        assert told.endswith("403"), told
    finally:
        ikada.output("ip", "netns", "delete", "ikada-e2e")


def test_an_agent_tells_what_it_runs_to_its_machine(ecs, running):
    for task in running:
        instance, = ecs.describe_container_instances(
            cluster=CLUSTER, containerInstances=[task["containerInstanceArn"]]
        )["containerInstances"]
        binding, = task["containers"][0]["networkBindings"]
        inside = Inside(task)
        base = f"http://{binding['bindIP']}:51678"
        told = inside.ask(base + "/v1/metadata")[1]
        assert (told["Cluster"], told["ContainerInstanceArn"]) == (
            CLUSTER, instance["containerInstanceArn"])
        assert task["taskArn"] in [one["Arn"] for one in inside.ask(base + "/v1/tasks")[1]["Tasks"]]
        one = inside.ask(f"{base}/v1/tasks?dockerid={inside.docker_id[:12]}")[1]
        assert (one["Arn"], one["KnownStatus"]) == (task["taskArn"], "RUNNING")
        assert one["Containers"][0]["DockerId"] == inside.docker_id
