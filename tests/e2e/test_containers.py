"""Tasks of several containers: their order, what they share, volumes, networks."""
import json
import struct
import subprocess

import pytest

import ikada
from aws import wait
from ikada import CLUSTER, until
from load import get
from stack import IMAGE

MEBI_64 = str(64 * 1024 * 1024)
HEALTHZ = "http://127.0.0.1:8080/healthz"
SLEEP = ["sleep", "300"]


def part(name, **members):
    return {"name": name, "image": IMAGE, "cpu": 16, "memory": 32, "essential": True} | members


def after(name, condition):
    return {"dependsOn": [{"containerName": name, "condition": condition}]}


class Run:
    """One task of these containers; what its containers are in Docker, by their names."""

    def __init__(self, ecs, containers, network=None, **definition):
        self._ecs = ecs
        members = {"family": "containers", "networkMode": "bridge"} | definition
        made = ecs.register_task_definition(containerDefinitions=containers, **members)
        ran = ecs.run_task(cluster=CLUSTER, count=1, **(network or {}),
                           taskDefinition=made["taskDefinition"]["taskDefinitionArn"])
        assert ran["failures"] == [], ran
        self.arn = ran["tasks"][0]["taskArn"]

    def describe(self):
        return self._ecs.describe_tasks(cluster=CLUSTER, tasks=[self.arn])["tasks"][0]

    def running(self):
        wait(self._ecs, "tasks_running", cluster=CLUSTER, tasks=[self.arn])
        return self

    def stopped(self):
        wait(self._ecs, "tasks_stopped", cluster=CLUSTER, tasks=[self.arn])
        return self

    def stop(self):
        self._ecs.stop_task(cluster=CLUSTER, task=self.arn)
        return self.stopped()

    def told(self):
        """The API's containers by name."""
        return {one["name"]: one for one in self.describe()["containers"]}

    def docker(self):
        """Docker's containers by name, the agent's own among them."""
        found = [ikada.inspect(one) for one in ikada.containers_of_task(self.arn)]
        return {one["Config"]["Labels"]["com.amazonaws.ecs.container-name"]: one for one in found}


@pytest.fixture
def run(ecs):
    made = []

    def begin(containers, **members):
        made.append(Run(ecs, containers, **members))
        return made[-1]
    yield begin
    for one in made:
        if one.describe()["lastStatus"] != "STOPPED":
            one.stop()


def test_containers_begin_in_order_and_end_in_reverse(run):
    check = {"command": ["CMD", "/ikada-sample", "healthcheck", HEALTHZ],
             "interval": 5, "timeout": 5, "retries": 1}
    task = run([
        part("app", command=SLEEP, **after("web", "HEALTHY")),
        part("web", healthCheck=check, **after("setup", "SUCCESS")),
        part("setup", essential=False, command=["exit", "0"])]).running()
    told = task.told()
    assert told["setup"]["lastStatus"] == "STOPPED" and told["setup"]["exitCode"] == 0
    assert told["app"]["lastStatus"] == told["web"]["lastStatus"] == "RUNNING"
    began = {name: one["State"] for name, one in task.docker().items()}
    assert began["setup"]["FinishedAt"] <= began["web"]["StartedAt"] < began["app"]["StartedAt"]
    ended = {name: one["State"] for name, one in task.stop().docker().items()}
    assert ended["app"]["FinishedAt"] <= ended["web"]["FinishedAt"]


def test_a_failed_setup_fails_what_waits_for_it(run):
    task = run([part("app", **after("setup", "SUCCESS")),
                part("setup", essential=False, command=["exit", "3"])]).stopped()
    told = task.told()
    assert told["setup"]["exitCode"] == 3
    assert told["app"]["exitCode"] == 143
    assert "dependency graph" in told["app"]["reason"]
    assert "startedAt" not in task.describe()
    assert task.describe()["stopCode"] == "TaskFailedToStart"


def test_waiting_ends_with_the_start_timeout(run):
    task = run([part("app", **after("setup", "COMPLETE")),
                part("setup", essential=False, command=SLEEP, startTimeout=5)]).stopped()
    assert "took too long" in task.told()["app"]["reason"]


def test_only_an_essential_container_ends_its_task(run):
    task = run([part("app"), part("side", essential=False, command=["sleep", "1"])]).running()
    until("the side container is told as STOPPED",
          lambda: task.told()["side"]["lastStatus"] == "STOPPED")
    assert task.describe()["lastStatus"] == "RUNNING"
    assert task.told()["side"]["exitCode"] == 0


def ask_docker_dns(pid, name):
    """IPv4 address that a container's resolver gives, or None."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    query = struct.pack(">6H", 1, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    script = ("import socket,sys; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);"
              "s.settimeout(5); s.sendto(bytes.fromhex(sys.argv[1]),('127.0.0.11',53));"
              "print(s.recv(512).hex())")
    answer = bytes.fromhex(ikada.output("nsenter", "--net", f"--target={pid}", "/usr/bin/python3",
                                        "-c", script, query.hex()).strip())
    answers, = struct.unpack(">H", answer[6:8])
    return ".".join(str(part) for part in answer[-4:]) if answers else None


def test_links_resolve_to_the_linked_container(run):
    task = run([part("app", command=SLEEP, links=["db:data"]), part("db", command=SLEEP)]).running()
    app, db = task.docker()["app"], task.docker()["db"]
    network, = db["NetworkSettings"]["Networks"].values()
    assert ask_docker_dns(app["State"]["Pid"], "data") == network["IPAddress"]


def test_volumes_are_mounted_shared_and_gone_with_the_task(run, installation):
    volumes = [{"name": "etc", "host": {"sourcePath": "/etc"}}, {"name": "own", "host": {}},
               {"name": "ikada-e2e-shared", "dockerVolumeConfiguration": {
                   "scope": "shared", "autoprovision": True, "driver": "local"}}]
    mounts = [{"sourceVolume": "etc", "containerPath": "/e", "readOnly": True},
              {"sourceVolume": "own", "containerPath": "/o"},
              {"sourceVolume": "ikada-e2e-shared", "containerPath": "/s"}]
    try:
        task = run([part("app", command=SLEEP, volumesFrom=[{"sourceContainer": "db"}]),
                    part("db", command=SLEEP, mountPoints=mounts)], volumes=volumes).running()
        for name in "app", "db":
            mounted = {one["Destination"]: one for one in task.docker()[name]["Mounts"]}
            assert mounted["/e"]["Source"] == "/etc" and not mounted["/e"]["RW"]
            assert mounted["/o"]["Name"].startswith("ecs-containers-")
            assert mounted["/s"]["Name"] == "ikada-e2e-shared"
    finally:
        for one in task.docker().values():
            ikada.output(ikada.DOCKER, "rm", "--force", one["Id"])
        ikada.output(ikada.DOCKER, "volume", "rm", "ikada-e2e-shared")


def test_a_shared_volume_that_nobody_made_fails_the_task(run):
    volume = {"name": "ikada-e2e-nobody", "dockerVolumeConfiguration": {"scope": "shared"}}
    mount = {"sourceVolume": "ikada-e2e-nobody", "containerPath": "/v"}
    task = run([part("app", mountPoints=[mount])], volumes=[volume]).stopped()
    assert task.describe()["stopCode"] == "TaskFailedToStart"
    assert "CannotCreateVolumeError" in task.told()["app"]["reason"]


def test_pid_and_ipc_mode_task_share_one_namespace(run):
    task = run([part("app", command=SLEEP), part("side", command=SLEEP)],
               pidMode="task", ipcMode="task").running()
    docker = task.docker()
    assert len(docker) == 3
    for kind in "pid", "ipc":
        spaces = {ikada.output("readlink", f"/proc/{one['State']['Pid']}/ns/{kind}")
                  for one in docker.values()}
        assert len(spaces) == 1
    assert set(task.told()) == {"app", "side"}
    task.stop()
    assert all(one["State"]["ExitCode"] != 137 for name, one in task.docker().items()
               if name.startswith("~"))


@pytest.mark.parametrize("mode", ["host", "none"])
def test_host_and_none_are_dockers_networks(run, mode):
    task = run([part("app", command=SLEEP)], networkMode=mode).running()
    assert list(task.docker()["app"]["NetworkSettings"]["Networks"]) == [mode]


def test_awsvpc_gives_the_task_its_own_address(run, ec2):
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    subnet = subnets["Subnets"][0]["SubnetId"]
    task = run([part("web", portMappings=[{"containerPort": 8080}]), part("side", command=SLEEP)],
               networkMode="awsvpc",
               network={"networkConfiguration": {"awsvpcConfiguration": {"subnets": [subnet]}}})
    task.running()
    interface, = task.told()["web"]["networkInterfaces"]
    address = interface["privateIpv4Address"]
    assert task.told()["side"]["networkInterfaces"][0]["privateIpv4Address"] == address
    attachment, = task.describe()["attachments"]
    assert attachment["status"] == "ATTACHED"
    until("it answers at its address", lambda: get("task", "/", 8080, address)[0] == 200)
    pause = task.docker()["~internal~ecs~pause"]
    shared = {ikada.output("readlink", f"/proc/{one['State']['Pid']}/ns/net")
              for one in task.docker().values()}
    assert len(shared) == 1
    network, = pause["NetworkSettings"]["Networks"].values()
    assert network["IPAddress"] == address
    ended = {name: one["State"]["FinishedAt"] for name, one in task.stop().docker().items()}
    assert max(ended, key=ended.get) == "~internal~ecs~pause"


def test_a_container_that_no_task_has_does_not_stay(installation, ecs):
    instance = next(iter(installation.agent_pids()))
    labels = {"ikada.instance": instance, "com.amazonaws.ecs.task-arn": "arn:of:nobody",
              "com.amazonaws.ecs.container-name": "app"}
    flags = [f"--label={name}={value}" for name, value in labels.items()]
    lost = ikada.output(ikada.DOCKER, "run", "--detach", "--network=none", *flags, IMAGE,
                        *SLEEP).strip()
    ikada.output(ikada.DOCKER, "volume", "create", *flags, "ikada-e2e-orphan")
    until("the container is removed", lambda: subprocess.run(
        [ikada.DOCKER, "inspect", lost], capture_output=True).returncode != 0)
    until("the volume is removed", lambda: "ikada-e2e-orphan" not in json.dumps(
        ikada.output(ikada.DOCKER, "volume", "ls", "--quiet").split()))


def test_the_containers_of_a_task_share_its_memory(run):
    limitless = {"name": "a", "image": IMAGE, "cpu": 16, "essential": True}
    task = run([limitless, limitless | {"name": "b"}], memory="64").running()
    inside = task.docker()
    group, = {one["HostConfig"]["CgroupParent"] for one in inside.values()}
    assert group.endswith(task.arn.rsplit("/")[-1])
    assert ikada.memory_group(group).joinpath(ikada.MEMORY_LIMIT).read_text().strip() == MEBI_64
    for name in "a", "b":  # each is within the task's 64 MiB, together they are not
        subprocess.run(["/usr/bin/nsenter", "--net", f"--target={inside[name]['State']['Pid']}",
                        "/usr/bin/curl", "--silent", "--retry-connrefused", "--retry", "5",
                        "http://127.0.0.1:8080/eat?mib=40"], check=False, timeout=30)
    told = task.stopped().told()
    assert "OutOfMemoryError" in [one.get("reason", "").split(":")[0] for one in told.values()]
