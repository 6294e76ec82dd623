"""Speaking AWS: boto3 clients, the CLI, calls signed by hand and bytes that are no call at all."""
import contextlib
import datetime
import http.client
import json
import socket
import subprocess
from dataclasses import dataclass, field
from unittest import mock
from xml.etree import ElementTree

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from ikada import API_PORT, COMMAND_MAX, PATIENCE, ROOT, until

CLI = "/usr/bin/aws"
REGION = "us-east-1"
ANSWER_MAX = 20 * PATIENCE  # seconds


class Clients:
    """boto3 clients of one installation, by the services' names: clients.ecs, clients.elbv2."""

    def __init__(self, installation):
        self._env = installation.env()
        text = open(self._env["AWS_SHARED_CREDENTIALS_FILE"], encoding="utf-8").read()
        values = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
        self.key, self.secret = values["aws_access_key_id"], values["aws_secret_access_key"]

    def __getattr__(self, service):
        client = boto3.client(
            service, endpoint_url=self._env["AWS_ENDPOINT_URL"],
            region_name=self._env["AWS_REGION"],
            aws_access_key_id=self.key, aws_secret_access_key=self.secret,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=ANSWER_MAX))
        setattr(self, service, client)
        return client


def refused(code, call, **asked):
    """The message of an error that must come, by its code."""
    with pytest.raises(ClientError) as error:
        call(**asked)
    assert error.value.response["Error"]["Code"] == code, error.value
    return error.value.response["Error"]["Message"]


def wait(client, waiter, **asked):
    """A waiter of boto3's, asking twice a second for two minutes."""
    client.get_waiter(waiter).wait(**asked, WaiterConfig={
        "Delay": 0.5, "MaxAttempts": int(240 * PATIENCE)})


class Cli:
    """Debian's AWS CLI; 2.9 reads no endpoint from its environment, so it is handed over."""

    def __init__(self, installation):
        self._environment = installation.environment()
        self._endpoint = self._environment["AWS_ENDPOINT_URL"]

    def begin(self, *arguments):
        return subprocess.Popen([CLI, "--endpoint-url", self._endpoint, *arguments],
                                env=self._environment, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)

    def run(self, *arguments):
        return finish(self.begin(*arguments))

    def script(self, name, *arguments):
        """Runs examples/hobby/NAME; its output."""
        done = subprocess.run([ROOT / "examples/hobby" / name, *arguments], env=self._environment,
                              capture_output=True, text=True, timeout=2 * COMMAND_MAX)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def finish(process):
    """The output of a program that must end well."""
    text, _ = process.communicate(timeout=2 * COMMAND_MAX)
    assert process.returncode == 0, text
    return text


@dataclass
class Call:
    """One signed request, and what may be wrong with it."""
    service: str
    body: bytes
    headers: dict = field(default_factory=dict)
    region: str = REGION
    at: datetime.datetime = None  # UTC; None: now
    path: str = "/"
    method: str = "POST"

    def signed(self, key, secret):
        """All headers, Authorization among them."""
        request = AWSRequest(self.method, f"http://127.0.0.1:{API_PORT}{self.path}", data=self.body,
                             headers={"Host": f"127.0.0.1:{API_PORT}", **self.headers})
        signer = SigV4Auth(Credentials(key, secret), self.service, self.region)
        with self._clock():
            signer.add_auth(request)
        return dict(request.headers.items())

    @contextlib.contextmanager
    def _clock(self):
        """botocore's, for the whole process: only where another time is wanted."""
        if not self.at:
            yield
            return
        with mock.patch("botocore.auth.datetime") as clock:
            clock.datetime.utcnow.return_value = self.at
            yield


def json_call(operation, body=b"{}", **how):
    return Call("ecs", body if isinstance(body, bytes) else json.dumps(body).encode(),
                {"Content-Type": "application/x-amz-json-1.1",
                 "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"}, **how)


def form_call(service, body, **how):
    return Call(service, body.encode(),
                {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, **how)


@dataclass
class Answer:
    status: int
    body: bytes

    def error(self, shape):
        """(code, message) of an error in a protocol's own shape: json, query or ec2."""
        assert 400 <= self.status < 600, (self.status, self.body)
        if shape == "json":
            fields = json.loads(self.body)
            return fields["__type"].rsplit("#")[-1], fields.get("message", fields.get("Message"))
        root = ElementTree.fromstring(self.body)
        at = {"query": "./Error", "ec2": "./Errors/Error"}[shape]
        assert root.tag == {"query": "ErrorResponse", "ec2": "Response"}[shape], self.body
        assert root.find({"query": "RequestId", "ec2": "RequestID"}[shape]).text, self.body
        return root.find(f"{at}/Code").text, root.find(f"{at}/Message").text


def send(call, headers):
    connection = http.client.HTTPConnection("127.0.0.1", API_PORT, timeout=ANSWER_MAX)
    try:
        connection.request("POST", call.path, call.body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()


def send_bytes(data, ends=True):
    """What is answered to bytes as they are; `ends`: nothing follows them."""
    with socket.create_connection(("127.0.0.1", API_PORT), ANSWER_MAX) as connection:
        try:
            connection.sendall(data)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before the last byte: the answer tells why
        response = http.client.HTTPResponse(connection)
        response.begin()
        return Answer(response.status, response.read())


def head(call, headers, **changed):
    """The bytes of a request up to its body; `changed` headers are given as Content_Length=…"""
    fields = headers | {name.replace("_", "-"): str(value) for name, value in changed.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {call.path} HTTP/1.1\r\n{lines}\r\n".encode()


def instances_connected(ecs, cluster, count):
    """Waits until so many container instances are there with their agents."""
    def connected():
        arns = ecs.list_container_instances(cluster=cluster)["containerInstanceArns"]
        if not arns:
            return []
        found = ecs.describe_container_instances(cluster=cluster, containerInstances=arns)
        return [one for one in found["containerInstances"] if one["agentConnected"]]
    return until(f"{count} container instances with their agents",
                 lambda: len(found := connected()) == count and found)
