"""The cookies of the service, written in one place.

On https their names start with `__Host-`: a browser then takes them only with Secure, for
the whole host, and from this host alone.
"""

from collections.abc import Callable
from typing import Final

from readiness.request import Request

SESSION: Final = "sid"
FORM: Final = "form"
JOIN: Final = "join"
"""The code of an invitation, from the moment its link was opened until it is used."""


def name(request: Request, kind: str) -> str:
    """Return the full name of a cookie."""
    return f"__Host-{kind}" if request.app_settings.secure else kind


def read(request: Request, kind: str) -> str | None:
    """Return the cookie's value, None when it is missing or longer than any of ours."""
    value: str | None = request.cookies.get(name(request, kind))
    return value if value and len(value) <= 100 else None  # noqa: PLR2004 -- a token has 43


def put(request: Request, kind: str, value: str | None) -> None:
    """Set the cookie on this request's response; None takes it off the browser."""
    _later(request, lambda response: _write(request, response, kind, value))


def _write(request: Request, response: object, kind: str, value: str | None) -> None:
    response.set_cookie(  # type: ignore[attr-defined] # WebOb publishes no types.
        name(request, kind),
        value or "",
        max_age=None if value else 0,
        path="/",
        secure=request.app_settings.secure,
        httponly=True,
        samesite="Lax",
    )


def _later(request: Request, write: Callable[[object], None]) -> None:
    request.add_response_callback(lambda _request, response: write(response))
