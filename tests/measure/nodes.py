#!/usr/bin/python3
"""Memory of the server with many tasks, and how long they take; needs root and an idle machine.

  nodes.py [--nodes N] [--tasks N,N…] [--json]

Starts an installation of its own on the build at build/ikada, and joins it with container
instances that this program plays: each registers, holds its ACS websocket, acknowledges and reports
what it is told to run or stop, without a container. Services of up to 1,000 tasks are created.
"""
import argparse
import http.client
import json
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import aws  # noqa: E402
import ikada  # noqa: E402
from agent_socket import acs_socket  # noqa: E402
from ikada import until  # noqa: E402
from measure import proportional_mib, resident_mib  # noqa: E402

MANY = "many"
NODE_CPU, NODE_MEMORY = 1_000_000, 10_000_000
SERVICE_MAX, REST = 1000, 15  # tasks; seconds until memory is read


class Node(threading.Thread):
    """A container instance whose containers all run at once and end when they are told."""

    def __init__(self, clients, attributes):
        super().__init__(daemon=True)
        self._keys = clients.key, clients.secret
        self._api = http.client.HTTPConnection("127.0.0.1", ikada.API_PORT)
        made = clients.ecs.register_container_instance(
            cluster=MANY, attributes=attributes,
            totalResources=[{"name": name, "type": "INTEGER", "integerValue": value}
                            for name, value in (("CPU", NODE_CPU), ("MEMORY", NODE_MEMORY))])
        self._arn = made["containerInstance"]["containerInstanceArn"]
        self._channel = until("an agent's channel opens", self._open, 10)
        self._states = {}
        self.start()

    def _open(self):
        """Refused for a moment after it is registered; an agent tries again too."""
        try:
            return acs_socket(self._arn, self._keys)
        except AssertionError:
            return None

    def run(self):
        while (received := self._channel.receive()) is not None:
            message = received["message"]
            if received["type"] == "HeartbeatMessage":
                self._say("HeartbeatAckRequest", messageId=message["messageId"])
            elif received["type"] == "PayloadMessage":
                self._say("AckRequest", cluster=message["clusterArn"],
                          containerInstance=message["containerInstanceArn"],
                          messageId=message["messageId"])
                for task in message["tasks"]:
                    self._bring(task)

    def _bring(self, task):
        arn, desired = task["arn"], task["desiredStatus"]
        if self._states.get(arn) in (desired, "STOPPED"):
            return
        self._states[arn] = desired
        ended = {"exitCode": 0} if desired == "STOPPED" else {}
        self._submit({"cluster": MANY, "task": arn, "status": desired, "containers": [
            {"containerName": each["name"], "status": desired, "runtimeId": os.urandom(32).hex(),
             **ended} for each in task.get("containers") or []]})

    def _submit(self, change):
        call = aws.json_call("SubmitTaskStateChange", change)
        self._api.request("POST", "/", call.body, call.signed(*self._keys))
        answer = self._api.getresponse()
        text = answer.read()
        assert answer.status == 200, text

    def _say(self, kind, **message):
        self._channel.send(json.dumps({"type": kind, "message": message}).encode())


def instance_attributes(ecs):
    """What a real agent registered, for others to have the same."""
    found = aws.instances_connected(ecs, ikada.CLUSTER, ikada.INSTANCES)[0]["attributes"]
    return [each for each in found if "capability" in each["name"]]


def running(ecs, services):
    found = [each for first in range(0, len(services), 10) for each in ecs.describe_services(
        cluster=MANY, services=services[first:first + 10])["services"]]
    return sum(each["runningCount"] for each in found)


def grow(ecs, services, count):
    """Creates services until so many tasks are wanted; the seconds until they all run."""
    began, had = time.monotonic(), len(services) and running(ecs, services)
    while had < count:
        size = min(SERVICE_MAX, count - had)
        services.append(f"s{len(services)}")
        ecs.create_service(cluster=MANY, serviceName=services[-1], taskDefinition="played",
                           desiredCount=size)
        had += size
    until(f"{count} tasks run", lambda: running(ecs, services) == count, 900, every=0.2)
    return round(time.monotonic() - began, 1)


def measure(nodes, counts):
    here = ikada.Installation()
    here.start()
    try:
        here.wait_until_served()
        clients = aws.Clients(here)
        attributes = instance_attributes(clients.ecs)
        clients.ecs.create_cluster(clusterName=MANY)
        clients.ecs.register_task_definition(family="played", containerDefinitions=[
            {"name": "app", "image": "none", "cpu": 16, "memory": 32, "essential": True,
             "portMappings": [{"containerPort": 8080, "hostPort": 0}]}])
        figures = {"nodes": nodes, "server_mib_before": resident_mib(here.server_pid()),
                   "agents_mib": [resident_mib(pid) for pid in here.agent_pids().values()],
                   "agents_proportional_mib": [proportional_mib(pid)
                                               for pid in here.agent_pids().values()]}
        for _ in range(nodes):
            Node(clients, attributes)
        services, rows = [], []
        for count in counts:
            took = grow(clients.ecs, services, count)
            time.sleep(REST)
            rows.append({"tasks": count, "seconds": took,
                         "server_mib": resident_mib(here.server_pid())})
        return figures | {"rows": rows}
    finally:
        here.purge()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100)
    parser.add_argument("--tasks", default="10,1000,10000")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = measure(args.nodes, [int(count) for count in args.tasks.split(",")])
    if args.json:
        print(json.dumps(figures, indent=1))
        return
    print(f"before: server {figures['server_mib_before']} MiB, agents {figures['agents_mib']} MiB, "
          f"with their share of common pages {figures['agents_proportional_mib']} MiB")
    for row in figures["rows"]:
        print(f"{row['tasks']:6} tasks on {figures['nodes']} nodes: "
              f"running after {row['seconds']} s, server {row['server_mib']} MiB")


if __name__ == "__main__":
    main()
