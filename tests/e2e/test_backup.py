"""`ikada backup` while the server writes, and `ikada restore` of what it wrote."""
import threading

import pytest

from bare import Server
from ikada import until


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "data")
    yield made
    made.purge()


def clusters(clients):
    return {arn.rsplit("/", 1)[1] for arn in clients.ecs.list_clusters()["clusterArns"]}


class Writer(threading.Thread):
    """Makes clusters until told to end."""

    def __init__(self, ecs):
        super().__init__()
        self.ecs, self.acknowledged, self.ending = ecs, [], threading.Event()

    def run(self):
        while not self.ending.is_set():
            name = f"w{len(self.acknowledged)}"
            self.ecs.create_cluster(clusterName=name)
            self.acknowledged.append(name)


def test_a_backup_holds_what_was_acknowledged_before_it_and_the_server_writes_on(server, tmp_path):
    clients = server.start()
    writer = Writer(clients.ecs)
    writer.start()
    try:
        until("it writes", lambda: len(writer.acknowledged) >= 20)
        before = list(writer.acknowledged)
        done = server.command("backup", tmp_path / "backup")
        assert done.returncode == 0, done.stderr
        during = len(writer.acknowledged)
        until("it writes on", lambda: len(writer.acknowledged) >= during + 20)
    finally:
        writer.ending.set()
        writer.join(30)
    last = writer.acknowledged[-1]

    server.stop()
    done = server.command("restore", tmp_path / "backup")
    assert done.returncode == 0, done.stderr
    found = clusters(server.start())
    assert set(before) <= found
    assert last not in found
    assert list(server.data.glob("ikada.db.before-*"))


def test_a_backup_overwrites_nothing(server, tmp_path):
    server.start()
    (tmp_path / "precious").write_text("mine")
    done = server.command("backup", tmp_path / "precious")
    assert done.returncode == 1
    assert "exists" in done.stderr
    assert (tmp_path / "precious").read_text() == "mine"


def test_restore_refuses_while_the_server_runs(server, tmp_path):
    clients = server.start()
    clients.ecs.create_cluster(clusterName="mine")
    assert server.command("backup", tmp_path / "backup").returncode == 0
    done = server.command("restore", tmp_path / "backup")
    assert done.returncode == 1
    assert "stop its server first" in done.stderr
    assert "mine" in clusters(clients)


def test_restore_refuses_what_is_no_backup(server, tmp_path):
    clients = server.start()
    clients.ecs.create_cluster(clusterName="mine")
    server.stop()
    (tmp_path / "text").write_text("no database" * 1000)
    done = server.command("restore", tmp_path / "text")
    assert done.returncode == 1
    assert "not a database" in done.stderr
    assert "mine" in clusters(server.start())


def test_a_backup_moves_an_installation(server, tmp_path):
    clients = server.start()
    clients.ecs.create_cluster(clusterName="mine")
    assert server.command("backup", tmp_path / "backup").returncode == 0
    server.stop()
    other = Server(tmp_path / "other")
    done = other.command("restore", tmp_path / "backup")
    assert done.returncode == 0, done.stderr
    try:
        assert "mine" in clusters(other.start())
    finally:
        other.purge()
