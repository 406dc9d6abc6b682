"""Getting back in without a mailbox: a code from the lead leads to a new password."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.forms.people import code_schema
from readiness.forms.renderer import Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.security.codes import normal_code
from readiness.security.limits import Limit, address
from readiness.services.accounts import Accounts
from readiness.views.sign_in import wait_page

PAGE: Final = "pages/way_back.jinja2"
WRONG: Final = "This code does not work. It may be used or too old, or there is a slip in it."


@view_config(
    route_name="way_back", request_method="GET", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def ask(request: Request) -> dict[str, Any]:
    """Ask for the code."""
    return {"form": _form(request)}


@view_config(
    route_name="way_back", request_method="POST", renderer=PAGE, permission=NO_PERMISSION_REQUIRED
)
def enter(request: Request) -> dict[str, Any] | Response:
    """Lead on to the new password, if the code works; nothing is used up yet."""
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    limits = request.registry.limits
    if not (limits.free(Limit.CODES, address(request)) and limits.free(Limit.ALL_CODES, "")):
        return wait_page(request, 60)
    code = normal_code(values["code"])
    if request.service(Accounts).reset_waits(code) is None:
        limits.count(Limit.CODES, address(request))
        limits.count(Limit.ALL_CODES, "")
        refuse(form, WRONG, field="code")
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return {"form": form}
    return HTTPSeeOther(request.route_path("reset_token", token=code))


def _form(request: Request) -> Form:
    schema = code_schema(
        title="Your code",
        description="16 letters and numbers. Dashes and small letters do not matter.",
    )
    return create_form(request, schema, buttons=("Go on",))
