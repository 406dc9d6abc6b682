"""A file to print, or the page that says it is being made."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.response import Response

from readiness.jobs import after_commit
from readiness.models import FileFormat, FileState
from readiness.request import Request
from readiness.services.prints import Prints, Wanted
from readiness.services.reports import MEDIA_TYPES
from readiness.views.attachments import attached

LOOK_AGAIN: Final = 3
"""Seconds after which the page of a file that is being made asks again."""

TEMPLATE: Final = "pages/file_waiting.jinja2"


def waiting_page(
    request: Request, *, failed: bool, instead: str, words: str, again: bool = False
) -> dict[str, Any]:
    """Return the values of the page; `instead` is where to read the same meanwhile.

    `again` offers a button to try again, where the page's own address takes a post.
    """
    request.response.status_int = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.ACCEPTED
    if not failed:
        request.response.headers["Refresh"] = str(LOOK_AGAIN)
    return {"failed": failed, "instead": instead, "words": words, "again": again}


def printed(  # noqa: PLR0913 -- what is wanted, how it is made, and what to say meanwhile
    request: Request,
    wanted: Wanted,
    job: tuple[str, *tuple[object, ...]],
    *,
    file_name: str,
    instead: str,
    words: str,
) -> dict[str, Any] | Response:
    """Return a file to print, or have it made and say so."""
    prints = request.service(Prints)
    state = prints.state(wanted)
    if state is FileState.READY:
        media_type = MEDIA_TYPES[FileFormat(file_name.rpartition(".")[2])]
        response = Response(prints.read(wanted), content_type=media_type, charset=None)
        return attached(response, file_name)
    if state is None:
        # One file is made once, however many pages wait for it; what was changed is another.
        after_commit(request, *job, once=f"{wanted.name} {wanted.content_hash}")
    return waiting_page(request, failed=state is FileState.FAILED, instead=instead, words=words)
