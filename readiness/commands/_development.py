"""One command for a developer: migrate, load the samples, serve, and work the queue."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import NoReturn

import click
from waitress.server import create_server

from readiness import demo, main
from readiness.db import make_engine
from readiness.migrations import run
from readiness.security.passwords import Passwords
from readiness.settings import Settings


def serve(settings: Settings, ini: Mapping[str, str]) -> None:
    """Serve until stopped; the worker stops with the server."""
    listening = _listen(settings)
    _prepare(settings)
    app = main({}, **ini)
    signal.signal(signal.SIGTERM, _stop)
    # Where jobs are done inline, nothing is left for a worker.
    with _worker() if settings.jobs == "queue" else nullcontext():
        server = create_server(
            app, sockets=[listening], threads=8, clear_untrusted_proxy_headers=True
        )
        click.echo(f"Serving {settings.base_url} (data in {settings.data}). Stop with Ctrl-C.")
        try:
            server.run()
        finally:
            server.close()


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that a second server stops at once."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        raise click.ClickException(
            f"Port {settings.port} is taken. Choose another: READINESS_PORT=6544 make run"
        ) from error
    found.listen(128)
    return found


def _prepare(settings: Settings) -> None:
    engine = make_engine(settings)
    fresh = run.current(engine) is None
    run.upgrade(engine)
    if fresh:
        demo.load(engine, Passwords(settings))
        click.echo("Loaded the sample organizations.")
    engine.dispose()


@contextmanager
def _worker() -> Iterator[None]:
    program = "from readiness.cli import main; main()"
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", program, "worker", "--while-open"],
        stdin=subprocess.PIPE,
        # Ctrl-C reaches the server alone; it then stops the worker.
        start_new_session=True,
    ) as worker:
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
