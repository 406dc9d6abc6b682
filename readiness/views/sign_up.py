"""Getting an account: a form, a mail, and a button behind the mail's link.

Opening the link changes nothing, because mail programs open links to look at them.
"""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, remember
from pyramid.view import view_config

from readiness.forms.accounts import sign_up_schema
from readiness.forms.renderer import Form, create_form, submitted
from readiness.request import Request
from readiness.security.limits import Limit, address
from readiness.services.accounts import Accounts
from readiness.views.sign_in import wait_page

ASK: Final = "pages/sign_up.jinja2"
SENT: Final = "pages/mail_sent.jinja2"
CONFIRM: Final = "pages/sign_up_confirm.jinja2"


@view_config(
    route_name="sign_up", request_method="GET", renderer=ASK, permission=NO_PERMISSION_REQUIRED
)
def ask(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Show the form; whoever is signed in has an account."""
    if request.identity is not None:
        return HTTPSeeOther(request.route_path("home"))
    return {"form": _form(request)}


@view_config(
    route_name="sign_up", request_method="POST", renderer=ASK, permission=NO_PERMISSION_REQUIRED
)
def sign_up(request: Request) -> dict[str, Any] | Response:
    """Send the mail; the page says the same whether the address has an account or not."""
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    if not request.registry.limits.count(Limit.MAIL_REQUESTS, address(request)):
        return wait_page(request, 600)
    link = request.service(Accounts).ask_for_account(
        values["email"], values["password"], organization=values["organization"]
    )
    return mail_sent(request, link)


@view_config(
    route_name="sign_up_token",
    request_method="GET",
    renderer=CONFIRM,
    permission=NO_PERMISSION_REQUIRED,
)
def look(request: Request) -> dict[str, Any]:
    """Show the button, if the link still works."""
    return _confirm(request)


@view_config(
    route_name="sign_up_token",
    request_method="POST",
    renderer=CONFIRM,
    permission=NO_PERMISSION_REQUIRED,
)
def confirm(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Make the account and sign the person in."""
    user_id = request.service(Accounts).finish_sign_up(request.matchdict["token"])
    if user_id is None:
        return _confirm(request)
    remember(request, user_id)
    return HTTPSeeOther(request.route_path("home"))


def mail_sent(request: Request, link: str | None) -> dict[str, Any]:
    """Say that a mail is on its way. A development server has no mailbox: it shows the link."""
    request.override_renderer = SENT
    development = request.app_settings.development
    return {"development": development, "link": link if development else None}


def _form(request: Request) -> Form:
    return create_form(request, sign_up_schema(), buttons=("Sign up",))


def _confirm(request: Request) -> dict[str, Any]:
    works = request.service(Accounts).sign_up_waits(request.matchdict["token"])
    if not works:
        request.response.status_int = HTTPStatus.GONE
    return {"works": works, "path": request.path}
