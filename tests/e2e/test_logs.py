"""Logs of containers and commands in them, through the API's endpoint alone."""
import os
import shutil
import signal

import pytest

import ikada
from ikada import CLUSTER, until

SHELL_IMAGE = "ikada/e2e-shell:1"
FILES = ["/bin/sh", "/bin/cat", "/bin/sleep", "/lib64/ld-linux-x86-64.so.2",
         "/lib/x86_64-linux-gnu/libc.so.6"]
COUNT = "i=0; while [ $i -lt {} ]; do i=$((i+1)); echo line $i; sleep {}; done; {}"


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """An image with a shell, of this machine's."""
    folder = tmp_path_factory.mktemp("shell")
    for file in FILES:
        target = folder / "root" / file.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(file), target)
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY root /\n")
    ikada.output(ikada.DOCKER, "build", "--quiet", "--tag", SHELL_IMAGE, folder,
                 env=os.environ | {"DOCKER_BUILDKIT": "0"})
    yield SHELL_IMAGE
    ikada.output(ikada.DOCKER, "rmi", "--force", SHELL_IMAGE)


@pytest.fixture
def started(ecs, tasks, shell):
    """Starts tasks of a shell's script; they are stopped after the test."""
    made = []

    def start(script, **members):
        family = tasks.define("shell", image=shell, command=["/bin/sh", "-c", script],
                              stopTimeout=2)  # as init it takes no notice of SIGTERM
        ran = ecs.run_task(cluster=CLUSTER, taskDefinition=family, **members)
        assert ran["failures"] == []
        made.append(ran["tasks"][0]["taskArn"])
        return made[-1]
    yield start
    tasks.stop(*made)


def logs(task, *flags):
    return ("logs", "--cluster", CLUSTER, "--task", task, *flags)


def execute(task, *rest):
    return ("exec", "--cluster", CLUSTER, "--task", task.split("/")[-1], *rest)


def lines(count, first=1):
    return [f"line {number}" for number in range(first, count + 1)]


def test_a_task_that_runs_shows_its_lines(tool, started, tasks):
    task = started(COUNT.format(5, 0, "echo worse >&2; sleep 600"))
    tasks.running(task)
    until("it has written", lambda: "worse" in tool(*logs(task))[1])
    out, err = tool(*logs(task.split("/")[-1]))
    assert out.splitlines() == lines(5) and err == "worse\n"
    out, _ = tool(*logs(task, "--tail", "3"))
    assert out.splitlines() == lines(5, first=4)
    assert tool(*logs(task, "--since", "10m"))[0].splitlines() == lines(5)
    assert tool(*logs(task, "--since", "0s"))[0] == ""
    out, _ = tool(*logs(task, "--timestamps", "--container", "app"))
    assert out.splitlines()[0].split(" ", 1)[1] == "line 1" and out[4] == "-"


def test_a_task_is_followed_to_its_end_and_shown_afterwards(tool, started, tasks):
    task = started(COUNT.format(20, 0.2, "exit 3"))
    out, _ = tool(*logs(task, "-f"))  # from before it has begun
    assert out.splitlines() == lines(20)
    tasks.stopped(task)
    assert tool(*logs(task))[0].splitlines() == lines(20)
    assert tool(*logs(task, "--tail", "2"))[0].splitlines() == lines(20, first=19)


def test_logs_come_over_tls_too(tool, started, tasks, installation):
    task = started("echo one; sleep 600")
    tasks.running(task)
    tls = {"AWS_ENDPOINT_URL": f"https://127.0.0.1:{installation.api_port + 1}",
           "AWS_CA_BUNDLE": str(installation.data / "ca.pem")}
    until("it has written", lambda: tool(*logs(task), env=tls)[0] == "one\n")


def test_much_output_comes_whole(tool, started, tasks):
    task = started("i=0; while [ $i -lt 60000 ]; do i=$((i+1)); echo line $i; done")
    tasks.stopped(task)
    assert tool(*logs(task))[0].splitlines() == lines(60000)


def test_a_services_tasks_are_told_apart(tool, tasks, shell, service):
    family = tasks.define("chatty", image=shell, stopTimeout=2,
                          command=["/bin/sh", "-c", "echo hi; sleep 600"])
    chatty = service("chatty").create(family, 2)
    chatty.wait_stable()
    expected = sorted(f"{arn.split('/')[-1][:8]} app | hi" for arn in chatty.task_arns())
    for flags in (("--service", "chatty"), ("--group", "service:chatty")):
        until("both have written", lambda: sorted(
            tool("logs", "--cluster", CLUSTER, *flags)[0].splitlines()) == expected)


def test_a_server_that_is_killed_meanwhile_loses_and_repeats_no_line(
        tool, started, tasks, installation):
    task = started(COUNT.format(60, 0.2, "exit 0"))
    tasks.running(task)
    follower = tool.start(*logs(task, "-f"))
    assert follower.stdout.readline() == "line 1\n"
    os.kill(installation.server_pid(), signal.SIGKILL)
    out, err = follower.stdout.read(), follower.stderr.read()
    assert follower.wait(ikada.STOP_MAX) == 0, err
    assert out.splitlines() == lines(60, first=2)


def test_a_command_gives_its_output_and_exit_code(tool, started, tasks):
    task = started("exec sleep 600", enableExecuteCommand=True)
    tasks.running(task)
    out, err = tool(*execute(task, "--", "/bin/sh", "-c", "echo 'a  b'; echo c >&2; exit 7"),
                    exit_code=7)
    assert out == "a  b\n" and err == "c\n"
    text = "".join(f"line {number}\n" for number in range(100_000))
    out, _ = tool(*execute(task, "-i", "--container", "app", "--", "/bin/cat"), text_in=text)
    assert out == text
    tool(*execute(task, "-i", "--", "/bin/sh", "-c", "sleep 1; exit 3"), text_in=text, exit_code=3)
    _, err = tool(*execute(task, "--", "/bin/nobody"), exit_code=126)
    _, err = tool(*execute(task, "-t", "--", "/bin/sh"), exit_code=2)
    assert "-t needs a terminal" in err


def test_a_command_has_the_clients_terminal(tool, started, tasks):
    task = started("exec sleep 600", enableExecuteCommand=True)
    tasks.running(task)
    leader, follower = os.openpty()
    process = tool.start(*execute(task, "-it", "--", "/bin/sh"), stdin=follower)
    os.write(leader, b"[ -t 0 ] && echo has a terminal; exit 5\n")
    out, _ = process.communicate(timeout=ikada.COMMAND_MAX)
    os.close(leader)
    os.close(follower)
    assert process.returncode == 5 and out.count("has a terminal") == 2  # typed, then said


def test_what_cannot_be_shown_says_why(tool, started, tasks, ecs):
    task = started("exec sleep 600")
    tasks.running(task)
    with pytest.raises(ecs.exceptions.InvalidParameterException):
        ecs.execute_command(cluster=CLUSTER, task=task, command="x", interactive=False)
    assert "execute command was not enabled" in tool(*execute(task, "--", "x"), exit_code=125)[1]
    assert "no container is named 'web'" in tool(*logs(task, "--container", "web"), exit_code=1)[1]
    assert "no task in cluster" in tool(*logs("0123"), exit_code=1)[1]
    assert "Service not found" in tool("logs", "--cluster", CLUSTER, "--service", "nobody",
                                       exit_code=1)[1]
    assert "give one of" in tool("logs", "--cluster", CLUSTER, exit_code=2)[1]


def test_a_one_off_task_shows_what_its_command_writes(tool, tasks, shell):
    family = tasks.define("migrate", image=shell).split("/")[-1]
    script = COUNT.format(5, 0.3, "echo done; exit 4")
    out, err = tool("run", "task", "--cluster", CLUSTER, "--task-definition", family,
                    "--command", f"/bin/sh -c '{script}'", exit_code=4)
    assert out.splitlines()[:6] == lines(5) + ["done"], (out, err)
    assert "ended with exit code 4" in out.splitlines()[6]


def test_a_task_that_never_ran_has_no_logs(tool, tasks):
    task, = tasks.start(tasks.define("unpullable", image="ikada/nowhere:1"))
    tasks.stopped(task)
    for flags in ((), ("-f",)):
        assert "no container has started" in tool(*logs(task, *flags), exit_code=1)[1]


def test_a_deploy_that_fails_shows_the_last_lines(tool, tasks, shell, service):
    good, bad = (tasks.define("fragile", image=shell, stopTimeout=2,
                              command=["/bin/sh", "-c", script])
                 for script in ("exec sleep 600", COUNT.format(12, 0, "exit 3")))
    fragile = service("fragile").create(good, 1)
    fragile.wait_stable()
    _, err = tool("deploy", "service", "--cluster", CLUSTER, "--service", "fragile",
                  "--task-definition", bad.split("/")[-1], "--timeout", "60", exit_code=1)
    assert "app: exit code 3" in err
    assert "  app | line 12" in err and "app | line 2\n" not in err
