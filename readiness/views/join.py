"""Becoming a member by a code. Opening a link changes nothing: programs open links to look.

The link's code moves into a cookie at once, so that it stands in no address, history or log
any longer than that. Whatever is wrong with a code, the page is the same.
"""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, remember
from pyramid.view import view_config

from readiness.forms.people import code_schema, join_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.models import Invitation
from readiness.request import Request
from readiness.security import cookies
from readiness.security.codes import LONG, normal_code
from readiness.security.limits import Limit, address
from readiness.security.permissions import Permission
from readiness.services.invitations import Invitations, Joined, Outcome
from readiness.views.role_words import person_words, role_choices
from readiness.views.sign_in import wait_page

PAGE: Final = "pages/join.jinja2"
TAKEN: Final = "Somebody signs in with this name. Please choose another one."
KNOWN: Final = "You have an account with this address. Sign in with it, then join."
OTHER_ADDRESS: Final = "The invitation was sent to another address."


@view_config(route_name="join_code", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def follow(request: Request) -> HTTPSeeOther:
    """Take the code out of the address."""
    code = normal_code(request.matchdict["code"])
    cookies.put(request, cookies.JOIN, code if len(code) == LONG else "none")
    return HTTPSeeOther(request.route_path("join"))


@view_config(
    route_name="join", request_method="GET", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def look(request: Request) -> dict[str, Any] | Response:
    """Show what the code is for, or ask for one."""
    return _page(request)


@view_config(
    route_name="join", request_method="POST", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def enter(request: Request) -> dict[str, Any] | Response:
    """Take a code that was typed."""
    form = _code_form(request)
    values = submitted(request, form)
    if values is None:
        return _blank(form)
    code = normal_code(values["code"])
    cookies.put(request, cookies.JOIN, code if len(code) == LONG else "none")
    return HTTPSeeOther(request.route_path("join"))


@view_config(route_name="join_account", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def back(request: Request) -> HTTPSeeOther:
    """Lead whoever reloads the address of the form to the form."""
    return HTTPSeeOther(request.route_path("join"))


@view_config(
    route_name="join_account",
    request_method="POST",
    renderer=PAGE,
    permission=NO_PERMISSION_REQUIRED,
)
def join_with_new_account(request: Request) -> dict[str, Any] | Response:
    """Make an account, join, and sign in."""
    invitation = _find(request)
    if invitation is None or request.identity is not None:
        return _page(request)
    form = _account_form(request, invitation)
    values = submitted(request, form)
    if values is None:
        return _invited(request, invitation, form)
    limits = request.registry.limits
    if not limits.free(Limit.NAMES_TAKEN, address(request)):
        return wait_page(request, 600)
    outcome = request.service(Invitations).accept_new(
        _code(request), values["email"], values["password"]
    )
    if outcome.joined in WORDS:
        limits.count(Limit.NAMES_TAKEN, address(request))
        bound = invitation.bound_to is not None
        words = KNOWN if bound and outcome.joined is Joined.TAKEN else WORDS[outcome.joined]
        refuse(form, words, field="email")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _invited(request, invitation, form)
    return _joined(request, outcome, new=True)


@view_config(
    route_name="join_accept",
    request_method="POST",
    renderer=PAGE,
    permission=Permission.ACCOUNT_MANAGE,
)
def accept(request: Request) -> dict[str, Any] | Response:
    """Join with the account that is signed in."""
    outcome = request.service(Invitations).accept(_code(request), request.person.user_id)
    return _joined(request, outcome, new=False)


WORDS: Final = {Joined.TAKEN: TAKEN, Joined.OTHER_ADDRESS: OTHER_ADDRESS}


def _joined(request: Request, outcome: Outcome, *, new: bool) -> dict[str, Any] | Response:
    if outcome.joined is Joined.OTHER_ADDRESS:
        return _page(request)
    if outcome.joined is Joined.GONE:
        return _gone(request)
    cookies.put(request, cookies.JOIN, None)
    if new:
        remember(request, str(outcome.user_id))
    already = outcome.joined is Joined.ALREADY
    request.session.flash("You belong to this team already." if already else "You have joined.")
    return HTTPSeeOther(request.route_path("people", org=outcome.organization_id))


def _code(request: Request) -> str:
    return cookies.read(request, cookies.JOIN) or ""


def _find(request: Request) -> Invitation | None:
    code = _code(request)
    return request.service(Invitations).find(code) if code else None


def _page(request: Request) -> dict[str, Any] | Response:
    if not _code(request):
        return _blank(_code_form(request))
    limits = request.registry.limits
    if not (limits.free(Limit.CODES, address(request)) and limits.free(Limit.ALL_CODES, "")):
        return wait_page(request, 60)
    invitation = _find(request)
    if invitation is None:
        limits.count(Limit.CODES, address(request))
        limits.count(Limit.ALL_CODES, "")
        return _gone(request)
    form = None if request.identity else _account_form(request, invitation)
    return _invited(request, invitation, form)


def _gone(request: Request) -> dict[str, Any]:
    request.response.status_int = HTTPStatus.GONE
    return _blank(_code_form(request)) | {"gone": True}


def _blank(form: Form) -> dict[str, Any]:
    return {"invitation": None, "gone": False, "form": form}


def _invited(request: Request, invitation: Invitation, form: Form | None) -> dict[str, Any]:
    organization = invitation.organization
    identity = request.identity
    fits = identity is None or request.service(Invitations).is_for(invitation, identity.email)
    return {
        "invitation": invitation,
        "gone": False,
        "form": form,
        "who": person_words(organization.kind, invitation.role, invitation.work_role),
        "what": role_choices(organization.kind)[invitation.role.value],
        "email": identity.email if identity else "",
        "fits": fits,
    }


def _code_form(request: Request) -> Form:
    schema = code_schema(
        title="Your code",
        description="16 letters and numbers. Dashes and small letters do not matter.",
    )
    return create_form(request, schema, buttons=("Go on",), action=request.route_path("join"))


def _account_form(request: Request, invitation: Invitation) -> Form:
    return create_form(
        request,
        join_schema(by_mail=invitation.bound_to is not None),
        buttons=("Join",),
        action=request.route_path("join_account"),
    )
