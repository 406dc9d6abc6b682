"""The second step of signing in: a code of the app, or a spare code.

Until it has come, the session opens nothing but this page, signing out, and leaving.
"""

from http import HTTPStatus
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, remember
from pyramid.view import view_config

from readiness.forms.renderer import refuse, submitted
from readiness.request import Request
from readiness.security.current import half_open
from readiness.security.limits import Limit, address
from readiness.security.redirects import local_path
from readiness.services.accounts import Accounts
from readiness.services.second_factors import SecondFactors
from readiness.views.confirm import WRONG_CODE
from readiness.views.sign_in import CODE_PAGE, code_form, go_on, wait_page


@view_config(
    route_name="sign_in_code",
    request_method="GET",
    renderer=CODE_PAGE,
    permission=NO_PERMISSION_REQUIRED,
)
def ask(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Ask for the code, after a right password."""
    if half_open(request) is None:
        return HTTPSeeOther(request.route_path("sign_in"))
    form = code_form(request)
    form.set_appstruct({"next": local_path(request.GET.get("next")) or ""})
    return {"form": form}


@view_config(
    route_name="sign_in_code",
    request_method="POST",
    renderer=CODE_PAGE,
    permission=NO_PERMISSION_REQUIRED,
)
def compare(request: Request) -> dict[str, Any] | Response:
    """Compare the code, and begin a session with a new cookie."""
    user_id = half_open(request)
    if user_id is None:
        return HTTPSeeOther(request.route_path("sign_in"))
    form = code_form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    limits = request.registry.limits
    if not limits.free(Limit.FAILED_SIGN_INS, address(request)):
        return wait_page(request, 60)
    checked = request.service(Accounts).sign_in_with_code(user_id, values["code"])
    if checked.wait:
        return wait_page(request, checked.wait)
    if not checked.right:
        limits.count(Limit.FAILED_SIGN_INS, address(request))
        refuse(form, WRONG_CODE, field="code")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return {"form": form}
    remember(request, user_id)
    if checked.recovered:
        left = request.service(SecondFactors).codes_left(user_id)
        request.session.flash(f"You used a spare code. {left} are left.")
    return go_on(request, values, user_id=user_id)
