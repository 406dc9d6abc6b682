"""A service that only reads: after a restore, until somebody has looked and said so.

A file in the data folder says it, so that it holds for every process and outlives all of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyramid.config import Configurator

from readiness.db import SAFE_METHODS
from readiness.request import Request
from readiness.security.pages import error_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

NAME: Final = "read-only"
STILL: Final = frozenset({"/sign-in", "/sign-out", "/stay"})
"""What may be sent all the same: it changes no answer."""
TITLE: Final = "Nothing can be changed right now"
TEXT: Final = (
    "We are looking after the service. Everything that was saved is there, and you can read it. "
    "Go back: what you typed is still on your page. Please send it again a little later."
)


def is_on(data: Path) -> bool:
    """Whether the service only reads."""
    return (data / NAME).exists()


def turn_on(data: Path) -> None:
    """Let the service only read, from its next request on."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / NAME).touch(mode=0o600)


def turn_off(data: Path) -> None:
    """Let it write again."""
    (data / NAME).unlink(missing_ok=True)


def read_only_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Answer what would change something with a page that says why not."""

    def guarded(request: Request) -> "Response":
        if (
            request.method in SAFE_METHODS
            or request.path in STILL
            or not is_on(request.app_settings.data)
        ):
            return handler(request)
        response = error_page(request, 503, title=TITLE, text=TEXT)
        response.headers["Retry-After"] = "300"
        return response

    return guarded


def includeme(config: Configurator) -> None:
    """Stand before every view."""
    config.add_tween("readiness.read_only.read_only_tween")
