"""A dockerd of one's own, beside the machine's: to be killed. Without iptables, which belong to the
machine's, so that published ports go through Docker's proxy. With a bridge of its own: a dockerd
without one deletes the machine's."""
import shutil
import subprocess
import tempfile
from pathlib import Path

import ikada
from ikada import kill_all, processes_naming, until

DOCKERD = "/usr/sbin/dockerd"
BRIDGE, BRIDGE_ADDRESS = "ikada-e2e", "10.254.213.1/24"
PREFIX = "ikada-dockerd-"  # of folders
NAMESPACE = "ikada-e2e"  # in its own containerd; a folder's name may be none, as with "__"
START_MAX = 60  # seconds


def remove(folder):
    """Whatever runs and is mounted in the folder of one, and the bridge."""
    kill_all(processes_naming(str(folder)))
    subprocess.run(["ip", "link", "delete", BRIDGE], capture_output=True, check=False)
    for mounted in reversed(Path("/proc/self/mounts").read_text().splitlines()):
        if str(folder) in mounted.split()[1]:
            subprocess.run(["umount", "--lazy", mounted.split()[1]], check=False)
    shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers():
    """Ends what killed runs of these tests left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        remove(folder)


class PrivateDocker:
    """Everything of it lies in one folder, which all its processes name."""

    def __init__(self, log):
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.host = f"unix://{self.folder}/docker.sock"
        self._log, self._process = log, None
        ikada.output("ip", "link", "add", BRIDGE, "type", "bridge")
        ikada.output("ip", "address", "add", BRIDGE_ADDRESS, "dev", BRIDGE)
        ikada.output("ip", "link", "set", BRIDGE, "up")

    def _forget_dead(self):
        """Where nobody collects zombies, dockerd takes one for its containerd that still lives."""
        for file in self.folder / "exec/containerd/containerd.pid", self.folder / "docker.pid":
            until(f"the process of {file} has ended", lambda: not ikada.pid_in(file))
            file.unlink(missing_ok=True)

    def start(self):
        self._forget_dead()
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [DOCKERD, f"--host={self.host}", f"--data-root={self.folder}/data",
                 f"--exec-root={self.folder}/exec", f"--pidfile={self.folder}/docker.pid",
                 f"--bridge={BRIDGE}", "--iptables=false", "--ip6tables=false",
                 f"--containerd-namespace={NAMESPACE}",
                 f"--containerd-plugins-namespace={NAMESPACE}-plugins"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        until("the private dockerd answers", self._answers, START_MAX)

    def _answers(self):
        assert self._process.poll() is None, Path(self._log).read_text()[-2000:]
        return subprocess.run([ikada.DOCKER, "--host", self.host, "info"], capture_output=True,
                              timeout=ikada.COMMAND_MAX).returncode == 0

    def docker(self, *arguments):
        return ikada.output(ikada.DOCKER, "--host", self.host, *arguments)

    def running(self, family):
        label = f"label=com.amazonaws.ecs.task-definition-family={family}"
        return self.docker("ps", "--quiet", "--no-trunc", f"--filter={label}").split()

    def kill(self):
        """dockerd alone, as a crash does; its containers' own processes live on."""
        self._process.kill()
        self._process.wait()

    def kill_machine(self):
        """dockerd and all that it started, containers included."""
        containers = self.docker("ps", "--quiet", "--no-trunc").split()
        pids = [self.docker("inspect", "--format={{.State.Pid}}", container)
                for container in containers]
        self.kill()
        kill_all(processes_naming(str(self.folder)))
        kill_all(int(pid) for pid in pids)

    def lose_containers(self):
        shutil.rmtree(self.folder / "data/containers")

    def remove(self):
        if self._process and self._process.poll() is None:
            self.kill_machine()
        remove(self.folder)
