"""What stops at the door: bytes that no page could read, bodies too large, odd methods.

These requests get a page and a 4xx, never a traceback. The page is made for an empty request,
because nothing of the real one can be trusted to be readable.
"""

import codecs
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from pyramid.config import Configurator
from pyramid.httpexceptions import (
    HTTPBadRequest,
    HTTPException,
    HTTPLengthRequired,
    HTTPMethodNotAllowed,
    HTTPRequestEntityTooLarge,
)
from pyramid_sanity.exceptions import SanityException

from readiness.request import Request
from readiness.security.pages import bare_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

METHODS: Final = ("GET", "HEAD", "POST")
LARGEST_BODY: Final = 1_000_000
LONGEST_ADDRESS: Final = 4_000
FORM_TYPES: Final = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


def ingress_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Answer what cannot be read; hand on the rest."""

    def guarded(request: Request) -> "Response":
        problem = find_problem(request)
        if problem is not None:
            return bare_page(request, problem)
        response = handler(request)
        if isinstance(response, SanityException):
            return bare_page(request, HTTPBadRequest())
        return response

    return guarded


def find_problem(request: Request) -> HTTPException | None:
    """Return the error that answers this request, None when it can be read."""
    if request.method not in METHODS:
        return HTTPMethodNotAllowed(headers={"Allow": ", ".join(METHODS)})
    return body_problem(request) or _text_problem(request)


def attempts(request: Request) -> int | None:
    """Tell `pyramid_retry` to leave a bad body alone: it would read all of it first."""
    return None if body_problem(request) is None else 1


def body_problem(request: Request) -> HTTPException | None:
    """Return the error that answers this body by its size alone; nothing of it is read."""
    given = request.environ.get("CONTENT_LENGTH") or "0"
    if not (given.isascii() and given.isdigit()):
        return HTTPBadRequest()
    if int(given) > LARGEST_BODY:
        return HTTPRequestEntityTooLarge()
    if request.environ.get("HTTP_TRANSFER_ENCODING") and given == "0":
        # A body of unknown length could grow without end while it is read.
        return HTTPLengthRequired()
    return None


def _text_problem(request: Request) -> HTTPException | None:
    address = request.environ.get("PATH_INFO", "") + request.environ.get("QUERY_STRING", "")
    if len(address) > LONGEST_ADDRESS or "\0" in address or "%00" in address:
        return HTTPBadRequest()
    try:
        _read_everything(request)
    except (ValueError, TypeError, LookupError, OSError, AssertionError):
        # UnicodeDecodeError is a ValueError; an unknown charset is a LookupError. WebOb and
        # the cgi module also raise the others for parts that lie about themselves.
        return HTTPBadRequest()
    return None


def _read_everything(request: Request) -> None:
    content_type = request.environ.get("CONTENT_TYPE", "")
    kind, _, parameters = content_type.partition(";")
    charset = _parameter(parameters, "charset")
    if charset and codecs.lookup(charset).name != "utf-8":
        raise LookupError(charset)
    # Headers that a view may read, the path, the query and the form.
    request.path_info.encode()
    request.cookies.items()
    _ = request.host, request.accept
    _check_texts(request.GET)
    if request.method == "POST" and kind.strip().lower() in FORM_TYPES:
        if kind.strip().lower() == "application/x-www-form-urlencoded":
            # WebOb would put a replacement character where bytes are no UTF-8.
            unquote_to_bytes(request.body).decode("utf-8")
        _check_texts(request.POST)


def _check_texts(values: object) -> None:
    for name, value in values.items():  # type: ignore[attr-defined] # WebOb publishes no types
        if name is None:
            raise ValueError("A part of the form has no name.")
        if not isinstance(value, str):
            # No form here takes a file, and views read every field as text.
            raise TypeError("A part of the form is a file.")
        name.encode()
        value.encode()


def _parameter(parameters: str, name: str) -> str:
    for one in parameters.split(";"):
        key, _, value = one.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"')
    return ""


def includeme(config: Configurator) -> None:
    """Stand before everything, with the headers outermost."""
    config.include("pyramid_sanity")
    config.add_tween("readiness.security.ingress.ingress_tween")
    config.include("readiness.security.headers")
