"""Kill -9 in turn, stop and start: services come back, and what serves goes on serving."""
import os
import signal
import time

import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, PATIENCE, until
from load import Load
from stack import LISTENER_PORT, address_of

BACK_WITHIN = 30  # seconds


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def answers(web):
    return web.get()[0] == 200


def api_answers(clients):
    try:
        return clients.sts.get_caller_identity()
    except Exception:  # whatever boto3 makes of a server that is not there
        return None


@pytest.fixture(autouse=True)
def same_tasks(web, clients, installation):
    """What each test must leave: two tasks that serve."""
    yield
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    aws.instances_connected(web.ecs, CLUSTER, INSTANCES)
    web.wait_serving(2)


@pytest.fixture
def unchanged(installation, web):
    """Call it to see that the same tasks run in the same containers as at the test's begin."""
    arns, containers = web.task_arns(), web.containers()

    def check():
        aws.instances_connected(web.ecs, CLUSTER, INSTANCES)
        until("two healthy targets", lambda: web.healthy_targets() == 2, BACK_WITHIN)
        assert web.task_arns() == arns
        assert web.containers() == containers == installation.containers(family=web.name)
    return check


def goes_on(load, requests=200):
    """Late effects of a kill must show as well."""
    so_far = load.count
    until(f"{requests} further requests", lambda: load.count >= so_far + requests)


def test_the_server(installation, web, clients, unchanged):
    server, haproxy = installation.server_pid(), installation.haproxy_pid()
    agents = installation.agent_pids()
    with Load(web.host, LISTENER_PORT) as load:
        goes_on(load, 50)
        kill(server)
        until("a new server", lambda: installation.server_pid() not in (None, server), BACK_WITHIN)
        until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
        goes_on(load)
        unchanged()
    assert load.failures == []
    assert installation.haproxy_pid() == haproxy, "HAProxy was not adopted"
    assert installation.agent_pids() == agents, "agents were not adopted"


def test_an_acknowledged_write_survives_the_server(installation, web, clients):
    name = "survivor"
    arn = clients.ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"]
    server = installation.server_pid()
    kill(server)
    until("another server", lambda: installation.server_pid() not in (None, server), BACK_WITHIN)
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    try:
        assert arn in clients.ecs.list_clusters()["clusterArns"]
    finally:
        clients.ecs.delete_cluster(cluster=name)


def test_the_server_while_a_service_scales(installation, web, clients):
    web.update(desiredCount=4)
    kill(installation.server_pid())
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    web.wait_serving(4)
    web.update(desiredCount=2)
    web.wait_serving(2)
    until("no container is left over",
          lambda: web.containers() == installation.containers(family=web.name))


def test_the_server_and_an_agent_during_a_rolling_update(installation, web, clients):
    old = web.task_arns()
    with Load(web.host, LISTENER_PORT) as load:
        goes_on(load, 50)
        web.update(taskDefinition=web.define(2))
        until("a task of the new kind", lambda: set(web.task_arns()) - set(old), BACK_WITHIN)
        kill(installation.server_pid())
        kill(min(installation.agent_pids().values()))
        until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
        until("only new tasks", lambda: not set(web.task_arns()) & set(old), 90)
        web.wait_serving(2)
        load.answers.clear()
        goes_on(load)
    assert load.failures == []
    assert all("kill version 2, task " in answer for answer in load.answers)
    assert web.describe()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_an_agent(installation, web, unchanged):
    before = installation.agent_pids()
    instance = min(before)
    with Load(web.host, LISTENER_PORT) as load:
        goes_on(load, 50)
        kill(before[instance])
        until("a new agent",
              lambda: installation.agent_pids().get(instance) not in (None, before[instance]),
              BACK_WITHIN)
        goes_on(load)
        unchanged()
    assert load.failures == []


def test_a_container(web):
    victim = web.containers()[0]
    ikada.output(ikada.DOCKER, "kill", "--signal", "KILL", victim)
    until("two other containers",
          lambda: len(now := web.containers()) == 2 and victim not in now, BACK_WITHIN)


def test_a_container_that_ends_while_its_agent_is_away(installation, web):
    victim = web.containers()[0]
    for pid in installation.agent_pids().values():
        kill(pid)
    ikada.output(ikada.DOCKER, "kill", "--signal", "KILL", victim)
    until("two other containers",
          lambda: len(now := web.containers()) == 2 and victim not in now, BACK_WITHIN)


def test_haproxys_worker(installation, web, unchanged):
    for pid in installation.haproxy_workers():
        kill(pid)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    unchanged()


def test_haproxys_master(installation, web, unchanged):
    before = installation.haproxy_pid()
    kill(before)
    until("a new HAProxy", lambda: installation.haproxy_pid() not in (None, before), BACK_WITHIN)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    unchanged()


def test_ikada_up_itself(installation, clients, unchanged):
    kill(installation.up.pid)
    installation.up.wait()
    orphan = installation.server_pid()
    installation.start()
    until("a server of the new one", lambda: installation.server_pid() not in (None, orphan),
          BACK_WITHIN)
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    assert not ikada.is_alive(orphan)
    unchanged()


def test_an_address_that_is_lost_comes_back(web):
    address = address_of(web.tasks()[0])[0]

    def device():
        shown = ikada.output("ip", "-oneline", "-4", "address", "show", "to", address).split()
        return shown[1] if shown else None
    ikada.output("ip", "address", "delete", f"{address}/32", "dev", device())
    until("the address", device, BACK_WITHIN)
    web.update(forceNewDeployment=True)
    web.wait_serving(2)


def test_everything_of_ikadas_own(installation, web, clients, unchanged):
    for pid in [installation.server_pid(), *installation.agent_pids().values(),
                *installation.haproxy_workers(), installation.haproxy_pid()]:
        kill(pid)
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    unchanged()


def test_stopped_and_started_again(installation, web, clients, unchanged):
    containers = web.containers()
    with Load(web.host, LISTENER_PORT) as load:
        goes_on(load, 50)
        assert installation.stop() == 0
        assert installation.server_pid() is None and installation.agent_pids() == {}
        assert api_answers(clients) is None
        assert installation.containers(family=web.name) == containers
        goes_on(load)
        began = time.monotonic()
        installation.start()
        until("the API answers", lambda: api_answers(clients), 10, every=0.02)
        until("an answer", lambda: answers(web), 10, every=0.02)
        assert time.monotonic() - began < 3 * PATIENCE
        goes_on(load)
        unchanged()
    assert load.failures == []
