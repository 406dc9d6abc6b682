"""What is done when more people come than can be served at once: they wait, and not for ever.

A page that somebody asked for long ago is no longer looked at: whoever waited has reloaded it
or left. Making it all the same would keep everyone behind it waiting. So it is answered with
a few friendly words. What was sent to be saved is never refused for having waited.
"""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPServiceUnavailable

from readiness.db import SAFE_METHODS
from readiness.request import Request
from readiness.security.pages import bare_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

LONGEST: Final = 15.0
"""Seconds that a page may have waited for a thread. The proxy gives up after 60."""
COME_BACK: Final = "10"
"""Seconds after which it is worth to ask again."""

WAITED: ContextVar[float] = ContextVar("WAITED", default=0.0)
"""How long the request of this thread waited; set by the server (`serving`)."""


def patience_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Answer what waited too long in few words."""

    def guarded(request: Request) -> "Response":
        if request.method not in SAFE_METHODS or WAITED.get() <= LONGEST:
            return handler(request)
        # The page is made for an empty request: without a session it asks the database nothing.
        response = bare_page(request, HTTPServiceUnavailable())
        response.headers["Retry-After"] = COME_BACK
        return response

    return guarded


def includeme(config: Configurator) -> None:
    """Stand before everything that costs time."""
    config.add_tween("readiness.patience.patience_tween")
