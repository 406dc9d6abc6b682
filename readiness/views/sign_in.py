"""Signing in and out, and staying."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNoContent, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, forget, remember
from pyramid.view import view_config

from readiness.demo import SAMPLES
from readiness.forms.people import second_step_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.security.current import token_now
from readiness.security.limits import Limit, address
from readiness.security.pages import error_page
from readiness.security.permissions import Permission
from readiness.security.redirects import local_path
from readiness.services.accounts import Accounts
from readiness.services.audit import AuditLog, EventKind
from readiness.views.keeping import give_back, sign_in_form

PAGE: Final = "pages/sign_in.jinja2"
WRONG: Final = "The name or the password is not right. Please check both."
CODE_PAGE: Final = "pages/sign_in_code.jinja2"
CLEAR: Final = '"cache", "cookies", "storage"'
"""What the browser forgets after signing out; it may take more than one page to do so."""


@view_config(
    route_name="sign_in", request_method="GET", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def ask(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Show the form; whoever is signed in goes on."""
    following = local_path(request.GET.get("next"))
    if request.identity is not None:
        return HTTPSeeOther(following or request.route_path("home"))
    form = sign_in_form(request)
    form.set_appstruct({"next": following or ""})
    return _page(request, form)


@view_config(
    route_name="sign_in", request_method="POST", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def sign_in(request: Request) -> dict[str, Any] | Response:
    """Compare the password, begin a session, and go on where the person was going."""
    form = sign_in_form(request)
    values = submitted(request, form)
    if values is None:
        return _page(request, form)
    limits = request.registry.limits
    if not (
        limits.free(Limit.FAILED_SIGN_INS, address(request))
        and limits.free(Limit.ALL_FAILED_SIGN_INS, "")
    ):
        return wait_page(request, 60)
    outcome = request.service(Accounts).sign_in(values["email"], values["password"])
    if outcome.wait:
        return wait_page(request, outcome.wait)
    if outcome.user_id is None:
        limits.count(Limit.FAILED_SIGN_INS, address(request))
        limits.count(Limit.ALL_FAILED_SIGN_INS, "")
        refuse(form, WRONG)
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, form)
    remember(request, outcome.user_id, second_factor_due=outcome.second_factor)
    if outcome.second_factor:
        return ask_code(request, following=values["next"], kept=values["kept"])
    return go_on(request, values, user_id=outcome.user_id)


def go_on(request: Request, values: Mapping[str, str], *, user_id: str) -> Response:
    """Show what was kept, or lead on to where the person was going."""
    given_back = give_back(request, values["kept"], user_id=user_id)
    return given_back or HTTPSeeOther(local_path(values["next"]) or request.route_path("home"))


def ask_code(request: Request, *, following: str, kept: str) -> Response:
    """Go on to the second step; what is kept is too long for an address."""
    if kept:
        form = code_form(request)
        form.set_appstruct({"kept": kept})
        response: Response = render_to_response(CODE_PAGE, {"form": form}, request=request)
        return response
    query = {"next": following} if local_path(following) else {}
    return HTTPSeeOther(request.route_path("sign_in_code", _query=query))


def code_form(request: Request) -> Form:
    """Make the form of the second step."""
    return create_form(
        request,
        second_step_schema(),
        buttons=("Go on",),
        action=request.route_path("sign_in_code"),
    )


@view_config(route_name="sign_out", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def sign_out(request: Request) -> HTTPSeeOther:
    """End the session here and in the browser."""
    leave(request)
    response = HTTPSeeOther(request.route_path("landing"))
    response.headers["Clear-Site-Data"] = CLEAR
    return response


@view_config(route_name="sign_out", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def nothing_to_end(request: Request) -> HTTPSeeOther:
    """Lead back whoever opens the address of signing out; only the button signs out."""
    return HTTPSeeOther(request.route_path("home"))


@view_config(route_name="stay", request_method="POST", permission=Permission.ACCOUNT_MANAGE)
def stay(_request: Request) -> HTTPNoContent:
    """Stay signed in: being asked is enough, and the browser keeps the page it has."""
    return HTTPNoContent()


def leave(request: Request) -> None:
    """End the session of this browser, if it has one, and write it down."""
    identity = request.identity
    if identity is not None:
        request.service(AuditLog).record(EventKind.SIGNED_OUT, actor=identity.user_id)
    if token_now(request) is not None:
        forget(request)


def wait_page(request: Request, seconds: int) -> Response:
    """Ask to wait, and say how long."""
    response = error_page(request, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(request: Request, form: Form) -> dict[str, Any]:
    samples = SAMPLES if request.app_settings.development else ()
    return {"form": form, "kept": bool(form["kept"].cstruct), "samples": samples}
