"""Tasks on real containers: what they are given, how they end, and what is told about it."""
import pytest

import ikada
from ikada import CLUSTER, until
from load import get
from stack import PUBLISHED, address_of

MEBI = 1024 * 1024


def ended(task):
    """What a client looks at first."""
    return {"lastStatus": task["lastStatus"], "stopCode": task["stopCode"],
            "stoppedReason": task["stoppedReason"],
            "exitCode": task["containers"][0].get("exitCode")}


def docker_id(task):
    found, = ikada.containers_of_task(task["taskArn"])
    return found


def has_begun(task):
    """Before that, a program has not said yet what it does with signals."""
    return "listening" in ikada.output("/bin/sh", "-c",
                                       f"{ikada.DOCKER} logs {docker_id(task)} 2>&1")


def seconds_to_stop(task):
    return (task["executionStoppedAt"] - task["stoppingAt"]).total_seconds()


def ask(task, path):
    address, port = address_of(task)
    return get("task", path, port, address)


@pytest.fixture
def run(tasks):
    """Starts one task; whatever still runs after the test is stopped."""
    started = []

    def start(definition, **override):
        started.extend(tasks.start(definition, **override))
        return started[-1]
    yield start
    tasks.stop(*[arn for arn in started if tasks.describe(arn)["lastStatus"] != "STOPPED"])


def test_a_command_override_runs_to_its_exit_code(tasks, run):
    definition = tasks.define("commands")
    printed = tasks.stopped(run(definition, command=["print", "hello from a task"]))
    failed = tasks.stopped(run(definition, command=["exit", "3"]))
    assert "hello from a task" in ikada.output(ikada.DOCKER, "logs", docker_id(printed))
    assert ended(printed)["exitCode"] == 0
    assert ended(failed) == {"lastStatus": "STOPPED", "stopCode": "EssentialContainerExited",
                             "stoppedReason": "Essential container in task exited", "exitCode": 3}
    for task in printed, failed:
        assert task["createdAt"] <= task["startedAt"] <= task["stoppedAt"]
        assert task["desiredStatus"] == "STOPPED"


def test_an_image_that_cannot_be_pulled_fails_the_task(tasks, run):
    # Nothing listens there: refused at once, with or without the internet.
    task = tasks.stopped(run(tasks.define("no-image", image="127.0.0.1:1/no/such:image")))
    assert ended(task)["stopCode"] == "TaskFailedToStart"
    assert "CannotPullContainerError" in task["stoppedReason"]
    assert "CannotPullContainerError" in task["containers"][0]["reason"]
    assert "exitCode" not in task["containers"][0] and "startedAt" not in task


def test_a_program_that_is_not_there_fails_the_task(tasks, run):
    task = tasks.stopped(run(tasks.define("no-program", entryPoint=["/no/such/program"])))
    assert ended(task)["stopCode"] == "TaskFailedToStart"
    assert "CannotStartContainerError" in task["stoppedReason"]


def test_environment_and_override_reach_the_program(tasks, run):
    definition = tasks.define("environment", environment=[
        {"name": "GREETING", "value": "hello = world"}, {"name": "PLACE", "value": "definition"}],
        **PUBLISHED)
    task = tasks.running(run(definition, environment=[{"name": "PLACE", "value": "override"}]))
    until("the task answers", lambda: ask(task, "/")[0] == 200)
    variables = ask(task, "/env")[1].splitlines()
    assert "GREETING=hello = world" in variables and "PLACE=override" in variables


def test_limits_and_names_are_applied_in_docker(tasks, run, ecs):
    task = tasks.running(run(tasks.define("limits", cpu=128, memory=48), command=["sleep", "300"]))
    instance, = ecs.describe_container_instances(
        cluster=CLUSTER, containerInstances=[task["containerInstanceArn"]])["containerInstances"]
    container = ikada.inspect(docker_id(task))
    assert task["containers"][0]["runtimeId"] == container["Id"]
    assert container["HostConfig"]["Memory"] == 48 * MEBI
    assert container["HostConfig"]["CpuShares"] == 128
    assert instance["ec2InstanceId"] in container["HostConfig"]["CgroupParent"]
    assert container["Config"]["Labels"]["ikada.instance"] == instance["ec2InstanceId"]
    assert container["Config"]["Labels"]["com.amazonaws.ecs.cluster"] == CLUSTER


def test_memory_beyond_the_limit_kills_and_says_so(tasks, run):
    task = tasks.running(run(tasks.define("memory", memory=32, **PUBLISHED)))
    until("the task answers", lambda: ask(task, "/")[0] == 200)
    assert ask(task, "/eat?mib=200")[0] is None
    task = tasks.stopped(task["taskArn"])
    assert ended(task)["stopCode"] == "EssentialContainerExited"
    assert ended(task)["exitCode"] == 137
    assert "OutOfMemoryError" in task["containers"][0]["reason"]


def test_a_health_check_is_seen_in_the_task(tasks, run):
    check = {"command": ["CMD", "/ikada-sample", "healthcheck", "http://127.0.0.1:8080/healthz"],
             "interval": 5, "timeout": 5, "retries": 1}
    arn = run(tasks.define("health", healthCheck=check, **PUBLISHED))

    def health():
        now = tasks.describe(arn)
        assert now["healthStatus"] == now["containers"][0]["healthStatus"]
        return now["healthStatus"]
    assert health() == "UNKNOWN"
    task = tasks.running(arn)
    until("HEALTHY", lambda: health() == "HEALTHY")
    assert ask(task, "/fail")[0] == 200
    until("UNHEALTHY", lambda: health() == "UNHEALTHY")
    assert tasks.describe(arn)["lastStatus"] == "RUNNING"


def test_stop_sends_the_signal_and_kills_after_the_stop_timeout(tasks, run, ecs):
    obeys = tasks.running(run(tasks.define("obeys", stopTimeout=100)))
    ignores = tasks.running(run(tasks.define(
        "ignores", stopTimeout=3, environment=[{"name": "IGNORE_TERM", "value": "1"}])))
    for task in obeys, ignores:
        until("its program has begun", lambda: has_begun(task))
    for task in obeys, ignores:
        ecs.stop_task(cluster=CLUSTER, task=task["taskArn"], reason="enough")
    obeys, ignores = [tasks.stopped(task["taskArn"]) for task in (obeys, ignores)]
    assert seconds_to_stop(obeys) < 30
    assert 3 <= seconds_to_stop(ignores) < 30, "its own, not the 30 s of the agent"
    for task, code in (obeys, 0), (ignores, 137):
        assert ended(task) == {"lastStatus": "STOPPED", "stopCode": "UserInitiated",
                               "stoppedReason": "enough", "exitCode": code}


def test_a_static_host_port_is_given_once_an_instance(tasks, ecs):
    definition = tasks.define("ports", portMappings=[{"containerPort": 8080, "hostPort": 18080}])
    ran = ecs.run_task(cluster=CLUSTER, taskDefinition=definition, count=ikada.INSTANCES + 1)
    arns = [task["taskArn"] for task in ran["tasks"]]
    try:
        assert len({task["containerInstanceArn"] for task in ran["tasks"]}) == ikada.INSTANCES
        assert {failure["reason"] for failure in ran["failures"]} == {"RESOURCE:PORTS"}
        assert {address_of(tasks.running(arn))[1] for arn in arns} == {18080}
    finally:
        tasks.stop(*arns)
    # The port is free again once the task has stopped.
    tasks.stop(*tasks.start(definition, ikada.INSTANCES))


def test_what_does_not_fit_is_told_by_resource(tasks, ecs):
    for family, members, reason in (("too-big", {"memory": 100_000}, "RESOURCE:MEMORY"),
                                    ("too-fast", {"cpu": 100_000}, "RESOURCE:CPU")):
        ran = ecs.run_task(cluster=CLUSTER, taskDefinition=tasks.define(family, **members))
        assert ran["tasks"] == []
        assert {failure["reason"] for failure in ran["failures"]} == {reason}
        assert all(":container-instance/" in failure["arn"] for failure in ran["failures"])


def test_a_stopped_task_gives_its_room_back_and_stays_describable(tasks, run, ecs):
    def free():
        arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
        found = ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)
        return sum(resource["integerValue"] for one in found["containerInstances"]
                   for resource in one["remainingResources"] if resource["name"] == "MEMORY")
    before = free()
    arn = run(tasks.define("room", memory=256), command=["sleep", "300"])
    assert free() == before - 256
    tasks.stop(arn)
    assert free() == before
    assert tasks.describe(arn)["lastStatus"] == "STOPPED"
    listed = ecs.list_tasks(cluster=CLUSTER, family="room")["taskArns"]
    ended = ecs.list_tasks(cluster=CLUSTER, family="room", desiredStatus="STOPPED")["taskArns"]
    assert arn in ended and arn not in listed
