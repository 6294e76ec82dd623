"""One installation for all tests, which run in turn and leave it as they found it."""
import fcntl
import os
import subprocess

import pytest

import aws
import bare
import ikada
import private_docker
from stack import Balancer, Service, Tasks, WebService


def pytest_sessionstart(session):
    """Runs on one machine take turns: they use the same ports."""
    session.config.turn = open("/tmp/ikada-e2e.lock", "w", encoding="ascii")
    fcntl.flock(session.config.turn, fcntl.LOCK_EX)
    for leaving in bare, private_docker, ikada:
        leaving.clear_leftovers()


@pytest.fixture(scope="session")
def installation():
    if os.geteuid() != 0:
        pytest.exit("the end-to-end tests need root, for Docker and its network", 2)
    ikada.output(ikada.ROOT / "examples/hobby/image.sh")
    here = ikada.Installation()
    here.start()
    try:
        here.wait_until_served()
        yield here
    finally:
        here.purge()
    assert here.containers() == []
    assert here.networks() == []
    assert not here.data.exists()


@pytest.fixture(scope="session")
def clients(installation):
    made = aws.Clients(installation)
    aws.instances_connected(made.ecs, ikada.CLUSTER, ikada.INSTANCES)
    return made


@pytest.fixture(scope="session")
def ecs(clients):
    return clients.ecs


@pytest.fixture(scope="session")
def elbv2(clients):
    return clients.elbv2


@pytest.fixture(scope="session")
def ec2(clients):
    return clients.ec2


@pytest.fixture(scope="session")
def cli(installation, clients):  # clients: it answers and is whole
    return aws.Cli(installation)


@pytest.fixture(scope="session")
def tool(installation, clients):
    """Runs `ikada …` as a pipeline does, with the standard environment of AWS's tools; gives
    (standard output, standard error). tool.start: begins it and gives the process."""
    def start(*arguments, name=ikada.IKADA, env=None, **options):
        return subprocess.Popen([name, *[str(each) for each in arguments]], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=installation.environment() | (env or {}), **options)

    def run(*arguments, exit_code=0, text_in=None, **options):
        process = start(*arguments, stdin=subprocess.PIPE, **options)
        out, err = process.communicate(text_in, timeout=ikada.COMMAND_MAX)
        assert process.returncode == exit_code, (arguments, process.returncode, out, err)
        return out, err
    run.start = start
    return run


@pytest.fixture(scope="session")
def tasks(ecs):
    return Tasks(ecs)


@pytest.fixture(scope="session")
def balancer(clients):
    made = Balancer(clients)
    yield made
    made.delete()


@pytest.fixture
def service(ecs):
    """Makes services by name; they are gone after the test."""
    made = []

    def make(name):
        made.append(Service(ecs, name))
        return made[-1]
    yield make
    for one in made:
        one.delete()


@pytest.fixture(scope="module")
def web_of_module(request, ecs, balancer):
    made = WebService(ecs, balancer, request.module.__name__.replace("test_", "")).begin()
    yield made
    made.delete()


@pytest.fixture
def web(web_of_module):
    """Two tasks behind the balancer, of all tests of a module; a failed one may leave others."""
    if web_of_module.describe()["desiredCount"] != 2:
        web_of_module.update(desiredCount=2)
    web_of_module.wait_serving(2)
    return web_of_module
