"""A control plane alone: `ikada server` on a folder of its own, without instances."""
import json
import signal
import subprocess

import aws
from ikada import COMMAND_MAX, IKADA, STOP_MAX, kill_all, listens, processes_naming, until

PORT = 14666


def clear_leftovers():
    """Ends what a killed run of these tests left."""
    kill_all(processes_naming(f"--endpoint\x00127.0.0.1:{PORT}\0"))


class Server:
    """Runs on `data`; what it says goes to `data`.log."""

    def __init__(self, data):
        self.data, self.process = data, None

    def start(self):
        assert not listens(PORT), f"another program listens at port {PORT}"
        with open(f"{self.data}.log", "ab") as log:
            self.process = subprocess.Popen(
                [IKADA, "server", "--data", self.data, "--endpoint", f"127.0.0.1:{PORT}",
                 "--lb-port-offset", "21000"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until("the server serves", lambda: listens(PORT) or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.log()[-2000:]
        return aws.Clients(self)

    def log(self):
        with open(f"{self.data}.log", encoding="utf-8") as log:
            return log.read()

    def env(self):
        done = self.command("env", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def command(self, *arguments):
        return subprocess.run([IKADA, *arguments, "--data", self.data], capture_output=True,
                              text=True, timeout=COMMAND_MAX)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(STOP_MAX)

    def purge(self):
        self.stop()
        self.command("down", "--purge")
