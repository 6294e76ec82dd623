"""An agent's websockets to the server, as the ECS agent opens them."""
import base64
import json
import os
import socket
import struct
from urllib.parse import quote, urlencode

import aws
import ikada

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """A client's end (RFC 6455), of messages that the server sends in one frame each."""

    def __init__(self, path, keys):
        headers = aws.Call("ecs", b"", path=path, method="GET").signed(*keys) | {
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._socket = socket.create_connection(("127.0.0.1", ikada.API_PORT), aws.ANSWER_MAX)
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        self._in = self._socket.makefile("rb")
        status = self._in.readline()
        assert b" 101 " in status, status + self._in.read1(500)
        while self._in.readline() != b"\r\n":
            pass

    def send(self, data, kind=TEXT):
        length, mask = len(data), os.urandom(4)
        short = struct.pack("!B", 0x80 | length) if length < 126 else \
            struct.pack("!BH", 0x80 | 126, length)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self._socket.sendall(bytes([0x80 | kind]) + short + mask + masked)

    def receive(self):
        """The next message; None at the end."""
        while True:
            head = self._in.read(2)
            if len(head) < 2 or head[0] & 15 == CLOSE:
                return None
            length = head[1] & 127
            if length == 126:
                length, = struct.unpack("!H", self._in.read(2))
            elif length == 127:
                length, = struct.unpack("!Q", self._in.read(8))
            data = self._in.read(length)
            if head[0] & 15 == PING:
                self.send(data, PONG)
            elif head[0] & 15 == TEXT:
                return json.loads(data)


def _path(channel, **query):
    return f"/{channel}/ws?" + urlencode(query, quote_via=quote, safe="")


def acs_socket(arn, keys):
    return WebSocket(_path("acs", agentHash="0", agentVersion="1.0.0", clusterArn="c",
                           containerInstanceArn=arn, dockerVersion="DockerVersion: 20.10.24",
                           protocolVersion="2", sendCredentials="false", seqNum="1"), keys)


def tcs_socket(arn, keys):
    return WebSocket(_path("tcs", agentHash="0", agentVersion="1.0.0", cluster="c",
                           containerInstance=arn, dockerVersion="20.10.24"), keys)
