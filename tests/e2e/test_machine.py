"""dockerd killed, and the whole machine: services are back without a hand."""
import re
import subprocess
from pathlib import Path

import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, kill_all, processes_naming, until
from load import Load, get
from private_docker import PrivateDocker
from stack import Balancer, Tasks, WebService, address_of

API_PORT, LISTENER_PORT = 15566, 8084  # beside the other tests' installation
BACK_WITHIN = 90  # seconds


@pytest.fixture(scope="module")
def machine(clients):
    """An installation on a dockerd of its own; the other one's agents have come up."""
    here = ikada.Installation("machine", API_PORT)
    docker = PrivateDocker(here.logs / "dockerd.log")
    here.use_docker(docker.host)
    try:
        docker.start()
        image = docker.folder / "sample.tar"
        ikada.output(ikada.ROOT / "examples/hobby/image.sh")
        ikada.output(ikada.DOCKER, "save", "--output", image, "ikada/sample:1")
        docker.docker("load", "--input", image)
        here.start()
        here.wait_until_served()
        yield here, docker
    finally:
        here.purge()
        docker.remove()
    assert "inet 169.254.170.2/32" in ikada.output("ip", "address", "show", "dev", "lo"), (
        "it took away what the other installation's containers ask for metadata")


@pytest.fixture(scope="module")
def machine_clients(machine):
    clients = aws.Clients(machine[0])
    aws.instances_connected(clients.ecs, CLUSTER, INSTANCES)
    return clients


@pytest.fixture(scope="module")
def machine_ecs(machine_clients):
    return machine_clients.ecs


@pytest.fixture(scope="module")
def web(machine_clients):
    made = WebService(machine_clients.ecs, Balancer(machine_clients, LISTENER_PORT), "machine")
    made.begin().wait_serving(2)
    return made


def instance_arns(ecs):
    return sorted(ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"])


def serves(web):
    """Whether two tasks run, and answer where their reports say."""
    try:
        tasks = [task for task in web.tasks() if task["lastStatus"] == "RUNNING"]
        return len(tasks) == 2 and all(
            get("task", "/", port, address)[0] == 200
            for address, port in map(address_of, tasks))
    except Exception:  # whatever boto3 makes of a server that is not there
        return False


def is_whole(docker, web):
    """Whether it serves and no container of a lost task stays."""
    return serves(web) and sorted(docker.running(web.name)) == web.containers()


def kill(here):
    """More than once, as what was killed last may have started others meanwhile."""
    def found():
        pids = processes_naming(str(here.data))
        kill_all(pids)
        return pids
    until("nothing of it runs", lambda: not found())
    here.up.wait()


def lost_containers(here, docker):
    """Ids of containers of which something runs that dockerd does not know of."""
    known, lost = set(docker.docker("ps", "--quiet", "--no-trunc").split()), set()
    for file in Path("/proc").glob("[0-9]*/cgroup"):
        try:
            groups = file.read_text()
        except OSError:
            continue  # it has ended meanwhile
        if any(folder.name in groups for folder in here.data.glob("instances/i-*")):
            lost |= set(re.findall("[0-9a-f]{64}", groups)) - known
    return lost


def test_a_killed_dockerd_comes_back_with_its_services(machine, machine_ecs, web):
    _, docker = machine
    before = instance_arns(machine_ecs)
    with Load(web.host, LISTENER_PORT) as load:
        until("some answers", lambda: load.count >= 50)
        assert load.failures == []
        docker.kill()
        docker.start()
        until("it serves again", lambda: is_whole(docker, web), BACK_WITHIN)
        web.wait_serving(2)
        load.failures.clear()
        so_far = load.count
        until("further answers", lambda: load.count >= so_far + 200)
    assert load.failures == []
    assert instance_arns(machine_ecs) == before


def test_a_dockerd_killed_while_tasks_start_and_stop_leaves_no_trace_of_it(
        machine, machine_ecs, web):
    here, docker = machine
    until("it serves", lambda: is_whole(docker, web), BACK_WITHIN)
    old, tasks = web.task_arns(), Tasks(machine_ecs)
    web.update(forceNewDeployment=True)
    ran = tasks.start(tasks.define("starting"), 6, command=["sleep", "300"])
    until("one has begun", lambda: docker.running("starting"))
    docker.kill()
    docker.start()
    until("only new tasks", lambda: not set(web.task_arns()) & set(old), BACK_WITHIN)
    until("it serves again", lambda: is_whole(docker, web), BACK_WITHIN)
    # A task runs once: each has begun after all, or is told as ended.
    until("each is decided", lambda: all(
        tasks.describe(arn)["lastStatus"] in ("RUNNING", "STOPPED") for arn in ran), BACK_WITHIN)
    told = sorted(task["containers"][0]["runtimeId"] for task in map(tasks.describe, ran)
                  if task["lastStatus"] == "RUNNING")
    assert sorted(docker.running("starting")) == told
    tasks.stop(*ran)
    assert docker.running("starting") == []
    until("nothing runs unseen", lambda: not lost_containers(here, docker), BACK_WITHIN)


@pytest.mark.parametrize("containers", ["stay as they ended", "are gone"])
def test_a_restarted_machine_serves_as_before(machine, machine_ecs, web, containers):
    here, docker = machine
    until("it serves", lambda: is_whole(docker, web), BACK_WITHIN)
    before, instances = web.task_arns(), instance_arns(machine_ecs)
    kill(here)
    docker.kill_machine()
    for network in here.bridges():
        subprocess.run(["ip", "link", "delete", network], check=False)
    if containers == "are gone":
        docker.lose_containers()
    docker.start()
    here.start()
    here.wait_until_served()
    until("it serves again", lambda: is_whole(docker, web), BACK_WITHIN)
    web.wait_serving(2)
    assert instance_arns(machine_ecs) == instances
    assert not set(before) & set(web.task_arns())
    for arn in before:
        stopped = machine_ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"][0]
        assert stopped["lastStatus"] == "STOPPED"
