"""What containers use, as `ikada ps` shows it: from Docker by agent, TCS and server."""
import contextlib
import json
import threading
import urllib.request

import pytest

from ikada import CLUSTER, until
from stack import PUBLISHED, address_of

TOLD_WITHIN = 90  # seconds: two readings 5 s apart, told every 20 s
RESERVED = {"cpu": 512, "memory": 64}  # of the 2048 units of a t3.small


@pytest.fixture
def started(service, tasks):
    """A service's two tasks, running."""
    made = service("metrics").create(
        tasks.define("metrics", stopTimeout=2, **RESERVED, **PUBLISHED), 2)
    made.wait_stable()
    return made


def get(task, path, timeout=30):
    host, port = address_of(task)
    with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=timeout) as answer:
        return answer.read()


def is_answered(task):
    with contextlib.suppress(OSError):
        return get(task, "/")


def burn(task, seconds):
    with contextlib.suppress(OSError):  # it ends with the task
        get(task, f"/burn?seconds={seconds}", 2 * seconds)


def view(installation):
    done = installation.command("ps", "--json", "--cluster", CLUSTER)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def used_by(installation, arn):
    """What is known of a task, or None."""
    return next((task.get("utilization") for task in view(installation)["tasks"]
                 if task["taskArn"] == arn), None)


def test_ps_tells_who_burns_cpu_and_who_eats_memory(installation, started):
    busy, idle = started.tasks()
    until("it answers", lambda: is_answered(busy))
    get(busy, "/eat?mib=24")
    threading.Thread(target=burn, args=(busy, TOLD_WITHIN), daemon=True).start()

    def told():  # of the mean of some readings, the first ones may be of before
        used = used_by(installation, busy["taskArn"])
        return used and used["cpuUnits"] > 200 and used["memoryMiB"] > 24 and used
    hot = until("the busy task's CPU and memory are told", told, TOLD_WITHIN)
    cold = until("the idle task's use is told",
                 lambda: used_by(installation, idle["taskArn"]), TOLD_WITHIN)

    assert 200 < hot["cpuUnits"] < 1200, "one thread: about one vCPU, on a machine that is shared"
    assert hot["cpuPercent"] == pytest.approx(hot["cpuUnits"] / 512 * 100, abs=0.1)
    assert hot["cpuPercentOfInstance"] == pytest.approx(hot["cpuUnits"] / 2048 * 100, abs=0.1)
    assert cold["cpuUnits"] < 40
    assert hot["memoryMiB"] < 40
    assert 0 < cold["memoryMiB"] < 10
    assert hot["memoryPercent"] == pytest.approx(hot["memoryMiB"] / 64 * 100, abs=0.1)


def test_services_and_instances_sum_up_their_tasks(installation, started):
    arns = {task["taskArn"] for task in started.tasks()}

    def all_told():
        shown = view(installation)
        tasks = {task["taskArn"]: task.get("utilization") for task in shown["tasks"]}
        return all(tasks.get(arn) for arn in arns) and shown
    shown = until("both tasks are told", all_told, TOLD_WITHIN)
    tasks = [task["utilization"] for task in shown["tasks"] if task["taskArn"] in arns]
    whole, = [one["utilization"] for one in shown["services"] if one["serviceName"] == "metrics"]
    memory = sum(used["memoryMiB"] for used in tasks)
    assert whole["memoryMiB"] == pytest.approx(memory, abs=0.1)
    assert whole["memoryPercent"] == pytest.approx(memory / 128 * 100, abs=0.2)
    for instance in shown["containerInstances"]:
        assert 0 <= instance["utilization"]["memoryPercent"] < 100
        assert 0 <= instance["utilization"]["cpuPercent"] <= 100


def test_ps_has_columns_of_cpu_and_memory(installation, started):
    def rows():
        done = installation.command("ps")
        assert done.returncode == 0, done.stderr
        return [line.split() for line in done.stdout.splitlines()]
    heads = [row for row in rows() if row and row[0] in ("SERVICE", "TASK", "INSTANCE")]
    assert len(heads) == 3 and all("CPU" in row and "MEM" in row for row in heads)
    until("the service's use is told",
          lambda: [row for row in rows() if row[:1] == ["metrics"] and row[-1].endswith("%")],
          TOLD_WITHIN)
