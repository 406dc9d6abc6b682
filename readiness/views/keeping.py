"""Signing in again without losing what was typed.

A page that was open for longer than a session sends its form too late. The answer is the
sign-in form, which carries the sealed fields along; after signing in, one button sends them.
"""

import re
from http import HTTPStatus
from typing import Final

from pyramid.renderers import render_to_response
from pyramid.response import Response

from readiness.forms.accounts import sign_in_schema
from readiness.forms.renderer import Form, create_form
from readiness.request import Request
from readiness.security.current import lapsed
from readiness.security.keeping import Kept, seal, unseal

KEPT_ROUTES: Final = frozenset(
    {
        "agree",
        "consultation_item",
        "consultation_items",
        "consultation_agenda",
        "consultation_meeting",
        "consultation_plan",
        "consultation_steps",
        "engagement",
        "engagements",
        "plan_done",
        "plan_new",
        "plan_step",
        "key_in_form",
        "key_in_note",
        "pulse",
        "section",
        "profile",
        "organizations",
        "portfolio_ask",
        "share_change",
        "share_new",
    }
)
"""Pages on which somebody writes for a while. Forms with passwords are never kept."""
SECRET: Final = re.compile(r"csrf_token|code|.*password")
"""Fields that are never carried along."""


def keepable(request: Request) -> bool:
    """Whether this late form is one to keep."""
    route = request.matched_route
    return (
        request.method == "POST"
        and route is not None
        and route.name in KEPT_ROUTES
        and lapsed(request) is not None
    )


def keep_page(request: Request) -> Response:
    """Ask to sign in again, with what was typed carried along."""
    before = lapsed(request)
    assert before is not None  # noqa: S101 -- `keepable` has looked
    return carry_page(request, seal_post(request, before.user_id))


def seal_post(request: Request, user_id: str) -> str:
    """Seal the fields of this form for one person. Passwords and codes are left out."""
    fields = tuple(
        (name, value)
        for name, value in request.POST.items()
        if isinstance(value, str) and not SECRET.fullmatch(name)
    )
    return seal(request.app_settings, Kept(user_id, request.path_qs, fields))


def carried_on(request: Request) -> str:
    """Return the sealed form that a late answer of `/confirm` still carries; empty for none."""
    route = request.matched_route
    if request.method != "POST" or route is None or route.name != "confirm":
        return ""
    kept = request.POST.get("kept", "")
    return kept if isinstance(kept, str) else ""


def carry_page(request: Request, sealed: str) -> Response:
    """Show the sign-in form with a sealed form inside."""
    form = sign_in_form(request)
    form.set_appstruct({"kept": sealed})
    response: Response = render_to_response(
        "pages/sign_in.jinja2", {"form": form, "kept": True, "samples": ()}, request=request
    )
    response.status_int = HTTPStatus.UNAUTHORIZED
    return response


def sign_in_form(request: Request) -> Form:
    """Make the sign-in form, which is sent to the sign-in page from wherever it is shown."""
    return create_form(
        request,
        sign_in_schema(),
        buttons=("Sign in",),
        action=request.route_path("sign_in"),
    )


def give_back(request: Request, text: str, *, user_id: str, again: bool = True) -> Response | None:
    """Show what was kept, ready to be sent; None when it is not this person's.

    `again` says that they have just signed in, and not only given the password once more.
    """
    kept = unseal(request.app_settings, text, user_id=user_id) if text else None
    if kept is None:
        return None
    response: Response = render_to_response(
        "pages/signed_in_again.jinja2",
        {"path": kept.path, "fields": kept.fields, "again": again},
        request=request,
    )
    return response
