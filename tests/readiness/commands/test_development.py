"""The parts of the developer's server and of the worker, one at a time."""

import io
import os
import signal
import socket
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from readiness import demo
from readiness.commands import _development, _production, serve, worker
from readiness.db import make_engine
from readiness.settings import Settings
from tests.readiness.commands.test_serve import free_port


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name, text in {
        "MODE": "development",
        "DATA": str(tmp_path / "data"),
        "HASH_MEMORY_KIB": "8",
        "LOG_FORMAT": "json",
        "PORT": str(free_port()),
    }.items():
        monkeypatch.setenv(f"READINESS_{name}", text)
    monkeypatch.delenv("READINESS_DATABASE_URL", raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield Settings.read({})
    signal.signal(signal.SIGTERM, before)


class Served:
    """A server that is stopped as soon as it runs."""

    def __init__(self, app, sockets, **_):
        self.app = app
        sockets[0].close()
        self.closed = False

    def run(self):
        os.kill(os.getpid(), signal.SIGTERM)

    def close(self):
        self.closed = True


def test_development_server_loads_the_samples_and_stops_when_told(settings, monkeypatch):
    made = []
    monkeypatch.setattr(
        _development, "create_server", lambda *a, **k: made.append(Served(*a, **k)) or made[0]
    )

    result = CliRunner().invoke(serve.command, ["--development"])

    assert result.exit_code == 0
    assert "Loaded the sample organizations." in result.output
    assert made[0].closed
    assert demo.loaded(make_engine(settings))


@pytest.mark.parametrize(("jobs", "workers"), [("queue", 1), ("inline", 0)])
def test_development_server_has_a_worker_where_work_is_left_for_one(
    settings, monkeypatch, jobs, workers
):
    started = []
    monkeypatch.setenv("READINESS_JOBS", jobs)
    monkeypatch.setattr(_development, "create_server", Served)
    monkeypatch.setattr(_development, "_worker", lambda: nullcontext(started.append(1)))

    result = CliRunner().invoke(serve.command, ["--development"])

    assert (result.exit_code, len(started)) == (0, workers)


def test_worker_says_that_inline_work_needs_none(settings, monkeypatch):
    monkeypatch.setenv("READINESS_JOBS", "inline")

    result = CliRunner().invoke(worker.command, [])

    assert result.exit_code == 1
    assert "READINESS_JOBS is `inline`" in result.output
    assert "Traceback" not in result.output


def test_port_that_is_taken_is_told(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = Settings(port=taken.getsockname()[1])

        with pytest.raises(click.ClickException, match="is taken"):
            _development._listen(wanted)  # noqa: SLF001 -- the part under test


def test_production_server_is_started_once_all_is_well(settings, monkeypatch):
    started = []
    monkeypatch.setattr(_production, "serve", lambda given, _: started.append(given.port))

    result = CliRunner().invoke(serve.command, [])

    assert (result.exit_code, started) == (0, [settings.port])


def test_worker_works_the_queue(settings, monkeypatch):
    ran = []
    queue = SimpleNamespace(
        create_consumer=lambda **options: SimpleNamespace(run=lambda: ran.append(options))
    )
    jobs = SimpleNamespace(queue=queue, prepare=lambda: None)
    monkeypatch.setattr(worker, "make_jobs", lambda _: jobs)
    # Its thread would outlive the test, and its warnings would stand in the output of others.
    monkeypatch.setattr(worker, "_beat", lambda _: None)
    monkeypatch.setattr(worker, "_stop_when_closed", lambda: None)

    results = [
        CliRunner().invoke(worker.command, more).exit_code for more in ([], ["--while-open"])
    ]

    assert results == [0, 0]
    assert [one["workers"] for one in ran] == [1, 1]


def test_worker_stops_itself_when_its_input_is_closed(monkeypatch):
    sent = []
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    monkeypatch.setattr(worker.os, "kill", lambda *given: sent.append(given))

    worker._stop_when_closed()  # noqa: SLF001 -- the part under test

    assert sent == [(os.getpid(), signal.SIGINT)]
