"""The person's own page: the password, and being signed in elsewhere."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import forget
from pyramid.view import view_config

from readiness.forms.accounts import change_password_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.security.devices import UNKNOWN
from readiness.security.identity import Identity
from readiness.security.permissions import Permission
from readiness.services.accounts import Accounts
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations
from readiness.services.second_factors import SecondFactors
from readiness.services.sessions import SessionService
from readiness.views.sign_in import CLEAR, wait_page
from readiness.views.times import time_words

PAGE: Final = "pages/account.jinja2"
WRONG: Final = "This is not your password now."


@view_config(
    route_name="account", request_method="GET", renderer=PAGE, permission=Permission.ACCOUNT_READ
)
def show(request: Request) -> dict[str, Any]:
    """Show the page."""
    return _page(request, _form(request))


@view_config(
    route_name="account",
    request_method="POST",
    renderer=PAGE,
    permission=Permission.ACCOUNT_MANAGE,
)
def change(request: Request) -> dict[str, Any] | Response:
    """Change the password, or end all other sessions, whichever button was used."""
    if "elsewhere" in request.POST:
        return _end_others(request, request.person)
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return _page(request, form)
    outcome = request.service(Accounts).change_password(
        request.person.user_id,
        current=values["password"],
        new=values["new_password"],
        session_id=request.person.session_id,
    )
    if outcome.wait:
        return wait_page(request, outcome.wait)
    if outcome.user_id is None:
        refuse(form, WRONG, field="password")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, form)
    request.session.flash("Your password is changed. Other devices are signed out.")
    return HTTPSeeOther(request.route_path("account"))


def _end_others(request: Request, person: Identity) -> HTTPSeeOther:
    count = request.service(SessionService).end_all(person.user_id, but=person.session_id)
    request.service(AuditLog).record(EventKind.SESSIONS_ENDED, actor=person.user_id, count=count)
    request.session.flash("Other devices are signed out.")
    return HTTPSeeOther(request.route_path("account"))


@view_config(route_name="sessions", request_method="POST", permission=Permission.ACCOUNT_MANAGE)
def end_sessions(request: Request) -> HTTPSeeOther:
    """End one session, or every one, this one among them."""
    person = request.person
    sessions = request.service(SessionService)
    everywhere = request.POST.get("end") == "everywhere"
    if everywhere:
        count = sessions.end_all(person.user_id)
    else:
        count = int(sessions.end_one(person.user_id, request.POST.get("end", "")))
    if count:
        request.service(AuditLog).record(
            EventKind.SESSIONS_ENDED, actor=person.user_id, count=count
        )
    if everywhere or request.POST.get("end") == person.session_id:
        forget(request)
        response = HTTPSeeOther(request.route_path("sign_in"))
        response.headers["Clear-Site-Data"] = CLEAR
        return response
    request.session.flash("That session has ended.")
    return HTTPSeeOther(request.route_path("account"))


def _form(request: Request) -> Form:
    return create_form(
        request, change_password_schema(request.person.email), buttons=("Change the password",)
    )


def _page(request: Request, form: Form) -> dict[str, Any]:
    person = request.person
    now = request.clock()
    return {
        "form": form,
        "email": person.email,
        "mailbox": "@" in person.email,
        "second_factor": person.second_factor,
        "codes_left": request.service(SecondFactors).codes_left(person.user_id),
        "teams": [
            {"name": one.name, "href": request.route_path("people", org=one.id)}
            for one, _ in request.service(Organizations).of_user(person.user_id)
        ],
        "sessions": [
            {
                "id": one.id,
                "device": one.device or UNKNOWN,
                "started": time_words(one.created_at, now),
                "seen": time_words(one.last_seen_at, now),
                "this": one.id == person.session_id,
            }
            for one in request.service(SessionService).listed(person.user_id)
        ],
    }
