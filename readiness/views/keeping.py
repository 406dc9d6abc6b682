"""Signing in again without losing what was typed.

A page that was open for longer than a session sends its form too late. The answer is the
sign-in form, which carries the sealed fields along; after signing in, one button sends them.
"""

from typing import Final

from pyramid.renderers import render_to_response
from pyramid.response import Response

from readiness.forms.accounts import sign_in_schema
from readiness.forms.renderer import Form, create_form
from readiness.request import Request
from readiness.security.current import lapsed
from readiness.security.keeping import Kept, seal, unseal

KEPT_ROUTES: Final = frozenset({"section", "profile", "organizations"})
"""Pages on which somebody writes for a while. Forms with passwords are never kept."""


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
    fields = tuple(
        (name, value)
        for name, value in request.POST.items()
        if name != "csrf_token" and isinstance(value, str)
    )
    kept = Kept(before.user_id, request.path_qs, fields)
    form = sign_in_form(request)
    form.set_appstruct({"kept": seal(request.app_settings, kept)})
    response: Response = render_to_response(
        "pages/sign_in.jinja2", {"form": form, "kept": True, "samples": ()}, request=request
    )
    response.status_int = 401
    return response


def sign_in_form(request: Request) -> Form:
    """Make the sign-in form, which is sent to the sign-in page from wherever it is shown."""
    return create_form(
        request,
        sign_in_schema(),
        buttons=("Sign in",),
        action=request.route_path("sign_in"),
    )


def give_back(request: Request, text: str, *, user_id: str) -> Response | None:
    """Show what was kept, ready to be sent; None when it is not this person's."""
    kept = unseal(request.app_settings, text, user_id=user_id) if text else None
    if kept is None:
        return None
    response: Response = render_to_response(
        "pages/signed_in_again.jinja2", {"path": kept.path, "fields": kept.fields}, request=request
    )
    return response
