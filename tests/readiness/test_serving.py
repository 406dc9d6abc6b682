"""The production server's worker, without the server around it."""

import selectors
import socket
from contextlib import ExitStack

import pytest
from gunicorn.config import Config

from readiness.serving import PatientWorker

HELLO = b"GET /healthz HTTP/1.1\r\n\r\n"


@pytest.fixture
def worker():
    """A worker that takes connections at one address, and has not looked at any yet."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = PatientWorker(0, 0, [listener], None, 30, Config(), None)
    made.poller = selectors.DefaultSelector()
    made.set_accept_enabled(True)
    yield made
    for connection in made.pending_conns:
        connection.close()
    made.poller.close()
    made.tmp.close()
    listener.close()


def knock(worker):
    client = socket.create_connection(worker.sockets[0].getsockname(), timeout=5)
    client.sendall(HELLO)
    return client


def test_worker_told_to_stop_takes_in_who_stands_at_its_door(worker):
    """What the system had greeted already was thrown away with its request."""
    with ExitStack() as clients:
        for _ in range(3):
            clients.enter_context(knock(worker))
        worker.alive = False

        worker.set_accept_enabled(False)

        assert [one.sock.recv(99) for one in worker.pending_conns] == [HELLO] * 3


def test_worker_told_to_stop_shuts_its_door(worker):
    address = worker.sockets[0].getsockname()
    worker.alive = False

    worker.set_accept_enabled(False)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=5)


def test_worker_that_is_only_busy_leaves_the_rest_to_others(worker):
    with knock(worker):
        worker.set_accept_enabled(False)

        assert list(worker.pending_conns) == []
        # The door is still open: the other processes stand at it.
        assert worker.sockets[0].fileno() > 0
