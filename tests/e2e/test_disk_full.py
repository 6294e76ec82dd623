"""A full disk: read-only with a clear error, and well again by itself."""
import signal
import subprocess

import pytest
from botocore.exceptions import ClientError

from bare import Server
from ikada import until

SIZE_MIB = 8
CALLS_MAX = 500  # until the log has filled what room it had


@pytest.fixture
def server(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "ikada-test", disk],
                   check=True)
    made = Server(disk / "data")
    yield made
    made.purge()
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(server):
    filler = server.data.parent / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


def refused(call):
    """The error's code, once the disk's last bytes are used."""
    for i in range(CALLS_MAX):
        try:
            call(i)
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"{CALLS_MAX} writes went onto a full disk")


def names(clients):
    return {arn.rsplit("/", 1)[1] for arn in clients.ecs.list_clusters()["clusterArns"]}


def works(call):
    try:
        call()
    except ClientError:
        return False
    return True


def test_it_reads_on_says_why_it_cannot_write_and_recovers_by_itself(server):
    clients = server.start()
    pid = server.process.pid
    clients.ecs.create_cluster(clusterName="before")
    filler = fill(server)

    written = set()

    def write(i):
        clients.ecs.create_cluster(clusterName=f"c{i}")
        written.add(f"c{i}")
    code, message = refused(write)
    assert code == "ServerException"
    assert "read-only" in message and "full" in message
    code, _ = refused(lambda i: clients.elbv2.create_target_group(
        Name=f"g{i}", Protocol="HTTP", Port=80,
        VpcId=clients.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]))
    assert code == "ServiceUnavailable"
    # What was acknowledged can be read; what was refused is not there.
    assert names(clients) == {"before", *written}

    filler.unlink()
    until("it can be written again", lambda: works(
        lambda: clients.ecs.create_cluster(clusterName="after")), 30, 0.5)
    assert server.process.poll() is None and server.process.pid == pid

    server.stop(signal.SIGKILL)
    assert {"before", "after", *written} <= names(server.start())
