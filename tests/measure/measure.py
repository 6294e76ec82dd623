#!/usr/bin/python3
"""First figures of docs/performance.md, measured on this machine; needs root and an idle machine.

  measure.py [--json]

Starts an installation of its own (tests/e2e/ikada.py) on the debug or release build at build/ikada.
DescribeServices is called over one kept-alive socket with calls signed beforehand by botocore, so
that only the server's work and the socket are timed.
"""
import argparse
import http.client
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import aws  # noqa: E402
import ikada  # noqa: E402
from ikada import CLUSTER, DOCKER, until  # noqa: E402
from stack import IMAGE, Tasks  # noqa: E402

STARTS, RUNS, CALLS, WARM_UP = 10, 10, 2000, 100


def milliseconds(seconds):
    return round(seconds * 1000, 2)


def timed(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def answers(key, secret):
    call = aws.form_call("sts", "Action=GetCallerIdentity&Version=2011-06-15")
    try:
        return aws.send(call, call.signed(key, secret)).status == 200
    except OSError:
        return False


def start_times(here, keys):
    """From exec of `ikada up` to the first answered call; what it holds is already there."""
    times = []
    for _ in range(STARTS):
        here.stop()
        began = time.monotonic()
        here.start()
        until("an answer", lambda: answers(*keys), 30, every=0.001)
        times.append(time.monotonic() - began)
    return {"median_ms": milliseconds(statistics.median(times)),
            "worst_ms": milliseconds(max(times))}


def resident_mib(pid):
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    fields = dict(line.split(":", 1) for line in status if ":" in line)
    return round(int(fields["VmRSS"].split()[0]) / 1024, 1)


def proportional_mib(pid):
    """Its own pages and its share of those it has in common with other processes (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    size, = (int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return round(size / 1024, 1)


def describe_latency(clients, service):
    call = aws.json_call("DescribeServices", {"cluster": CLUSTER, "services": [service]})
    headers = call.signed(clients.key, clients.secret)
    connection = http.client.HTTPConnection("127.0.0.1", ikada.API_PORT)

    def ask():
        connection.request("POST", "/", call.body, headers)
        response = connection.getresponse()
        assert response.status == 200 and response.read()
    for _ in range(WARM_UP):
        ask()
    times = sorted(timed(ask) for _ in range(CALLS))
    connection.close()
    return {"p50_ms": milliseconds(times[CALLS // 2]),
            "p99_ms": milliseconds(times[CALLS * 99 // 100]), "calls": CALLS}


def run_task_time(tasks, definition):
    """Until DescribeTasks, asked every 5 ms, says RUNNING."""
    began = time.monotonic()
    arn, = tasks.start(definition)
    until("RUNNING", lambda: tasks.describe(arn)["lastStatus"] == "RUNNING", 30, every=0.005)
    took = time.monotonic() - began
    tasks.stop(arn)
    return took


def docker_run_time(network):
    """`docker run --detach` with the same limits and one published port, until it returns."""
    began = time.monotonic()
    container = ikada.output(DOCKER, "run", "--detach", "--memory=32m", "--cpu-shares=16",
                             f"--network={network}", "--publish=127.0.0.1::8080", IMAGE).strip()
    took = time.monotonic() - began
    ikada.output(DOCKER, "rm", "--force", container)
    return took


def measure(here):
    clients = aws.Clients(here)
    aws.instances_connected(clients.ecs, CLUSTER, ikada.INSTANCES)
    tasks = Tasks(clients.ecs)
    definition = tasks.define("measured",
                              portMappings=[{"containerPort": 8080, "hostPort": 0}])
    clients.ecs.create_service(cluster=CLUSTER, serviceName="measured", taskDefinition=definition,
                               desiredCount=2)
    aws.wait(clients.ecs, "services_stable", cluster=CLUSTER, services=["measured"])
    figures = {"start": start_times(here, (clients.key, clients.secret))}
    aws.instances_connected(clients.ecs, CLUSTER, ikada.INSTANCES)
    figures["describe_services"] = describe_latency(clients, "measured")
    network, = here.networks()
    ours, dockers = [], []
    for _ in range(RUNS):  # in turn, so that a busy moment hits both
        ours.append(run_task_time(tasks, definition))
        dockers.append(docker_run_time(network))
    figures["run_task_to_running_ms"] = milliseconds(statistics.median(ours))
    figures["docker_run_ms"] = milliseconds(statistics.median(dockers))
    figures["server_rss_mib"] = resident_mib(here.server_pid())
    figures["agent_rss_mib"] = [resident_mib(pid) for pid in here.agent_pids().values()]
    return figures


def show(figures):
    start, latency = figures["start"], figures["describe_services"]
    agents = " and ".join(str(each) for each in figures["agent_rss_mib"])
    print(f"start, exec of `up` to the first answered call   {start['median_ms']} ms "
          f"(median of {STARTS}, worst {start['worst_ms']} ms)")
    print(f"resident memory, server                          {figures['server_rss_mib']} MiB")
    print(f"resident memory, each agent                      {agents} MiB")
    print(f"DescribeServices over a kept-alive socket        p50 {latency['p50_ms']} ms, "
          f"p99 {latency['p99_ms']} ms ({latency['calls']} calls, signed beforehand)")
    print(f"RunTask to RUNNING                               "
          f"{figures['run_task_to_running_ms']} ms (median of {RUNS})")
    print(f"docker run of the same image                     "
          f"{figures['docker_run_ms']} ms (median of {RUNS})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    ikada.output(ikada.ROOT / "examples/hobby/image.sh")
    here = ikada.Installation()
    here.start()
    try:
        here.wait_until_served()
        figures = measure(here)
    finally:
        here.purge()
    if options.json:
        print(json.dumps(figures))
    else:
        show(figures)


if __name__ == "__main__":
    main()
