"""Logging without content: routes, states and times, never answers, addresses or queries."""

import logging
import sys
import time
from typing import TYPE_CHECKING, Any

import structlog
from pyramid.config import Configurator
from pyramid.tweens import INGRESS

from readiness import metrics
from readiness.models import new_id
from readiness.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
ALLOWED = frozenset(
    # What a log line may hold; anything else is dropped, so that nobody logs an answer.
    {"event", "level", "timestamp", "request_id", "method", "route", "status", "milliseconds"}
    | {"error", "where", "task", "job", "count", "kind", "setting", "reason", "format"}
)


def keep_allowed(_logger: object, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop every key that is not on the list."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def set_up(log_format: str) -> None:
    """Write lines for people (`console`) or for machines (`json`) to standard error."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if log_format == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,  # type: ignore[list-item] # structlog's dict is a MutableMapping
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Looked up for each line: whoever redirects standard error gets the lines.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def error_place(error: BaseException) -> str:
    """Say where an error was raised, without its message, which may quote an answer."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return "unknown"
    code = place.tb_frame.f_code
    return f"{code.co_filename.rpartition('/')[2]}:{place.tb_lineno} {code.co_name}"


def request_log_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Write one line a request, by the name of its route: paths hold ids."""

    def logged(request: Request) -> "Response":
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)
        started = time.perf_counter()
        response = handler(request)
        seconds = time.perf_counter() - started
        route = getattr(request, "matched_route", None)
        name = route.name if route else None
        # Whatever else a stranger may write there: a name of a method is not for them to make.
        method = request.method if request.method in METHODS else "odd"
        structlog.get_logger().info(
            "request",
            method=method,
            route=name,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
        metrics.observe(route=name, method=method, status=response.status_code, seconds=seconds)
        return response

    return logged


def includeme(config: Configurator) -> None:
    """Log every request under an id of its own."""
    set_up(config.registry.readiness.log_format)
    config.add_request_method(lambda _request: new_id(), "request_id", reify=True)
    config.add_tween("readiness.log.request_log_tween", under=INGRESS)
