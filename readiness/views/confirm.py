"""Asking for the password again, and going on exactly where that was needed."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import exception_view_config, view_config

from readiness.forms.accounts import confirm_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.security.permissions import Permission
from readiness.security.reauth import ConfirmationNeededError, is_fresh
from readiness.security.redirects import local_path
from readiness.services.accounts import Accounts
from readiness.views.keeping import give_back, seal_post
from readiness.views.sign_in import wait_page

PAGE: Final = "pages/confirm.jinja2"
WRONG: Final = "This is not your password."
WRONG_CODE: Final = "This code does not fit, or it was used already. Wait for the next one."


@exception_view_config(ConfirmationNeededError)
def needed(_error: ConfirmationNeededError, request: Request) -> Response:
    """Lead a page to the question; put the question in the place of a form's answer."""
    if request.method in {"GET", "HEAD"}:
        return HTTPSeeOther(request.route_path("confirm", _query={"next": request.path_qs}))
    form = _form(request)
    form.set_appstruct({"kept": seal_post(request, request.person.user_id)})
    response: Response = render_to_response(PAGE, _page(request, form), request=request)
    response.status_int = HTTPStatus.UNAUTHORIZED
    return response


@view_config(
    route_name="confirm", request_method="GET", renderer=PAGE, permission=Permission.ACCOUNT_READ
)
def ask(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Ask for the password; whoever gave it a moment ago goes on."""
    following = local_path(request.GET.get("next"))
    if is_fresh(request):
        return HTTPSeeOther(following or request.route_path("home"))
    form = _form(request)
    form.set_appstruct({"next": following or ""})
    return _page(request, form)


@view_config(
    route_name="confirm",
    request_method="POST",
    renderer=PAGE,
    permission=Permission.ACCOUNT_MANAGE,
)
def confirm(request: Request) -> dict[str, Any] | Response:
    """Compare the password and go on, with what was about to be sent."""
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return _page(request, form)
    person = request.person
    outcome = request.service(Accounts).confirm(
        person.user_id,
        values["password"],
        values.get("code", ""),
        session_id=person.session_id,
    )
    if outcome.wait:
        return wait_page(request, outcome.wait)
    if outcome.user_id is None:
        if outcome.wrong_code:
            refuse(form, WRONG_CODE, field="code")
        else:
            refuse(form, WRONG, field="password")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, form)
    given_back = give_back(request, values["kept"], user_id=person.user_id, again=False)
    return given_back or HTTPSeeOther(local_path(values["next"]) or request.route_path("home"))


def _form(request: Request) -> Form:
    return create_form(
        request,
        confirm_schema(with_code=request.person.second_factor),
        buttons=("Go on",),
        action=request.route_path("confirm"),
    )


def _page(request: Request, form: Form) -> dict[str, Any]:
    return {
        "form": form,
        "kept": bool(form["kept"].cstruct),
        "email": request.person.email,
    }
