"""Setting up the second step of signing in, taking it off, and spare codes."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.response import Response
from pyramid.view import exception_view_config, view_config

from readiness.forms.people import set_up_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.security import reauth
from readiness.security.codes import spell
from readiness.security.pages import error_page
from readiness.security.permissions import Permission
from readiness.security.redirects import local_path
from readiness.security.second_step import SecondStepNeededError
from readiness.services.alerts import Alerts
from readiness.services.audit import EventKind
from readiness.services.second_factors import Proposal, SecondFactors
from readiness.views.qr import picture

PAGE: Final = "pages/second_step.jinja2"
CODES: Final = "pages/recovery_codes.jinja2"
OFF: Final = "pages/second_step_off.jinja2"
WRONG: Final = "This code does not fit. Wait for the next one, and check the clock of your phone."


@exception_view_config(SecondStepNeededError)
def needed(_error: SecondStepNeededError, request: Request) -> Response:
    """Lead to setting it up; a form is asked to wait, and stays as it was typed."""
    if request.method in {"GET", "HEAD"}:
        return HTTPSeeOther(request.route_path("second_step", _query={"next": request.path_qs}))
    return error_page(
        request,
        403,
        title="Your team now asks for a second step",
        text="Open your account in a new tab and set it up there. Then go back and send this "
        "again. What you wrote is still on that page.",
    )


@view_config(
    route_name="second_step",
    request_method="GET",
    renderer=PAGE,
    permission=Permission.ACCOUNT_READ,
)
def show(request: Request) -> dict[str, Any] | Response:
    """Show a new secret as a picture and in letters; whoever has one goes to the account."""
    reauth.require(request)
    if request.person.second_factor:
        return HTTPSeeOther(request.route_path("account"))
    proposal = request.service(SecondFactors).propose(request.person.session_id)
    form = _form(request)
    following = local_path(request.GET.get("next")) or ""
    form.set_appstruct({"sealed": proposal.sealed, "next": following})
    return _page(form, proposal, led=bool(following))


@view_config(
    route_name="second_step",
    request_method="POST",
    renderer=PAGE,
    permission=Permission.ACCOUNT_MANAGE,
)
def turn_on(request: Request) -> dict[str, Any] | Response:
    """Keep the secret when its first code has come, and show the spare codes."""
    reauth.require(request)
    person = request.person
    factors = request.service(SecondFactors)
    form = _form(request)
    values = submitted(request, form)
    proposal = factors.propose(person.session_id, request.POST.get("sealed", ""))
    following = local_path(request.POST.get("next")) or ""
    if values is not None:
        codes = factors.turn_on(person.user_id, proposal, values["code"])
        if codes is not None:
            return _codes(request, codes, following=following)
        refuse(form, WRONG, field="code")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    form["sealed"].cstruct = proposal.sealed
    return _page(form, proposal, led=bool(following))


@view_config(
    route_name="recovery_codes",
    request_method="POST",
    permission=Permission.ACCOUNT_MANAGE,
)
def new_codes(request: Request) -> Response:
    """Make new spare codes; the ones there were end."""
    reauth.require(request)
    factors = request.service(SecondFactors)
    if not request.person.second_factor:
        return HTTPSeeOther(request.route_path("second_step"))
    return _codes(request, factors.renew_codes(request.person.user_id), following="")


@view_config(
    route_name="second_step_off",
    request_method="GET",
    renderer=OFF,
    permission=Permission.ACCOUNT_READ,
)
def ask_off(request: Request) -> dict[str, Any] | Response:
    """Say what taking it off means."""
    reauth.require(request)
    if not request.person.second_factor:
        return HTTPSeeOther(request.route_path("account"))
    required = any(one.requires_second_factor for one in request.person.memberships)
    return {"required": required}


@view_config(
    route_name="second_step_off",
    request_method="POST",
    permission=Permission.ACCOUNT_MANAGE,
)
def turn_off(request: Request) -> HTTPSeeOther:
    """Forget the secret and the codes, and tell the other leads."""
    reauth.require(request)
    user_id = request.person.user_id
    if request.person.second_factor:
        request.service(SecondFactors).turn_off(user_id)
        request.service(Alerts).raise_for(EventKind.SECOND_FACTOR_REMOVED, user_id, actor=user_id)
        request.session.flash("Signing in asks for your password only.")
    return HTTPSeeOther(request.route_path("account"))


def _codes(request: Request, codes: tuple[str, ...], *, following: str) -> Response:
    response: Response = render_to_response(
        CODES, {"codes": codes, "next": following}, request=request
    )
    return response


def _form(request: Request) -> Form:
    return create_form(
        request,
        set_up_schema(),
        buttons=("Turn it on",),
        action=request.route_path("second_step"),
    )


def _page(form: Form, proposal: Proposal, *, led: bool) -> dict[str, Any]:
    return {
        "form": form,
        "picture": picture(proposal.address, scale=4),
        "secret": spell(proposal.secret).replace("-", " "),
        "led": led,
    }
