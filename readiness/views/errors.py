"""Pages for what went wrong. Denied and missing look the same: nobody learns what exists."""

import traceback
from typing import Final

import structlog
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, PredicateMismatch
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from pyramid_retry import mark_error_retryable

from readiness.db import is_away, is_transient
from readiness.log import error_place
from readiness.request import Request
from readiness.security.pages import error_page
from readiness.security.passwords import BusyError
from readiness.views.keeping import carried_on, carry_page, keep_page, keepable

NOT_SAVED: Final = "This could not be done just now"
KEPT: Final = (
    "Our storage cannot be reached or is full. What you saved before is safe. If you just sent "
    "something, it was not saved: go back, it is still on your page, and send it again in a few "
    "minutes."
)


@notfound_view_config()
def not_found(_error: HTTPNotFound, request: Request) -> Response:
    """Answer for what is missing, and for what exists but not for this person."""
    return error_page(request, 404)


@exception_view_config(PredicateMismatch)
def other_method(_error: PredicateMismatch, request: Request) -> Response:
    """Answer a method that the page does not have."""
    return error_page(request, 405)


@forbidden_view_config()
def forbidden(_error: HTTPForbidden, request: Request) -> Response:
    """Lead to the sign-in page when nobody is signed in; otherwise there is nothing here."""
    if request.identity is not None:
        return error_page(request, 404)
    if keepable(request):
        return keep_page(request)
    if carried := carried_on(request):
        return carry_page(request, carried)
    following = {"next": request.path_qs} if request.method in {"GET", "HEAD"} else {}
    return HTTPSeeOther(request.route_path("sign_in", _query=following))


@exception_view_config(BadCSRFToken)
@exception_view_config(BadCSRFOrigin)
def foreign_form(_error: HTTPException, request: Request) -> Response:
    """Answer a form that did not come from a page of ours, or from one too old."""
    return error_page(request, 403)


@exception_view_config(HTTPException)
def other(error: HTTPException, request: Request) -> Response:
    """Answer every other HTTP error in the layout of the service."""
    if error.status_code < 400:  # noqa: PLR2004 -- a raised redirect
        return error
    return error_page(request, error.status_code)


@exception_view_config(BusyError)
def busy(_error: BusyError, request: Request) -> Response:
    """Ask to try again: too many people are signing in at this very moment."""
    response = error_page(request, 503)
    response.headers["Retry-After"] = "2"
    return response


@exception_view_config(Exception)
def failed(error: Exception, request: Request) -> Response:
    """Answer a mistake of ours; a passing one is first tried again (`pyramid_retry`)."""
    if is_transient(error):
        mark_error_retryable(error)
        response = error_page(request, 503)
        response.headers["Retry-After"] = "5"
        return response
    if is_away(error):
        structlog.get_logger().error("database_away", error=type(error).__name__)
        # Without its session, a page can be made when the database is not there at all.
        response = error_page(request, 503, title=NOT_SAVED, text=KEPT)
        response.headers["Retry-After"] = "30"
        return response
    if request.app_settings.development:
        traceback.print_exception(error)
    structlog.get_logger().error("failed", error=type(error).__name__, where=error_place(error))
    return error_page(request, 500)
