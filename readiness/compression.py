"""Pages travel compressed: a long page of questions is a fifth of its size.

A compressed page can tell its length, and with many tries a secret in it, to somebody who
watches the line (BREACH). So each page gets up to 99 bytes that mean nothing, no page
repeats what an address says next to a secret, and the form token is made anew at sign-in.
"""

import gzip
import io
import secrets
from typing import TYPE_CHECKING, Final

from pyramid.config import Configurator

from readiness.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

TYPES: Final = frozenset({
    "application/javascript",
    "application/json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
})  # fmt: skip
SMALLEST: Final = 600
"""Bytes; below, a reply would hardly get smaller (the replies of autosave, for one)."""
NOISE: Final = 100
LEVEL: Final = 6


def compression_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Compress what is text and worth it, for browsers that say they can read it."""

    def compressed(request: Request) -> "Response":
        response = handler(request)
        if response.content_type in TYPES:
            response.vary = (*(response.vary or ()), "Accept-Encoding")
            if wanted(request, response):
                response.body = squeeze(response.body)
                response.content_encoding = "gzip"
        return response

    return compressed


def wanted(request: Request, response: "Response") -> bool:
    """Whether this browser can read it, and it is whole, plain and long enough."""
    said = request.headers.get("Accept-Encoding", "")
    return (
        "gzip" in said
        and bool(request.accept_encoding.acceptable_offers(["gzip"]))
        and request.method != "HEAD"
        and response.status_code not in {206, 304}
        and not response.content_encoding
        and (response.content_length or len(response.body)) >= SMALLEST
    )


def squeeze(body: bytes) -> bytes:
    """Compress with a name of random length in the header, which every reader skips."""
    packed = io.BytesIO()
    noise = "a" * secrets.randbelow(NOISE)
    with gzip.GzipFile(noise, "wb", LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()


def includeme(config: Configurator) -> None:
    """Add the tween."""
    config.add_tween("readiness.compression.compression_tween")
