"""gunicorn with threads: requests under way are finished when it is told to stop."""

import socket
from collections.abc import Mapping
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from readiness import main, metrics
from readiness.db import make_engine
from readiness.migrations import run
from readiness.serving import PatientWorker
from readiness.settings import Settings


class Server(BaseApplication):  # type: ignore[misc] # gunicorn publishes no types
    """gunicorn, set up from our settings instead of its own file and command line."""

    def __init__(self, settings: Settings, ini: Mapping[str, str]) -> None:
        self._settings = settings
        self._ini = ini
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its options."""
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 -- a WSGI application
        """Make the application, once in each process: connections are not shared."""
        return main({}, **self._ini)


def options(settings: Settings) -> dict[str, object]:
    """Return gunicorn's options."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "worker_class": PatientWorker,
        "workers": settings.workers,
        "threads": settings.threads,
        "graceful_timeout": 60,
        "timeout": 60,
        "keepalive": 5,
        "limit_request_line": 8190,
        "limit_request_fields": 60,
        # Only this address may say who is asking and that it came by https.
        "forwarded_allow_ips": settings.trusted_proxy,
        # The first line of a request holds ids: our own log has the route's name instead.
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "readiness",
        # gunicorn's own door for commands: nothing here uses it, so it stays shut.
        "control_socket_disable": True,
        "when_ready": lambda _server: metrics.serve(settings),
        "child_exit": lambda _server, worker: metrics.forget(worker.pid),
    }


def serve(settings: Settings, ini: Mapping[str, str]) -> None:
    """Serve, if the database is there and up to date."""
    engine = make_engine(settings)
    current = run.current(engine)
    engine.dispose()
    if current != run.head():
        raise click.ClickException("The database is not up to date. Run: readiness migrate")
    _try("PORT", settings.host, settings.port)
    if settings.metrics_port:
        _try("METRICS_PORT", settings.metrics_host, settings.metrics_port)
    Server(settings, ini).run()


def _try(name: str, host: str, port: int) -> None:
    """Take a port and let it go again: gunicorn would try for seconds and name no setting."""
    try:
        family, kind, *_, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise click.ClickException(
            f"READINESS_{name}: {host}, port {port}, cannot be used ({error.strerror}). Stop what "
            f"uses it, or set another READINESS_{name} or READINESS_{name.replace('PORT', 'HOST')}."
        ) from error
