"""The API over TLS: our authority, AWS's own names, renewals of nothing but trust."""
import json
import socket
import ssl
import subprocess

import pytest

from aws import CLI, json_call
from ikada import API_PORT, COMMAND_MAX

TLS_PORT = API_PORT + 1


@pytest.fixture(scope="module")
def bundle(installation):
    return str(installation.data / "ca.pem")


@pytest.fixture(scope="module")
def environment(installation):
    """What `ikada env --tls` says, for a program to run with."""
    done = installation.command("env", "--tls", "--json")
    assert done.returncode == 0, done.stderr
    return installation.environment() | json.loads(done.stdout)


def connect(name, bundle, version=None):
    """A TLS connection to the server under any name, as a hosts file would lead there."""
    context = ssl.create_default_context(cafile=bundle)
    if version:
        context.minimum_version = context.maximum_version = version
    return context.wrap_socket(socket.create_connection(("127.0.0.1", TLS_PORT), 10),
                               server_hostname=name)


def test_the_cli_calls_over_tls(environment, bundle):
    assert environment["AWS_CA_BUNDLE"] == bundle
    done = subprocess.run(
        [CLI, "--endpoint-url", environment["AWS_ENDPOINT_URL"], "sts", "get-caller-identity"],
        env=environment, capture_output=True, text=True, timeout=COMMAND_MAX)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"].endswith(":root")


def test_who_does_not_trust_the_authority_is_not_served(environment):
    distrusting = {key: value for key, value in environment.items() if key != "AWS_CA_BUNDLE"}
    done = subprocess.run(
        [CLI, "--endpoint-url", environment["AWS_ENDPOINT_URL"], "sts", "get-caller-identity"],
        env=distrusting, capture_output=True, text=True, timeout=COMMAND_MAX)
    assert done.returncode != 0
    assert "SSL" in done.stderr


@pytest.mark.parametrize("name", ["ecs.us-east-1.amazonaws.com", "localhost",
                                  "sts.amazonaws.com", "api.ecr.us-east-1.amazonaws.com"])
def test_it_is_valid_for_awss_names(clients, bundle, name):
    call = json_call("ListClusters")
    with connect(name, bundle) as connection:
        headers = call.signed(clients.key, clients.secret)
        lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        connection.sendall(f"POST / HTTP/1.1\r\nContent-Length: {len(call.body)}\r\n"
                           f"Connection: close\r\n{lines}\r\n".encode() + call.body)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert b"clusterArns" in answer


def test_tls_1_2_is_enough(bundle):
    with connect("localhost", bundle, ssl.TLSVersion.TLSv1_2) as connection:
        assert "RSA" in connection.cipher()[0]


def test_another_regions_name_is_not_ours(bundle):
    with pytest.raises(ssl.SSLCertVerificationError):
        connect("ecs.eu-west-1.amazonaws.com", bundle)


def test_the_authoritys_key_is_for_its_owner_only(installation):
    assert (installation.data / "ca.key").stat().st_mode & 0o777 == 0o600
