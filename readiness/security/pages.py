"""Error pages that can be made when nothing else can.

`error_page` fills the template; where even that fails, the page is three plain lines.
"""

from html import escape
from typing import TYPE_CHECKING, Final

import structlog
from pyramid.httpexceptions import HTTPException
from pyramid.renderers import render
from pyramid.response import Response

from readiness.log import error_place
from readiness.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final["Mapping[int, tuple[str, str]]"] = {
    400: (
        "That could not be read",
        "Part of what was sent was not readable. Go back and try again. Nothing was changed.",
    ),
    403: (
        "This form was open for a long time",
        "To be safe, we did not take it. Go back, reload the page and send it again.",
    ),
    404: (
        "There is no page here",
        "The address may be mistyped, or the page may not be open to you.",
    ),
    405: ("That does not work here", "This page cannot be used in that way. Nothing was changed."),
    411: ("That could not be read", "The size of what was sent is missing. Nothing was changed."),
    413: (
        "That is too much at once",
        (
            "What was sent is larger than this page can take. Go back: it is still on your page. "
            "Shorten it, and send it again."
        ),
    ),
    429: (
        "Please wait a moment",
        "There were many tries in a short time. Wait a minute, then try again.",
    ),
    500: (
        "Something went wrong here",
        "This is our mistake, not yours. What you saved before is safe. Go back and try again.",
    ),
    503: (
        "Please try again in a moment",
        "Many people are using this right now. Nothing is lost: go back and send it again.",
    ),
}


def words(status: int) -> tuple[str, str]:
    """Return title and text of an error."""
    return WORDS.get(status, WORDS[500 if status >= 500 else 400])  # noqa: PLR2004 -- HTTP


def error_page(request: Request, status: int, **more: object) -> Response:
    """Return the page for an error, in the layout of the service."""
    title, text = words(status)
    values = {"status": status, "title": title, "text": text, **more}
    try:
        html = render("errors/error.jinja2", values, request=request)
    except Exception as error:  # noqa: BLE001 -- an error page must never be an error itself
        structlog.get_logger().error(
            "error_page", error=type(error).__name__, where=error_place(error)
        )
        html = (
            f'<!doctype html><html lang="en"><title>{escape(title)}</title>'
            f'<h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href="/">Start page</a></p>'
        )
    return Response(html, status=status, content_type="text/html", charset="utf-8")


def bare_page(request: Request, problem: HTTPException) -> Response:
    """Return the page for a request that cannot be read at all."""
    blank = Request.blank("/")
    blank.registry = request.registry
    response = error_page(blank, problem.status_code)
    if "Allow" in problem.headers:
        response.headers["Allow"] = problem.headers["Allow"]
    return response
