"""Who waited too long for a thread is told so in few words; a save is always taken."""

import selectors
import socket
import time
from collections import deque
from contextvars import copy_context
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy import event

from readiness import patience
from readiness.patience import LONGEST, WAITED
from readiness.serving import PatientWorker
from tests.factories import make_membership


@pytest.fixture
def waited():
    """Say how long this thread's requests have waited."""
    token = WAITED.set(0.0)
    yield WAITED.set
    WAITED.reset(token)


def test_page_that_waited_too_long_is_not_made(testapp, waited):
    waited(LONGEST + 0.1)

    page = testapp.get("/models", status=503)

    assert page.headers["Retry-After"] == patience.COME_BACK
    assert "Please try again in a moment" in page
    assert "Many people are using this right now" in page


def test_page_that_waited_a_while_is_made(testapp, waited):
    waited(LONGEST)

    assert testapp.get("/models").status_int == 200


@pytest.fixture
def asked(engine):
    """What the database is asked."""
    statements = []

    def note(*values):
        statements.append(values[2])

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_nothing_is_asked_of_the_database_for_it(testapp, waited, dbsession, sign_in, asked):
    sign_in(testapp, make_membership(dbsession).user)
    waited(LONGEST * 2)
    asked.clear()

    testapp.get("/home", status=503)

    assert asked == []


def test_what_was_sent_is_taken_however_long_it_waited(testapp, waited, dbsession, sign_in):
    sign_in(testapp, make_membership(dbsession).user)
    form = testapp.get("/account").forms["out-form"]
    waited(LONGEST * 2)

    assert form.submit().status_int == 303


def test_server_tells_how_long_a_request_waited(monkeypatch):
    monkeypatch.setattr(ThreadWorker, "handle", lambda *_: WAITED.get())
    connection = SimpleNamespace(since=time.monotonic() - 20)

    # In a context of its own, as in a thread of its own.
    waited = copy_context().run(PatientWorker.handle, object.__new__(PatientWorker), connection)

    assert 20 <= waited < 30


def test_connection_gets_no_thread_before_it_says_something():
    worker = object.__new__(PatientWorker)
    worker.cfg, worker.nr_conns, worker.pending_conns = Config(), 0, deque()
    worker.poller, given = selectors.DefaultSelector(), []
    worker.enqueue_req = given.append
    with socket.create_server(("127.0.0.1", 0)) as listener, worker.poller:
        with socket.create_connection(listener.getsockname()) as client:
            worker.accept(listener)
            assert (worker.poller.select(0), given) == ([], [])

            client.sendall(b"GET / HTTP/1.1")
            ((key, _),) = worker.poller.select(5)
            key.data(key.fileobj)
        (connection,) = given
        connection.close()

    assert connection.data_ready
    assert (worker.nr_conns, list(worker.pending_conns)) == (1, [])


def test_connection_that_another_process_took_is_nothing():
    worker = object.__new__(PatientWorker)
    worker.nr_conns = 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        worker.accept(listener)

    assert worker.nr_conns == 0


def test_listener_that_is_broken_is_said():
    worker = object.__new__(PatientWorker)
    listener = socket.socket()
    listener.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        worker.accept(listener)
