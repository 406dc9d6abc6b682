"""Numbers for the operator's monitor, on an address of their own.

They hold names of routes, states and times: no address, no id and no answer. Every process of
the server counts for itself; the address tells the sum (`prometheus_client.multiprocess`).
"""

import os
from pathlib import Path
from threading import Thread
from typing import Final
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from readiness.settings import Settings

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where the counts of several processes are shared. prometheus_client reads it when it is
imported, so `readiness serve` sets it before that."""
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS: Final = Counter("readiness_requests", "Answered requests.", ("route", "method", "status"))
SECONDS: Final = Histogram(
    "readiness_request_seconds", "How long they took.", ("route",), buckets=BUCKETS
)


def observe(*, route: str | None, method: str, status: int, seconds: float) -> None:
    """Count an answered request; a status is counted by its hundred."""
    name = route or "none"
    REQUESTS.labels(name, method, f"{status // 100}xx").inc()
    SECONDS.labels(name).observe(seconds)


def serve(settings: Settings) -> tuple[WSGIServer, Thread] | None:
    """Tell the sums at the address that the settings name; None when they name none."""
    if not settings.metrics_port:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=os.environ[VARIABLE])  # type: ignore[no-untyped-call]
    return start_http_server(settings.metrics_port, addr=settings.metrics_host, registry=registry)


def forget(process: int) -> None:
    """Note that a process of the server has ended."""
    if VARIABLE in os.environ and Path(os.environ[VARIABLE]).is_dir():
        mark_process_dead(process)  # type: ignore[no-untyped-call]
