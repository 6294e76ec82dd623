"""Kill -9 in turn, stop and start: services come back, and what serves goes on serving."""
import os
import signal
import time

import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, until
from load import Load
from stack import LISTENER_PORT

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
    """What each test may rely on, and must leave: two tasks that serve."""
    web.wait_serving(2)
    yield
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    aws.instances_connected(web.ecs, CLUSTER, INSTANCES)
    web.wait_serving(2)


def settled(web, arns, containers):
    """The same tasks in the same containers, also after the agents have told all they know."""
    aws.instances_connected(web.ecs, CLUSTER, INSTANCES)
    until("two healthy targets", lambda: web.healthy_targets() == 2, BACK_WITHIN)
    assert web.task_arns() == arns
    assert web.containers() == containers
    assert set(containers) <= set(ikada.containers("ikada.instance"))


def test_the_server(installation, web, clients):
    arns, containers = web.task_arns(), web.containers()
    server, haproxy = installation.server_pid(), installation.haproxy_pid()
    agents = installation.agent_pids()
    with Load(web.host, LISTENER_PORT) as load:
        until("load", lambda: load.count > 50)
        kill(server)
        until("a new server", lambda: installation.server_pid() not in (None, server), BACK_WITHIN)
        until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
        settled(web, arns, containers)
    assert load.failures == [] and load.count > 100
    assert installation.haproxy_pid() == haproxy, "HAProxy was not adopted"
    assert installation.agent_pids() == agents, "agents were not adopted"


def test_an_acknowledged_write_survives_the_server(installation, web, clients):
    name = "survivor"
    arn = clients.ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"]
    kill(installation.server_pid())
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
    until("no container is left over", lambda: len(web.containers()) == 2 and
          set(web.containers()) == set(containers_of(web)))


def containers_of(web):
    """Running containers of the service's task definition, whoever knows them."""
    return ikada.containers(f"com.amazonaws.ecs.task-definition-family={web.name}")


def test_an_agent(installation, web):
    arns, containers = web.task_arns(), web.containers()
    before = installation.agent_pids()
    instance = min(before)
    with Load(web.host, LISTENER_PORT) as load:
        until("load", lambda: load.count > 50)
        kill(before[instance])
        until("a new agent",
              lambda: installation.agent_pids().get(instance) not in (None, before[instance]),
              BACK_WITHIN)
        settled(web, arns, containers)
    assert load.failures == [] and load.count > 100


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


def test_haproxys_worker(installation, web):
    arns = web.task_arns()
    for pid in installation.haproxy_workers():
        kill(pid)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    assert web.task_arns() == arns


def test_haproxys_master(installation, web):
    arns = web.task_arns()
    before = installation.haproxy_pid()
    kill(before)
    until("a new HAProxy", lambda: installation.haproxy_pid() not in (None, before), BACK_WITHIN)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    assert web.task_arns() == arns


def test_everything_of_ikadas_own(installation, web, clients):
    arns, containers = web.task_arns(), web.containers()
    for pid in [installation.server_pid(), *installation.agent_pids().values(),
                *installation.haproxy_workers(), installation.haproxy_pid()]:
        kill(pid)
    until("the API answers", lambda: api_answers(clients), BACK_WITHIN)
    until("an answer", lambda: answers(web), BACK_WITHIN)
    settled(web, arns, containers)


def test_stopped_and_started_again(installation, web, clients):
    arns, containers = web.task_arns(), web.containers()
    with Load(web.host, LISTENER_PORT) as load:
        until("load", lambda: load.count > 50)
        assert installation.stop() == 0
        assert installation.server_pid() is None and installation.agent_pids() == {}
        assert api_answers(clients) is None
        assert set(containers) <= set(ikada.containers("ikada.instance"))
        stopped_at = load.count
        until("requests are served meanwhile", lambda: load.count > stopped_at + 100)
        began = time.monotonic()
        installation.start()
        until("the API answers", lambda: api_answers(clients), 10, every=0.02)
        until("an answer", lambda: answers(web), 10, every=0.02)
        assert time.monotonic() - began < 3
        settled(web, arns, containers)
    assert load.failures == []
