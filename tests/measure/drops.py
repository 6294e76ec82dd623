#!/usr/bin/python3
"""Requests lost by a deploy: ikada's, Docker Swarm's and a plain restart's; needs root and Docker.

  drops.py [--json]

The same sample image, the same load (half of the clients keep their connection, some requests take
1.5 s): a service of ikada deployed DEPLOYS times; a service of a one-node swarm of two tasks with
ports in host mode, updated as often with the new task first where it can be; a container removed
and run anew. The swarm is made and left here: not on a machine that is part of one.
"""
import argparse
import json
import subprocess

from served import web_service  # first: it names where the others are
import ikada
from ikada import CLUSTER, DOCKER, LB_PORT_OFFSET, until
from load import Load, get
from stack import LISTENER_PORT

DEPLOYS, RATE, SLOW_RATE, SLOW = 10, 200, 20, "/slow?ms=1500"
PORT = 18080  # of what is not ikada
NAME = "ikada-measure-drops"


def lost(host, port, deploy):
    """What happened to the load during `deploy`, called DEPLOYS times with the image's version."""
    with Load(host, port, RATE) as quick, Load(host, port, SLOW_RATE, SLOW) as slow:
        for number in range(DEPLOYS):
            deploy(number % 2 + 1)
    return {"requests": quick.count + slow.count, "deploys": DEPLOYS,
            "lost": len(quick.failures) + len(slow.failures)}


def of_ikada():
    with web_service(2) as (here, web):
        return lost(web.host, LISTENER_PORT, lambda version: subprocess.run(
            [ikada.IKADA, "deploy", "service", "--cluster", CLUSTER, "--service", web.name,
             "--image", f"ikada/sample:{version}"], check=True, capture_output=True,
            env=here.environment()))


def answers():
    return get("any", port=PORT - LB_PORT_OFFSET)[0] == 200


def of_swarm():
    """Two tasks cannot share a port in host mode on one node: one task, which stops first."""
    bridge = ("network", "inspect", "docker_gwbridge")  # made by a swarm, and left by it
    had_bridge = subprocess.run([DOCKER, *bridge], capture_output=True, check=False).returncode == 0
    ikada.output(DOCKER, "swarm", "init", "--advertise-addr", "127.0.0.1")
    try:
        ikada.output(DOCKER, "service", "create", "--detach", "--name", NAME, "--publish",
                     f"mode=host,target=8080,published={PORT}", "ikada/sample:1")
        until("swarm serves", answers)
        return lost("any", PORT - LB_PORT_OFFSET, lambda version: ikada.output(
            DOCKER, "service", "update", "--quiet", "--force", "--image",
            f"ikada/sample:{version}", NAME))
    finally:
        ikada.output(DOCKER, "swarm", "leave", "--force")
        if not had_bridge:
            ikada.output(DOCKER, "network", "rm", "docker_gwbridge")


def of_restart():
    def run(version):
        subprocess.run([DOCKER, "rm", "--force", NAME], check=False, capture_output=True)
        ikada.output(DOCKER, "run", "--detach", "--name", NAME, "--publish", f"{PORT}:8080",
                     f"ikada/sample:{version}")
        until("it serves", answers)
    run(1)
    try:
        return lost("any", PORT - LB_PORT_OFFSET, run)
    finally:
        ikada.output(DOCKER, "rm", "--force", NAME)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    counted = {"ikada deploy service": of_ikada(), "docker service update": of_swarm(),
               "docker rm, docker run": of_restart()}
    if as_json:
        print(json.dumps(counted))
    else:
        for name, each in counted.items():
            print(f"{name:24} {each['lost']:5} of {each['requests']:6} requests lost in "
                  f"{each['deploys']} deploys")


if __name__ == "__main__":
    main()
