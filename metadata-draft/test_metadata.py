"""The task metadata endpoint, asked from within a container's network."""
import json

import pytest

import ikada
from stack import PUBLISHED

ANSWER_MAX = 10  # seconds


class Inside:
    """A running container, as its own programs see the world."""

    def __init__(self, task):
        self.docker_id, = ikada.containers_of_task(task["taskArn"])
        shown, = json.loads(ikada.output(ikada.DOCKER, "inspect", self.docker_id))
        self.pid = str(shown["State"]["Pid"])
        self.env = dict(entry.split("=", 1) for entry in shown["Config"]["Env"])

    def get(self, uri):
        return json.loads(ikada.output("/usr/bin/nsenter", "--target", self.pid, "--net",
                                       "/usr/bin/curl", "--silent", "--show-error",
                                       "--max-time", str(ANSWER_MAX), uri))


@pytest.fixture
def running(tasks):
    """Two tasks, one an instance."""
    definition = tasks.define("metadata", **PUBLISHED)
    started = tasks.start(definition, count=2)
    yield [tasks.running(arn) for arn in started]
    tasks.stop(*started)


def test_each_container_sees_its_own_task_whichever_agent_runs_it(running):
    assert len({task["containerInstanceArn"] for task in running}) == 2
    for task in running:
        inside = Inside(task)
        uri = inside.env["ECS_CONTAINER_METADATA_URI_V4"]
        assert uri.startswith("http://169.254.170.2/v4/")
        container = inside.get(uri)
        assert container["DockerId"] == inside.docker_id
        assert container["Name"] == "app"
        assert container["KnownStatus"] == "RUNNING"
        assert container["ContainerARN"] == task["containers"][0]["containerArn"]
        assert container["Networks"][0]["IPv4Addresses"]
        told = inside.get(uri + "/task")
        assert told["TaskARN"] == task["taskArn"]
        assert told["Family"] == "metadata"
        assert [each["DockerId"] for each in told["Containers"]] == [inside.docker_id]


def test_version_3_and_stats_are_served(running):
    inside = Inside(running[0])
    uri = inside.env["ECS_CONTAINER_METADATA_URI"]
    assert uri.startswith("http://169.254.170.2/v3/")
    assert inside.get(uri + "/task")["TaskARN"] == running[0]["taskArn"]
    assert "cpu_stats" in inside.get(uri + "/stats")
    assert list(inside.get(uri + "/task/stats")) == [inside.docker_id]


def test_an_unknown_container_is_not_found(running):
    inside = Inside(running[0])
    assert "unable to" in inside.get("http://169.254.170.2/v4/unknown")
