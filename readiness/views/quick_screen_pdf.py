"""The quick screen's result on paper, made while the person waits, because nothing is stored.

It is the one PDF that is made inside a request. So it is small, made by a child process
with limits of its own, only a few at a time, and only so often for one address.
"""

from threading import BoundedSemaphore
from typing import Final

from pyramid.httpexceptions import (
    HTTPBadRequest,
    HTTPSeeOther,
    HTTPServiceUnavailable,
    HTTPTooManyRequests,
)
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.forms import questions
from readiness.forms.renderer import submitted
from readiness.request import Request
from readiness.security.limits import Limit, address
from readiness.views.attachments import attached
from readiness.views.quick_screen import newest, question_form
from reports import quick_screen
from reports.pdf import RenderError

AT_ONCE: Final = BoundedSemaphore(2)
PATIENCE: Final = 5.0
"""Seconds to wait for a place; everyone else's pages keep their threads."""


@view_config(
    route_name="quick_screen_pdf", request_method="POST", permission=NO_PERMISSION_REQUIRED
)
def download(request: Request) -> Response:
    """Give the result of the posted answers as a file."""
    content = newest()
    values = submitted(request, question_form(request, content))
    if values is None:
        # Only a page of ours leads here, and it sends what it was given.
        raise HTTPBadRequest
    within = request.registry.limits.count
    if not (
        within(Limit.QUICK_SCREEN_FILES, address(request))
        and within(Limit.ALL_QUICK_SCREEN_FILES, "all")
    ):
        raise HTTPTooManyRequests
    report = quick_screen.build(
        questions.answers(values, content.items), day=request.clock().date()
    )
    response = Response(_made(report), content_type="application/pdf")
    return attached(response, quick_screen.FILE_NAME)


def _made(report: quick_screen.QuickReport) -> bytes:
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise HTTPServiceUnavailable
    try:
        return quick_screen.render_pdf(report)
    except RenderError as error:
        raise HTTPServiceUnavailable from error
    finally:
        AT_ONCE.release()


@view_config(route_name="quick_screen_pdf", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def nothing_to_give(request: Request) -> HTTPSeeOther:
    """Lead whoever comes without answers to the questions."""
    return HTTPSeeOther(request.route_path("quick_screen"))
