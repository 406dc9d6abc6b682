"""`make run`'s one command, as a developer starts and stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

PROGRAM = "from readiness.cli import main; main()"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def get(port, path):
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def wait_for(condition, *, seconds=90):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if condition():
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


@pytest.fixture
def start(tmp_path):
    """Start `readiness` as a process of its own; it is stopped after the test."""
    port = free_port()
    environ = {
        **{name: text for name, text in os.environ.items() if not name.startswith("READINESS_")},
        "READINESS_DATA": str(tmp_path / "data"),
        "READINESS_PORT": str(port),
    }
    started = []

    def run(*arguments, stdin=None, **more):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            env={**environ, **more},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process, port

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        # What a process left behind keeps its output open: that must fail, not wait for ever.
        process.communicate(timeout=60)


def workers(data):
    """The worker processes that use a data folder."""
    found = subprocess.run(
        ["/bin/ps", "axeww", "-o", "pid,args"], capture_output=True, text=True, check=True
    ).stdout
    return [line for line in found.splitlines() if "--while-open" in line and str(data) in line]


def test_development_server_serves_works_and_stops_with_its_worker(start, tmp_path):
    process, port = start("serve", "--development")
    assert wait_for(lambda: get(port, "/healthz")[0] == 200)

    assert wait_for(lambda: get(port, "/readyz")[0] == 200)
    ready, page = get(port, "/readyz"), get(port, "/sign-in")
    working = workers(tmp_path / "data")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)

    assert ready == (200, "ready\n")
    assert "lead@lantern.example" in page[1]
    assert len(working) == 1
    assert process.returncode == 0
    assert "Loaded the sample organizations." in output
    assert f"Serving http://localhost:{port}" in output
    assert wait_for(lambda: workers(tmp_path / "data") == [])


def test_worker_stops_when_its_server_is_killed(start, tmp_path):
    process, port = start("serve", "--development")
    assert wait_for(lambda: get(port, "/healthz")[0] == 200)
    assert wait_for(lambda: len(workers(tmp_path / "data")) == 1)

    process.kill()

    assert wait_for(lambda: workers(tmp_path / "data") == [])


def test_worker_of_a_server_that_was_killed_at_once_stops_in_the_background_too(start, tmp_path):
    ignored = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process, _ = start("worker", "--while-open", stdin=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, ignored)

    assert wait_for(lambda: process.poll() is not None)


def test_second_server_on_a_port_says_which_setting_to_change(start):
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()

    process, _ = start("serve", "--development", READINESS_PORT=str(taken.getsockname()[1]))
    output, _ = process.communicate(timeout=30)
    taken.close()

    assert process.returncode == 1
    assert "is taken. Choose another: READINESS_PORT=" in output
