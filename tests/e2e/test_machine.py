"""dockerd killed, and the whole machine: services are back without a hand."""
import subprocess

import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, until
from load import get
from private_docker import PrivateDocker, kill_all, processes_naming
from stack import PUBLISHED, Service, Tasks, address_of

API_PORT, LB_PORT_OFFSET = 15566, 21000
BACK_WITHIN = 90  # seconds


@pytest.fixture(scope="module")
def machine():
    """An installation on a dockerd of its own."""
    here = ikada.Installation("machine", API_PORT, LB_PORT_OFFSET)
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


@pytest.fixture(scope="module")
def machine_ecs(machine):
    ecs = aws.Clients(machine[0]).ecs
    aws.instances_connected(ecs, CLUSTER, INSTANCES)
    return ecs


@pytest.fixture(scope="module")
def web(machine_ecs):
    made = Service(machine_ecs, "machine")
    made.create(Tasks(machine_ecs).define("machine", **PUBLISHED), 2)
    made.wait_stable()
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


def test_a_killed_dockerd_comes_back_with_its_services(machine, machine_ecs, web):
    _, docker = machine
    until("it serves", lambda: serves(web), BACK_WITHIN)
    before = instance_arns(machine_ecs)
    docker.kill()
    docker.start()
    until("it serves again", lambda: serves(web), BACK_WITHIN)
    until("no container of a lost task stays", lambda: len(docker.running("machine")) == 2)
    assert instance_arns(machine_ecs) == before
    assert sorted(docker.running("machine")) == web.containers()


@pytest.mark.parametrize("containers", ["stay as they ended", "are gone"])
def test_a_restarted_machine_serves_as_before(machine, machine_ecs, web, containers):
    here, docker = machine
    until("it serves", lambda: serves(web), BACK_WITHIN)
    before, instances = web.task_arns(), instance_arns(machine_ecs)
    kill_all(processes_naming(str(here.data)))
    here.up.wait()
    docker.kill_machine()
    for network in here.bridges():
        subprocess.run(["ip", "link", "delete", network], check=False)
    if containers == "are gone":
        docker.lose_containers()
    docker.start()
    here.start()
    here.wait_until_served()
    until("it serves again", lambda: serves(web), BACK_WITHIN)
    assert instance_arns(machine_ecs) == instances
    assert not set(before) & set(web.task_arns())
    for arn in before:
        stopped = machine_ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"][0]
        assert stopped["lastStatus"] == "STOPPED"
    assert sorted(docker.running("machine")) == web.containers()
