"""Fifty wrong passwords at once, at a real server with the real costs of a hash (trust.md V8).

Whoever is signed in goes on meanwhile: every request is answered, and well; memory stays within
what two hashes at a time take.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import pytest

from tests.reliability.killing import House, kill

STRANGERS = 50
MOST_GROWTH = 300
"""Megabytes."""
GROUP = 2
"""Of `/proc/*/stat`, counted from the state behind the name: the process group."""


@pytest.fixture
def server(engine, tmp_path):
    """One person with a draft, and the server of a process of its own."""
    if engine.dialect.name != "sqlite":
        pytest.skip("It is about the server's processes; its database makes no difference.")
    house = House(tmp_path / "data", 1)
    process = house.start()
    try:
        house.wait(seconds=120)
        yield house, process
    finally:
        kill(process)
        house.engine.dispose()


class Stranger:
    """Signs in with wrong passwords, again and again."""

    def __init__(self, port: int) -> None:
        self.port = port
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("GET", "/sign-in")
            reply = connection.getresponse()
            page = reply.read().decode()
        self.token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        self.headers = {
            "Cookie": reply.getheader("Set-Cookie").partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def tries(self, number: int, times: int) -> list[int]:
        """Try some times in a row as one of the strangers; each is an address of its own."""
        statuses = []
        for again in range(times):
            fields = {
                "csrf_token": self.token,
                "email": f"stranger{number}-{again}@example.org",
                "password": "not the password",
                "next": "",
                "kept": "",
            }
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
                connection.request("POST", "/sign-in", urlencode(fields), self.headers)
                reply = connection.getresponse()
                reply.read()
                statuses.append(reply.status)
        return statuses


class Reader(threading.Thread):
    """Somebody who is signed in and reads on until told to stop."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.port, self.client = house.port, house.clients[0]
        self.stop = threading.Event()
        self.answers: Counter[int] = Counter()
        self.waits: list[float] = []

    def run(self) -> None:
        headers = {"Cookie": f"sid={self.client.session}"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            while not self.stop.is_set():
                for path in ("/home", self.client.way):
                    began = time.monotonic()
                    connection.request("GET", path, headers=headers)
                    reply = connection.getresponse()
                    reply.read()
                    self.answers[reply.status] += 1
                    self.waits.append(time.monotonic() - began)


def megabytes(group: int) -> float:
    """The resident memory of all processes of a group."""
    total = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            status = (place / "status").read_text()
        except OSError:  # It has ended meanwhile.
            continue
        if int(fields[GROUP]) == group and "VmRSS:" in status:
            total += int(status.split("VmRSS:")[1].split()[0]) / 1024
    return total


class Scale(threading.Thread):
    """Weighs the server now and then, and remembers the most."""

    def __init__(self, group: int) -> None:
        super().__init__()
        self.group, self.stop = group, threading.Event()
        self.most = megabytes(group)

    def run(self) -> None:
        while not self.stop.wait(0.03):
            self.most = max(self.most, megabytes(self.group))


@pytest.mark.parametrize(
    "times", [1, pytest.param(40, marks=[pytest.mark.long, pytest.mark.timeout(600)])]
)
def test_fifty_wrong_passwords_at_once_keep_nobody_waiting(server, times, record_property):
    house, process = server
    stranger, reader, scale = Stranger(house.port), Reader(house), Scale(process.pid)
    # A first password, so that what any sign-in loads is not counted as growth.
    stranger.tries(-1, 1)
    before = megabytes(process.pid)
    threads = (reader, scale)
    for thread in threads:
        thread.start()
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(STRANGERS) as pool:
            tried = list(pool.map(lambda one: stranger.tries(one, times), range(STRANGERS)))
        took = time.monotonic() - began
    finally:
        for thread in threads:
            thread.stop.set()
            thread.join()

    statuses = Counter(status for one in tried for status in one)
    growth = scale.most - before
    p95 = quantiles(reader.waits, n=20)[-1] if len(reader.waits) > 1 else reader.waits[0]
    figures = {
        "wrong sign-ins": dict(statuses),
        "answers to others meanwhile": dict(reader.answers),
        "p95 of others": f"{p95 * 1000:.0f} ms of {took * 1000:.0f} ms",
        "growth": f"{growth:.0f} MB",
    }
    record_property("figures", str(figures))
    print(figures)  # noqa: T201 -- the figures of the scorecard, seen with -s
    # Each was refused, told to wait or asked to come back; none was let in, none broke anything.
    assert set(statuses) <= {422, 429, 503}
    assert statuses[422] >= 2
    assert set(reader.answers) == {200}
    # As long as one of them waited, many others were answered.
    assert max(reader.waits) < took
    assert reader.answers[200] >= 10
    assert growth < MOST_GROWTH
