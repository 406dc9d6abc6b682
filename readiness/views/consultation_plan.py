"""The plan in a consultation: read by both sides; the TA provider says how it can help."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.advising import advice_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import PlanStep, Side, StepStatus
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.advising import Advice, Advising, advice_of
from readiness.services.merging import MovedOnError
from readiness.services.plan_sheets import STATUSES, owner_words
from readiness.views.addresses import page_of
from readiness.views.consultation_item import MOVED_ON
from readiness.views.consulting import frame, opened, plan_page, writer
from readiness.views.times import date_words

TEMPLATE: Final = "pages/consultation_plan.jinja2"


@dataclass(frozen=True, slots=True)
class Line:
    """A step as both sides read it; notes, tasks and reasons stay the team's."""

    id: str
    title: str
    status: str
    words: str
    advice: Advice
    own_page: str
    """Where the team works on it; empty for the TA provider."""


@view_config(
    route_name="consultation_plan",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show the steps; `step` names the one to write about."""
    opened(context, request, "plan")
    steps = request.service(Advising).steps(context.assessment)
    asked = str(request.GET.get("step", ""))
    step = next((one for one in steps if one.id == asked), None)
    form = None
    if step is not None and request.has_permission(Permission.PLAN_ADVISE):
        form = _form(request, step)
        form.set_appstruct(_values(advice_of(step), step))
    return _page(context, request, steps, form, step)


@view_config(
    route_name="consultation_plan",
    request_method="POST",
    permission=Permission.PLAN_ADVISE,
    renderer=TEMPLATE,
)
def save(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Keep what the TA provider says about a step."""
    advising = request.service(Advising)
    steps = advising.steps(context.assessment)
    wanted = request.POST.get("step", "")
    step = next((one for one in steps if one.id == wanted), None)
    if step is None:
        return _moved_on(request)
    form = _form(request, step)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, steps, form, step)
    said = Advice(values["support"].strip(), values.get("words", step.advisor_words).strip())
    try:
        stored = advising.say(
            context.assessment, step.id, said, seen=values["version"], writer=writer(context)
        )
    except MovedOnError:
        return _moved_on(request)
    if stored is None:
        request.session.flash("Saved.")
        return HTTPSeeOther(request.path)
    request.response.status_int = HTTPStatus.CONFLICT
    again = _form(request, stored)
    again.set_appstruct(_values(said, stored))
    return _page(context, request, steps, again, stored) | {"theirs": advice_of(stored)}


def _moved_on(request: Request) -> Response:
    request.session.flash(MOVED_ON)
    return HTTPSeeOther(request.path)


def _form(request: Request, step: PlanStep) -> Form:
    return create_form(
        request,
        advice_schema(done=step.status is StepStatus.DONE),
        buttons=(Button(name="save", title="Save"),),
        action=request.path,
    )


def _values(advice: Advice, step: PlanStep) -> dict[str, Any]:
    return {
        "support": advice.support,
        "words": advice.words,
        "step": step.id,
        "version": step.version,
    }


def _page(
    context: ConsultationContext,
    request: Request,
    steps: Sequence[PlanStep],
    form: Form | None,
    step: PlanStep | None,
) -> dict[str, Any]:
    return {
        **frame(context, request, "plan"),
        "steps": [_line(context, request, one) for one in steps],
        "form": form,
        "step": step,
        "plan": plan_page(context, request),
        "advises": request.has_permission(Permission.PLAN_ADVISE),
        "theirs": None,
    }


def _line(context: ConsultationContext, request: Request, step: PlanStep) -> Line:
    words = [owner_words(step.owner) or "Nobody leads it yet"]
    if step.done_at is not None:
        words.append(f"done on {date_words(step.done_at)}")
    elif step.due_on is not None:
        words.append(f"by {date_words(step.due_on)}")
    own = context.side is Side.TEAM
    return Line(
        id=step.id,
        title=step.title,
        status=STATUSES[step.status],
        words=", ".join(words),
        advice=advice_of(step),
        own_page=page_of(request, "plan_step", context.assessment, step=step.id) if own else "",
    )
