"""Leaving quickly: a plain page that says nothing about where one was.

This is the one address that ends a session by GET. Who leaves in a hurry presses one link, and
the Back button must then lead to the sign-in page; that somebody could be signed out by a link
on another page is the smaller harm, and browsers that tell where a link stood prevent it.
"""

from typing import Any, Final

from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.db import session_factory
from readiness.request import Request
from readiness.security import cookies
from readiness.security.tokens import hash_token
from readiness.services.sessions import SessionService
from readiness.views.sign_in import CLEAR

OWN: Final = (None, "same-origin", "none")


@view_config(
    route_name="exit",
    request_method="GET",
    renderer="pages/exit.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def leave_quickly(request: Request) -> dict[str, Any] | Response:
    """Show the plain page, end the session, and have the browser forget what it kept."""
    if request.headers.get("Sec-Fetch-Site") in OWN:
        cookies.put(request, cookies.SESSION, None)
        request.response.headers["Clear-Site-Data"] = CLEAR
        request.add_finished_callback(_end)
    return {}


def _end(request: Request) -> None:
    # After the page has been sent: leaving never waits for the database.
    token = cookies.read(request, cookies.SESSION)
    if token:
        with session_factory(request.registry.engine).begin() as database:
            SessionService.end_now(database, hash_token(token))
