"""One's own paper and one's answers on the screen, put together."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.renderer import Form, refuse, submitted
from readiness.forms.two_sheets import Differs, choosing_form
from readiness.request import Request
from readiness.resources_paper import PaperContext
from readiness.security.permissions import Permission
from readiness.services.answers import SubmittedError
from readiness.services.assessments import instruments_of
from readiness.services.keying import Choice, Compared, Key, Keying
from readiness.services.two_sheets import Fate
from readiness.views.addresses import page_of, way
from readiness.views.key_in import FROZEN, is_open

TEMPLATE: Final = "pages/key_in_merge.jinja2"
CHOOSE: Final = "Choose which answer to keep."


@view_config(
    route_name="key_in_merge",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: PaperContext, request: Request) -> dict[str, Any]:
    """Show what is the same, what is taken, and what differs."""
    compared = _compared(context, request)
    form = choosing_form(request, _differing(context, compared), url=_url(context, request))
    return _values(context, compared, form)


@view_config(
    route_name="key_in_merge",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def merge(context: PaperContext, request: Request) -> dict[str, Any] | Response:
    """Put together what can be; ask again about what is still to be chosen."""
    compared = _compared(context, request)
    differing = _differing(context, compared)
    form = choosing_form(request, differing, url=_url(context, request))
    values = submitted(request, form)
    if values is None:
        return _values(context, compared, form)
    choices = {
        (one.instrument, one.item.id): Choice(values[one.name], values[f"{one.name}-token"])
        for one in differing
        if one.name in values
    }
    try:
        left = request.service(Keying).merge(
            context.assessment.id, context.draft.sheet_id, context.membership, choices
        )
    except SubmittedError:
        refuse(form, FROZEN)
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _values(context, compared, form)
    if left:
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return _ask_again(context, request, left)
    request.session.flash("Put together. Your paper is part of your answers now.")
    return HTTPSeeOther(page_of(request, "review", context.assessment))


def _compared(context: PaperContext, request: Request) -> dict[Key, Compared]:
    if not context.draft.own:
        # A colleague's paper has nothing to do with one's own answers.
        raise HTTPNotFound
    return request.service(Keying).compare(
        context.assessment.id, context.draft.sheet_id, context.membership.user_id
    )


def _ask_again(
    context: PaperContext, request: Request, left: Mapping[Key, Compared]
) -> dict[str, Any]:
    differing = _differing(context, left)
    form = choosing_form(request, differing, url=_url(context, request))
    for one in differing:
        refuse(form, CHOOSE, field=one.name)
    return _values(context, left, form, rest=True)


def _differing(context: PaperContext, compared: Mapping[Key, Compared]) -> list[Differs]:
    return [
        Differs(instrument.id, item, one.screen.value, one.paper.value, one.token)
        for instrument in instruments_of(context.assessment)
        for item in instrument.items
        if (one := compared.get((instrument.id, item.id))) and one.outcome.fate is Fate.DIFFERENT
    ]


def _values(
    context: PaperContext,
    compared: Mapping[Key, Compared],
    form: Form,
    *,
    rest: bool = False,
) -> dict[str, Any]:
    fates = [one.outcome.fate for one in compared.values()]
    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "sheet": context.draft.sheet_id,
        "open": is_open(context),
        "form": form,
        "rest": rest,
        "count": {fate.value: fates.count(fate) for fate in Fate},
    }


def _url(context: PaperContext, request: Request) -> str:
    return page_of(request, "key_in_merge", context.assessment, sheet=context.draft.sheet_id)
