"""HTTP through the load balancer: single requests, and a stream that counts every failure."""
import http.client
import threading
import time
from collections import Counter

from ikada import LB_PORT_OFFSET, PATIENCE

ANSWER_MAX = 10 * PATIENCE  # seconds


def get(host, path="/", port=80, address="127.0.0.1"):
    """(status, body); (None, why) without an answer. `port`: a listener's, before its shift."""
    try:
        return get_whole(host, path, port, address)[:2]
    except (OSError, http.client.HTTPException) as error:
        return None, repr(error)


def get_whole(host, path, port, address="127.0.0.1"):
    """(status, body, headers)"""
    shifted = port + LB_PORT_OFFSET if address == "127.0.0.1" else port
    connection = http.client.HTTPConnection(address, shifted, timeout=ANSWER_MAX)
    try:
        return ask(connection, host, path)
    finally:
        connection.close()


def ask(connection, host, path):
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    return response.status, response.read().decode(), response.headers


class Load:
    """`rate` requests a second from `with` to its end; half of the clients keep their connection.
    Slow answers lower the rate: a client asks again when it was answered.

    failures: what was answered instead of 200, or the error. answers: bodies, counted.
    """

    def __init__(self, host, port=80, rate=100, path="/"):
        self.host, self.port, self.path = host, port, path
        self.failures, self.answers = [], Counter()
        clients = rate // 10
        self._pause = clients / rate
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._client, args=(number,), daemon=True)
                         for number in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        for thread in self._threads:
            thread.join(2 * ANSWER_MAX)

    @property
    def count(self):
        with self._lock:
            return sum(self.answers.values()) + len(self.failures)

    def _client(self, number):
        keeps = number % 2 == 0
        connection = None
        due = time.monotonic() + self._pause * number / len(self._threads)
        while not self._ending.wait(max(0, due - time.monotonic())):
            due += self._pause
            connection = connection or http.client.HTTPConnection(
                "127.0.0.1", self.port + LB_PORT_OFFSET, timeout=ANSWER_MAX)
            answered = self._one(connection)
            if not keeps or not answered:
                connection.close()
                connection = None

    def _one(self, connection):
        began = time.time()
        try:
            status, body, _ = ask(connection, self.host, self.path)
        except (OSError, http.client.HTTPException) as error:
            return self._note(f"{began:.3f} {error!r}")
        if status != 200:
            return self._note(f"{began:.3f} {status} {body.strip()[:100]}")
        with self._lock:
            self.answers[body.strip()] += 1
        return True

    def _note(self, failure):
        with self._lock:
            self.failures.append(failure)
        return False
