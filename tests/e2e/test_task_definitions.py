"""Task definitions whole: several containers that wait, share and end together, on real Docker."""
import json

import pytest
from botocore.exceptions import ClientError

import ikada
from ikada import CLUSTER, until
from load import get
from stack import container

HEALTHZ = "http://127.0.0.1:8080/healthz"
CHECK = {"command": ["CMD", "/ikada-sample", "healthcheck", HEALTHZ],
         "interval": 5, "timeout": 5, "retries": 3}
SIDE_FIRST = [{"containerName": "side", "condition": "START"}]
LABEL = "com.amazonaws.ecs.container-name"


def of(task, name):
    found, = [each for each in task["containers"] if each["name"] == name]
    return found


def docker(task):
    """What Docker knows of a task's containers, by their names in the definition."""
    found = [ikada.inspect(each) for each in ikada.containers_of_task(task["taskArn"])]
    return {each["Config"]["Labels"].get(LABEL): each for each in found}


@pytest.fixture
def run(ecs, tasks):
    """Registers a definition of these containers and runs it once; stopped after the test."""
    started = []

    def start(family, *containers, overrides=None, network=None, **members):
        ecs.register_task_definition(family=family, containerDefinitions=list(containers),
                                     **members)
        ran = ecs.run_task(cluster=CLUSTER, taskDefinition=family, overrides=overrides or {},
                           **({"networkConfiguration": network} if network else {}))
        assert ran["failures"] == [], ran
        started.append(ran["tasks"][0]["taskArn"])
        return started[-1]
    yield start
    tasks.stop(*[arn for arn in started if tasks.describe(arn)["lastStatus"] != "STOPPED"])


def test_a_container_waits_for_the_success_of_another(tasks, run):
    init = container(name="init", essential=False, command=["print", "ready"])
    app = container(dependsOn=[{"containerName": "init", "condition": "SUCCESS"}])
    task = tasks.running(run("waits", init, app))
    until("the first container's end is told",
          lambda: of(tasks.describe(task["taskArn"]), "init")["lastStatus"] == "STOPPED")
    task = tasks.describe(task["taskArn"])
    assert of(task, "init")["exitCode"] == 0
    assert of(task, "app")["lastStatus"] == "RUNNING" and "exitCode" not in of(task, "app")
    seen = docker(task)
    assert seen["init"]["State"]["FinishedAt"] <= seen["app"]["State"]["StartedAt"]


def test_a_container_does_not_start_when_the_other_fails(tasks, run):
    init = container(name="init", essential=False, command=["exit", "3"])
    app = container(dependsOn=[{"containerName": "init", "condition": "SUCCESS"}])
    task = tasks.stopped(run("waits-in-vain", init, app))
    assert of(task, "init")["exitCode"] == 3
    assert "app" not in docker(task) or docker(task)["app"]["State"]["Pid"] == 0


def test_a_container_waits_for_the_health_of_another(tasks, run):
    app = container(healthCheck=CHECK)
    after = container(name="after", essential=False, command=["print", "it is healthy"],
                      dependsOn=[{"containerName": "app", "condition": "HEALTHY"}])
    task = tasks.running(run("healthy", app, after))
    assert of(task, "app")["lastStatus"] == "RUNNING"
    assert docker(task)["app"]["State"]["Health"]["Status"] == "healthy"


def test_the_end_of_an_essential_container_ends_all(tasks, run):
    app = container(command=["exit", "7"], dependsOn=SIDE_FIRST)
    task = tasks.stopped(run("essential", app, container(name="side", essential=False)))
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["stoppedReason"] == "Essential container in task exited"
    assert of(task, "app")["exitCode"] == 7
    assert not docker(task)["side"]["State"]["Running"]


def test_the_end_of_another_container_is_told_and_ends_nothing(tasks, run):
    side = container(name="side", essential=False, command=["exit", "5"])
    task = tasks.running(run("optional", container(), side))
    until("the end of the side container is told",
          lambda: of(tasks.describe(task["taskArn"]), "side").get("exitCode") == 5)
    assert tasks.describe(task["taskArn"])["lastStatus"] == "RUNNING"


def test_containers_share_a_volume_that_is_the_tasks(tasks, run):
    mount = {"sourceVolume": "data", "containerPath": "/data"}
    task = tasks.running(run(
        "shared", container(mountPoints=[mount]),
        container(name="side", mountPoints=[mount | {"readOnly": True}]),
        volumes=[{"name": "data"}]))
    (app,), (side,) = [docker(task)[name]["Mounts"] for name in ("app", "side")]
    assert app["Destination"] == side["Destination"] == "/data"
    assert app["Source"] == side["Source"] and app["RW"] and not side["RW"]


def test_a_folder_of_the_host_is_mounted_and_taken_from_another_container(tasks, run, tmp_path):
    task = tasks.running(run(
        "folder", container(mountPoints=[{"sourceVolume": "here", "containerPath": "/here"}]),
        container(name="side", volumesFrom=[{"sourceContainer": "app", "readOnly": True}]),
        volumes=[{"name": "here", "host": {"sourcePath": str(tmp_path)}}]))
    for name in "app", "side":
        mount, = docker(task)[name]["Mounts"]
        assert (mount["Source"], mount["Destination"]) == (str(tmp_path), "/here")
    assert not docker(task)["side"]["Mounts"][0]["RW"]


def test_what_is_asked_of_the_kernel_is_set_in_docker(tasks, run):
    task = tasks.running(run("kernel", container(
        linuxParameters={"capabilities": {"add": ["SYS_PTRACE"], "drop": ["MKNOD"]},
                         "initProcessEnabled": True, "sharedMemorySize": 32,
                         "tmpfs": [{"containerPath": "/scratch", "size": 8}]},
        ulimits=[{"name": "nofile", "softLimit": 512, "hardLimit": 1024}],
        systemControls=[{"namespace": "net.core.somaxconn", "value": "512"}],
        user="65534", readonlyRootFilesystem=True, hostname="raft",
        extraHosts=[{"hostname": "db", "ipAddress": "10.0.0.7"}])))
    seen = docker(task)["app"]
    host = seen["HostConfig"]
    assert [each.removeprefix("CAP_") for each in host["CapAdd"]] == ["SYS_PTRACE"]
    assert [each.removeprefix("CAP_") for each in host["CapDrop"]] == ["MKNOD"]
    assert host["Init"] and host["ShmSize"] == 32 * 1024 * 1024
    assert host["Tmpfs"] == {"/scratch": "size=8m"}
    assert host["Ulimits"] == [{"Name": "nofile", "Soft": 512, "Hard": 1024}]
    assert host["Sysctls"] == {"net.core.somaxconn": "512"}
    assert host["ExtraHosts"] == ["db:10.0.0.7"] and host["ReadonlyRootfs"]
    assert (seen["Config"]["User"], seen["Config"]["Hostname"]) == ("65534", "raft")


def test_no_network_is_no_network(tasks, run):
    task = tasks.running(run("alone", container(), networkMode="none"))
    assert docker(task)["app"]["HostConfig"]["NetworkMode"] == "none"
    assert of(task, "app")["networkBindings"] == []


def test_overrides_reach_each_container(tasks, run):
    app = container(dependsOn=SIDE_FIRST)  # else its end may keep the other from being made
    arn = run("overridden", app, container(name="side", essential=False),
              overrides={"memory": "128", "containerOverrides": [
                  {"name": "app", "command": ["exit", "4"]},
                  {"name": "side", "environment": [{"name": "COLOUR", "value": "blue"}]}]})
    task = tasks.stopped(arn)
    assert of(task, "app")["exitCode"] == 4 and task["memory"] == "128"
    assert "COLOUR=blue" in docker(task)["side"]["Config"]["Env"]


@pytest.fixture
def network(ec2):
    subnets = ec2.describe_subnets()["Subnets"]
    return {"awsvpcConfiguration": {"subnets": [each["SubnetId"] for each in subnets]}}


def details(task):
    attachment, = task["attachments"]
    return attachment["status"], {each["name"]: each["value"] for each in attachment["details"]}


def test_a_task_of_awsvpc_has_an_address_of_its_own(tasks, run, network):
    probe = container(name="probe", essential=False, command=["healthcheck", HEALTHZ],
                      dependsOn=[{"containerName": "app", "condition": "HEALTHY"}])
    app = container(healthCheck=CHECK, portMappings=[{"containerPort": 8080}])
    task = tasks.running(run("own-address", app, probe, networkMode="awsvpc", network=network))
    status, seen = details(task)
    address = seen["privateIPv4Address"]
    assert status == "ATTACHED" and seen["networkInterfaceId"].startswith("eni-")
    assert [each["privateIpv4Address"] for each in of(task, "app")["networkInterfaces"]] == [
        address]
    assert get("task", "/healthz", 8080, address)[0] == 200
    # Its containers share it: the probe found the app on the loopback.
    until("the probe's end is told",
          lambda: of(tasks.describe(task["taskArn"]), "probe").get("exitCode") == 0)
    tasks.stop(task["taskArn"])
    assert details(tasks.describe(task["taskArn"]))[0] == "DELETED"
    assert get("task", "/healthz", 8080, address)[0] is None


def test_tasks_of_awsvpc_may_all_have_the_same_port(tasks, run, network):
    app = container(portMappings=[{"containerPort": 8080}])
    found = [tasks.running(run("same-port", app, networkMode="awsvpc", network=network))
             for _ in range(3)]
    addresses = {details(task)[1]["privateIPv4Address"] for task in found}
    assert len(addresses) == 3
    for address in addresses:
        until("the task answers", lambda at=address: get("task", "/", 8080, at)[0] == 200)


def test_a_network_must_be_named_exactly_for_awsvpc(ecs, tasks, network):
    ecs.register_task_definition(family="needs", networkMode="awsvpc",
                                 containerDefinitions=[container()])
    for asked in ({"taskDefinition": "needs"},
                  {"taskDefinition": tasks.define("bridged"), "networkConfiguration": network}):
        with pytest.raises(ClientError) as refused:
            ecs.run_task(cluster=CLUSTER, **asked)
        assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
        assert refused.value.response["Error"]["Message"].startswith("Network Configuration ")


@pytest.mark.parametrize("message, containers, members", [
    ("Task definition doesn't have any essential container.", [container(essential=False)], {}),
    ("Unknown volume 'data'.",
     [container(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}])], {}),
    ("A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
     [container(), container(name="b", dependsOn=[
         {"containerName": "app", "condition": "COMPLETE"}])], {}),
    ("When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
     [container(portMappings=[{"containerPort": 80, "hostPort": 8080}])],
     {"networkMode": "awsvpc"}),
    ("Invalid 'containerPort' setting for container 'app'.",
     [container(portMappings=[{"hostPort": 80}])], {}),
])
def test_what_makes_no_sense_is_refused_in_ecs_words(ecs, message, containers, members):
    with pytest.raises(ClientError) as refused:
        ecs.register_task_definition(family="wrong", containerDefinitions=containers, **members)
    assert refused.value.response["Error"] == {"Code": "ClientException", "Message": message}


def test_the_cli_registers_lists_and_deregisters(cli, tmp_path):
    (tmp_path / "definition.json").write_text(json.dumps({
        "family": "by-cli", "containerDefinitions": [container(), container(name="side")],
        "volumes": [{"name": "data"}], "tags": [{"key": "team", "value": "web"}]}))

    def ask(operation, *arguments):
        return json.loads(cli.run("ecs", operation, *arguments))
    made = ask("register-task-definition", "--cli-input-json",
               f"file://{tmp_path}/definition.json")["taskDefinition"]
    assert made["volumes"] == [{"name": "data", "host": {}}] and made["status"] == "ACTIVE"
    shown = ask("describe-task-definition", "--task-definition", "by-cli", "--include", "TAGS")
    assert shown["tags"] == [{"key": "team", "value": "web"}]
    assert shown["taskDefinition"] == made
    gone = ask("deregister-task-definition", "--task-definition", made["taskDefinitionArn"])
    assert gone["taskDefinition"]["status"] == "INACTIVE"
    listed = ask("list-task-definitions", "--family-prefix", "by-cli", "--status", "INACTIVE")
    assert listed["taskDefinitionArns"][-1] == made["taskDefinitionArn"]


def test_account_settings_are_kept_and_listed(ecs):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    try:
        listed = ecs.list_account_settings(effectiveSettings=True)["settings"]
        assert {each["name"]: each["value"] for each in listed}["awsvpcTrunking"] == "enabled"
        assert {each["principalArn"] for each in listed} == {"arn:aws:iam::000000000000:root"}
    finally:
        ecs.delete_account_setting(name="awsvpcTrunking")
    with pytest.raises(ClientError, match="taskLongArnFormat disabled"):
        ecs.put_account_setting(name="taskLongArnFormat", value="disabled")
