#!/usr/bin/python3
"""Where the time of a deploy goes; needs root, Docker and an idle machine.

  deploy.py [--pull MIB] [--json]

Starts an installation of its own (tests/e2e/ikada.py) on the build at build/ikada. A service of one
task behind the load balancer gets a new task definition, RUNS times; with --pull its image is new
as well, with a layer of so many MiB, in a registry on this machine. Docker's own times are read
from Docker, health checks are the listener's interval and threshold, the drain is the target
group's delay; what is left is ikada's.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from served import web_service  # first: it names where the others are
import ikada
from ikada import CLUSTER, DOCKER, output, until
from registry import Registry

RUNS = 10
EVERY = 0.005  # seconds between looks


def docker_time(text):
    """Docker's nanoseconds as epoch seconds."""
    whole, fraction = text.rstrip("Z").split(".")
    day = datetime.datetime.fromisoformat(whole + "+00:00")
    return day.timestamp() + float("0." + fraction)


class NewImages:
    """Each is the sample with one more layer, which only the registry has."""

    def __init__(self, mib):
        self._mib, self._registry, self._made = mib, Registry(), []

    def make(self, version):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "layer").write_bytes(os.urandom(self._mib << 20))
            Path(folder, "Dockerfile").write_text(f"FROM ikada/sample:{version}\nCOPY layer /\n")
            built = output(DOCKER, "build", "--quiet", "--no-cache", folder).strip()
        self._made.append(self._registry.push(built, "measured"))
        output(DOCKER, "rmi", "--force", built)
        return self._registry.image

    def close(self):
        subprocess.run([DOCKER, "rmi", "--force", *self._made], check=False, capture_output=True)
        self._registry.close()


def deploy(web, version, image):
    """Epoch seconds of what happened, by name."""
    definition, old = web.define(version, image), web.task_arns()
    seen = {"asked": time.time()}
    web.update(taskDefinition=definition)
    seen["answered"] = time.time()
    new = until("a new task", lambda: [arn for arn in web.task_arns() if arn not in old],
                every=EVERY)[0]

    def task():
        return web.ecs.describe_tasks(cluster=CLUSTER, tasks=[new])["tasks"][0]
    running = until("it runs", lambda: (now := task())["lastStatus"] == "RUNNING" and now,
                    every=EVERY)
    seen["told running"] = time.time()
    until("it answers", lambda: f"version {version}," in (web.get()[1] or ""), every=EVERY)
    seen["in service"] = time.time()
    until("the deployment is complete", lambda: (
        len(now := web.describe()["deployments"]) == 1 and now[0]["rolloutState"] == "COMPLETED"),
        every=EVERY)
    seen["complete"] = time.time()
    container = ikada.inspect(running["containers"][0]["runtimeId"])
    created = docker_time(container["Created"])
    for name in ("pullStartedAt", "pullStoppedAt"):  # an image from here is not pulled
        seen[name] = running[name].timestamp() if name in running else created
    seen["docker started"] = docker_time(container["State"]["StartedAt"])
    return seen


def parts(seen):
    """Milliseconds of each part of one deploy, up to the first answer of the new task."""
    whole = seen["in service"] - seen["asked"]
    pull = seen["pullStoppedAt"] - seen["pullStartedAt"]
    start = seen["docker started"] - seen["pullStoppedAt"]
    return {name: seconds * 1000 for name, seconds in {
        "API call": seen["answered"] - seen["asked"],
        "to the agent's pull": seen["pullStartedAt"] - seen["asked"],
        "pull": pull, "Docker's create and start": start,
        "to RUNNING as told": seen["told running"] - seen["docker started"],
        "health checks and routing": seen["in service"] - seen["told running"],
        "push to in service": whole,
        "in service to complete": seen["complete"] - seen["in service"],
        "ikada's share up to RUNNING": seen["told running"] - seen["asked"] - pull - start,
    }.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--pull", type=int, metavar="MIB", help="size of each new image's layer")
    arguments = parser.parse_args()
    images = NewImages(arguments.pull) if arguments.pull else None
    runs = []
    with web_service(1) as (_, web):
        for number in range(1, RUNS + 1):
            version = number % 2 + 1
            runs.append(parts(deploy(web, version, images.make(version) if images else None)))
    if images:
        images.close()
    medians = {name: round(statistics.median(run[name] for run in runs)) for name in runs[0]}
    if arguments.json:
        print(json.dumps(medians))
    else:
        for name, value in medians.items():
            print(f"{name:32} {value:6} ms")


if __name__ == "__main__":
    main()
