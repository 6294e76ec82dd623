"""One ikada installation on this machine, driven as a user does: by commands and signals."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IKADA = Path(os.environ.get("IKADA_E2E_PROGRAM", ROOT / "build/ikada"))
DOCKER = "/usr/bin/docker"
CLUSTER = "default"
API_PORT, LB_PORT_OFFSET, INSTANCES = 14566, 20000, 2
TEST_PREFIX = "ikada-e2e-"  # of data folders: no other installation has it
# Deadlines are for a machine that has other work too; a sanitizer's build is slower still.
PATIENCE = float(os.environ.get("IKADA_E2E_PATIENCE", "1"))
STOP_MAX = 30 * PATIENCE  # seconds that `up` and `down` may take
COMMAND_MAX = 120 * PATIENCE  # seconds that any other command may take


def until(what, probe, deadline=60, every=0.1):
    """The first truthy value of probe(); after `deadline` seconds a failure that shows the last."""
    deadline *= PATIENCE
    end = time.monotonic() + deadline
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline} s: {what}; at last: {value!r}")
        time.sleep(every)


def output(*command, **options):
    """What a command that must succeed prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=COMMAND_MAX, **options)
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def operations(service):
    """The AWS names of the operations that ikada has of a service."""
    lines = (ROOT / f"src/{service}/operations.list").read_text().splitlines()
    return [name for line in lines if (name := line.split("#")[0].strip())]


def is_alive(pid):
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def pid_in(file):
    """The living process that a pid file names, or None."""
    try:
        pid = int(Path(file).read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if is_alive(pid) else None


def containers_of_task(arn):
    """Docker ids of a task's containers, ended ones too."""
    return output(DOCKER, "ps", "--all", "--quiet", "--no-trunc",
                  f"--filter=label=com.amazonaws.ecs.task-arn={arn}").split()


def inspect(container):
    return json.loads(output(DOCKER, "inspect", container))[0]


CGROUPS = Path("/sys/fs/cgroup")
MEMORY_LIMIT = "memory.max" if (CGROUPS / "cgroup.controllers").exists() else (
    "memory.limit_in_bytes")


def memory_group(parent):
    """The folder of the control group that Docker was given, not of systemd's."""
    return (CGROUPS if MEMORY_LIMIT == "memory.max" else CGROUPS / "memory") / parent.strip("/")


def processes_naming(text):
    """Pids whose command line holds it, its arguments ended by zeros."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if text in (folder / "cmdline").read_bytes().decode(errors="replace"):
                found.append(int(folder.name))
        except OSError:
            pass  # it has ended meanwhile
    return [pid for pid in found if pid != os.getpid()]


def kill_all(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def clear_leftovers():
    """Ends what killed runs of these tests left; no other run is under way."""
    folder = Path(tempfile.gettempdir())
    kill_all(processes_naming(f"--data\0{folder}/{TEST_PREFIX}"))
    for data in folder.glob(f"{TEST_PREFIX}*"):
        if (data / "ikada.db").exists():
            output(IKADA, "down", "--purge", "--data", data)


class Installation:
    """Files lie in a new folder under /tmp; the log of `ikada up` in build/test-results."""

    def __init__(self, name="e2e", api_port=API_PORT, lb_port_offset=LB_PORT_OFFSET):
        assert not listens(api_port), f"another program listens at port {api_port}"
        self.data = Path(tempfile.mkdtemp(prefix=f"{TEST_PREFIX}{name}-"))
        self.logs = ROOT / "build/test-results" / name
        self.api_port = api_port
        self._flags = ["--endpoint", f"127.0.0.1:{api_port}",
                       "--tls-endpoint", f"127.0.0.1:{api_port + 1}",
                       "--lb-address", "127.0.0.1", "--lb-port-offset", str(lb_port_offset),
                       "--instances", f"{INSTANCES}:t3.small", "--cluster", CLUSTER,
                       "--task-healthy-after", "5"]
        self._own = {}
        shutil.rmtree(self.logs, ignore_errors=True)
        self.logs.mkdir(parents=True)
        self.up = None
        self._instances = set()

    def use_docker(self, host):
        """Another dockerd than the machine's."""
        self.use({"DOCKER_HOST": host})

    def use(self, variables):
        """In the environment of all its processes."""
        self._own |= variables

    def command(self, *arguments):
        return subprocess.run([IKADA, *arguments, "--data", self.data], capture_output=True,
                              text=True, timeout=COMMAND_MAX, env=os.environ | self._own)

    def start(self):
        """Starts `ikada up`; returns at once."""
        with open(self.logs / "up.log", "ab") as log:
            self.up = subprocess.Popen(
                [IKADA, "up", "--data", self.data, *self._flags],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | self._own)

    def wait_until_served(self):
        until("ikada up serves", lambda: listens(self.api_port) or self.up.poll() is not None, 30)
        assert self.up.poll() is None, (self.logs / "up.log").read_text()[-2000:]

    def stop(self):
        """As Ctrl-C does: `up`, server and agents end, containers and HAProxy stay."""
        self.up.send_signal(signal.SIGTERM)
        return self.up.wait(STOP_MAX)

    def down(self, *flags):
        done = self.command("down", *flags)
        assert done.returncode == 0, done.stdout + done.stderr
        if self.up:
            self.up.wait(STOP_MAX)

    def purge(self):
        for log in [*self.data.glob("instances/*/agent.log"), *self.data.glob("haproxy/*.log")]:
            shutil.copy(log, self.logs / f"{log.parent.name}-{log.name}")
        if (self.data / "ikada.db").exists():
            return self.down("--purge")
        self.stop()  # it never came so far
        shutil.rmtree(self.data)

    def env(self):
        done = self.command("env", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def environment(self):
        """For programs that are to speak to this installation."""
        foreign = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
        mine = {key: value for key, value in os.environ.items() if key not in foreign}
        return mine | self.env() | {"CLUSTER": CLUSTER, "AWS_PAGER": ""}

    def server_pid(self):
        return pid_in(self.data / "server.pid")

    def haproxy_pid(self):
        return pid_in(self.data / "haproxy/haproxy.pid")

    def haproxy_workers(self):
        master = self.haproxy_pid()
        if not master:
            return []
        try:
            text = Path(f"/proc/{master}/task/{master}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in text.split() if is_alive(pid)]

    def containers(self, family=None):
        """Docker ids of running containers of its instances; `family`: of that task definition."""
        self._instances |= {folder.name for folder in self.data.glob("instances/i-*")}
        label = f"com.amazonaws.ecs.task-definition-family={family}" if family else "ikada.instance"
        rows = output(DOCKER, "ps", "--no-trunc", f"--filter=label={label}",
                      '--format={{.ID}} {{.Label "ikada.instance"}}').splitlines()
        return sorted(row.split()[0] for row in rows if row.split()[1] in self._instances)

    def bridges(self):
        """The kernel's names of its networks' bridges."""
        ids = [line.split()[1].split(":")[0].split(".")[1]
               for file in self.data.glob("instances/*/address")
               for line in [file.read_text()]]
        return sorted({"ikada0" if number == "213" else f"ikada{number}" for number in ids})

    def networks(self):
        """Names of its Docker networks."""
        return output(DOCKER, "network", "ls", f"--filter=label=ikada.data={self.data}",
                      "--format={{.Name}}").split()

    def agent_pids(self):
        """EC2 instance id to the pid of its living agent."""
        pids = {file.parent.name: pid_in(file) for file in self.data.glob("instances/*/agent.pid")}
        return {instance: pid for instance, pid in pids.items() if pid}
