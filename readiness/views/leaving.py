"""Having an organization deleted, keeping it after all, and closing one's own account."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import forget
from pyramid.view import view_config

from readiness.forms.leaving import deletion_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import OrganizationKind
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security import reauth
from readiness.security.pages import error_page
from readiness.security.permissions import Permission
from readiness.services.leaving import GRACE, Leaving
from readiness.views.sign_in import CLEAR
from readiness.views.times import date_words

PAGE: Final = "pages/delete.jinja2"
ACCOUNT_PAGE: Final = "pages/account_delete.jinja2"
GONE: Final = "Your account is closed"
GONE_TEXT: Final = (
    "You are signed out. Your address and your password are deleted. What you answered stays "
    "with your organization, without you. You can close this page."
)


@view_config(
    route_name="delete",
    request_method="GET",
    permission=Permission.ORGANIZATION_DELETE,
    renderer=PAGE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Say what would be deleted, when, and what stays."""
    return _page(context, _form(request, "Delete in two weeks"))


@view_config(
    route_name="delete",
    request_method="POST",
    permission=Permission.ORGANIZATION_DELETE,
    renderer=PAGE,
)
def change(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Begin the grace, or end it: keeping everything needs no password."""
    leaving, by = request.service(Leaving), context.membership.user_id
    if "keep" in request.POST:
        if leaving.stop(context.organization.id, by=by):
            request.session.flash("Everything stays. Nothing will be deleted.")
        return HTTPSeeOther(request.route_path("home"))
    reauth.require(request)
    form = _form(request, "Delete in two weeks")
    if submitted(request, form) is None:
        return _page(context, form)
    leaving.ask(context.organization.id, by=by)
    return HTTPSeeOther(request.route_path("delete", org=context.organization.id))


@view_config(
    route_name="account_delete",
    request_method="GET",
    permission=Permission.ACCOUNT_READ,
    renderer=ACCOUNT_PAGE,
)
def show_account(request: Request) -> dict[str, Any]:
    """Say what closing the account deletes, and what has to be settled first."""
    return _account_page(request, _form(request, "Close my account"))


@view_config(
    route_name="account_delete",
    request_method="POST",
    permission=Permission.ACCOUNT_MANAGE,
    renderer=ACCOUNT_PAGE,
)
def close_account(request: Request) -> dict[str, Any] | Response:
    """Close the account and sign out everywhere."""
    reauth.require(request)
    form = _form(request, "Close my account")
    if submitted(request, form) is None:
        return _account_page(request, form)
    person = request.person
    if not request.service(Leaving).close_account(person.user_id):
        request.response.status_int = HTTPStatus.CONFLICT
        return _account_page(request, form)
    forget(request)
    response = error_page(request, 200, title=GONE, text=GONE_TEXT)
    response.headers["Clear-Site-Data"] = CLEAR
    return response


def _form(request: Request, title: str) -> Form:
    return create_form(request, deletion_schema(), buttons=(Button(name="delete", title=title),))


def _page(context: OrganizationContext, form: Form) -> dict[str, Any]:
    organization = context.organization
    asked = organization.erase_at is not None
    return {
        "organization": organization,
        "when": date_words(organization.erase_at) if organization.erase_at else "",
        "days": GRACE.days,
        "runs_programs": organization.kind is OrganizationKind.PROGRAM,
        "form": None if asked else form,
    }


def _account_page(request: Request, form: Form) -> dict[str, Any]:
    first = request.service(Leaving).only_lead_of(request.person.user_id)
    return {"first": first, "form": None if first else form}
