"""One part of a questionnaire: shown, and saved as a whole page without a script."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.notes import look_again
from readiness.forms.section import Read, read_page
from readiness.request import Request
from readiness.resources import SectionContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, Outcome, SubmittedError
from readiness.services.assessments import instruments_of
from readiness.services.parts import step_after, step_of
from readiness.views.addresses import page_of, section_of
from readiness.views.section_page import SectionPage

TEMPLATE: Final = "pages/section.jinja2"


@view_config(
    route_name="section",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: SectionContext, request: Request) -> dict[str, Any]:
    """Show a part with what is saved; `look` names notes to look at once more."""
    page = SectionPage(context, request)
    return page.values(look=request.GET.get("look", "").split(","))


@view_config(
    route_name="section",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def save(context: SectionContext, request: Request) -> dict[str, Any] | Response:
    """Save what can be saved, item by item; ask again about the rest."""
    page = SectionPage(context, request)
    reads = {one.item.id: read_page(one, request.POST) for one in page.questions}
    try:
        outcomes = _save(context, request, reads)
    except SubmittedError:
        request.response.status_int = HTTPStatus.CONFLICT
        return page.values(reads=reads)
    clashed = any(outcome.clash for outcome in outcomes.values())
    if clashed or any(read.errors for read in reads.values()):
        request.response.status_int = (
            HTTPStatus.CONFLICT if clashed else HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return page.values(reads=reads, outcomes=outcomes)
    looked = [
        item for item, one in outcomes.items() if one.changed and look_again(one.stored.value.note)
    ]
    if looked:
        return HTTPSeeOther(f"{page.url}?look={','.join(looked)}")
    return HTTPSeeOther(_next(context, request))


def _save(context: SectionContext, request: Request, reads: dict[str, Read]) -> dict[str, Outcome]:
    sent = {item: read.sent for item, read in reads.items() if read.sent}
    return request.service(Answers).save(
        context.assessment.id,
        context.instrument.id,
        sent,
        user_id=context.membership.user_id,
        role=context.membership.role,
    )


def _next(context: SectionContext, request: Request) -> str:
    if request.POST.get("go") == "home":
        home: str = request.route_path("home")
        return home
    instruments = instruments_of(context.assessment)
    step = step_after(instruments, step_of(instruments, context.instrument.id, context.domain.id))
    if step is None:
        return page_of(request, "review", context.assessment)
    return section_of(request, context.assessment, step)
