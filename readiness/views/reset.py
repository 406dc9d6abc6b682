"""Choosing a new password by a link that is sent to the address of the account."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.forms.accounts import new_password_schema, reset_schema
from readiness.forms.renderer import Form, create_form, submitted
from readiness.request import Request
from readiness.security.limits import Limit, address
from readiness.services.accounts import Accounts
from readiness.views.sign_in import wait_page
from readiness.views.sign_up import mail_sent

ASK: Final = "pages/reset.jinja2"
CHOOSE: Final = "pages/reset_choose.jinja2"


@view_config(
    route_name="reset", request_method="GET", renderer=ASK, permission=NO_PERMISSION_REQUIRED
)
def ask(request: Request) -> dict[str, Any]:
    """Ask where to send the link."""
    return {"form": _ask_form(request)}


@view_config(
    route_name="reset", request_method="POST", renderer=ASK, permission=NO_PERMISSION_REQUIRED
)
def send(request: Request) -> dict[str, Any] | Response:
    """Send the link; the page says the same whether the address has an account or not."""
    form = _ask_form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    if not request.registry.limits.count(Limit.MAIL_REQUESTS, address(request)):
        return wait_page(request, 600)
    request.service(Accounts).ask_for_reset(values["email"])
    return mail_sent(request, None)


@view_config(
    route_name="reset_token",
    request_method="GET",
    renderer=CHOOSE,
    permission=NO_PERMISSION_REQUIRED,
)
def choose(request: Request) -> dict[str, Any]:
    """Ask for the new password, if the link still works."""
    email = request.service(Accounts).reset_waits(request.matchdict["token"])
    return _choose(request, None if email is None else _choose_form(request, email))


@view_config(
    route_name="reset_token",
    request_method="POST",
    renderer=CHOOSE,
    permission=NO_PERMISSION_REQUIRED,
)
def change(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Change the password and lead to the sign-in page: a link alone signs nobody in."""
    token = request.matchdict["token"]
    accounts = request.service(Accounts)
    email = accounts.reset_waits(token)
    if email is None:
        return _choose(request, None)
    form = _choose_form(request, email)
    values = submitted(request, form)
    if values is None:
        return _choose(request, form)
    if not accounts.reset(token, values["new_password"]):
        # It was used in another window while the password was being hashed.
        return _choose(request, None)
    return HTTPSeeOther(request.route_path("sign_in"))


def _ask_form(request: Request) -> Form:
    return create_form(request, reset_schema(), buttons=("Send the link",))


def _choose_form(request: Request, email: str) -> Form:
    return create_form(request, new_password_schema(email), buttons=("Save the new password",))


def _choose(request: Request, form: Form | None) -> dict[str, Any]:
    if form is None:
        request.response.status_int = HTTPStatus.GONE
    return {"form": form}
