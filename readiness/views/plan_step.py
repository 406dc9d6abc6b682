"""One step of the plan: why, what to do, how far it is, and what moved. Adding one of your own."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.notes import NoteWarning, look_again
from readiness.forms.plan import Offered, read_step, shown_step, step_schema
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.models import PlanStep, StepChoice, StepOrigin, StepStatus
from readiness.request import Request
from readiness.resources import AssessmentContext, PlanStepContext
from readiness.security.permissions import Permission
from readiness.services.offers import Offer
from readiness.services.plans import (
    Action,
    Draft,
    PlanFullError,
    Plans,
    actions_of,
    draft_of,
    role_of,
)
from readiness.services.reports import report_of
from readiness.services.submissions import Submissions
from readiness.views.addresses import page_of, way
from readiness.views.plan import FULL, note_change, waiting
from readiness.views.plan_words import history, said
from reports.model import Step

TEMPLATE: Final = "pages/plan_step.jinja2"
NEW: Final = "pages/plan_new.jinja2"
CLASH: Final = (
    "Somebody else changed this step meanwhile. What you typed is still here. Look at both, "
    "then save again to keep yours."
)


@view_config(
    route_name="plan_step",
    request_method="GET",
    permission=Permission.PLAN_READ,
    renderer=TEMPLATE,
)
def show(context: PlanStepContext, request: Request) -> dict[str, Any]:
    """Show one step; `look` asks to read the notes once more."""
    form = None
    if request.has_permission(Permission.PLAN_STEP_EDIT):
        form = _form(context, request)
        form.set_appstruct(shown_step(draft_of(context.step), context.step.version))
    look = _warnings(draft_of(context.step)) if "look" in request.GET else ()
    return _values(context, request, form, look=look)


@view_config(
    route_name="plan_step",
    request_method="POST",
    permission=Permission.PLAN_STEP_EDIT,
    renderer=TEMPLATE,
)
def save(context: PlanStepContext, request: Request) -> dict[str, Any] | Response:
    """Keep what was typed, unless somebody else saved the step meanwhile."""
    form = _form(context, request)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, form)
    before = draft_of(context.step)
    draft = read_step(values, before)
    plans = request.service(Plans)
    changed = plans.change(
        context.step, draft, seen=values["version"], role=role_of(context.membership)
    )
    if changed.clash:
        return _clash(context, request, draft, changed.step)
    note_change(context, request, count=len(changed.moved))
    if draft.status is StepStatus.DONE and before.status is not StepStatus.DONE:
        return HTTPSeeOther(page_of(request, "plan_done", context.assessment, step=context.step.id))
    if changed.moved and _warnings(draft):
        return HTTPSeeOther(f"{request.path}?look=note")
    request.session.flash("Saved." if changed.moved else "Nothing was changed.")
    return HTTPSeeOther(page_of(request, "plan", context.assessment))


@view_config(
    route_name="plan_new", request_method="GET", permission=Permission.PLAN_EDIT, renderer=NEW
)
def ask(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Ask for a step of their own, or what they make of a step of the report."""
    offer = _offer(context, request)
    form = _new_form(request, offer)
    form.set_appstruct(shown_step(_start(offer), 0))
    return _new_values(context, form, offer)


@view_config(
    route_name="plan_new", request_method="POST", permission=Permission.PLAN_EDIT, renderer=NEW
)
def add(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Add the step, or note why not."""
    offer = _offer(context, request)
    form = _new_form(request, offer)
    values = submitted(request, form)
    if values is None:
        return _new_values(context, form, offer)
    draft = read_step(values, _start(offer))
    plans, role = request.service(Plans), role_of(context.membership)
    try:
        if offer:
            plans.decide(context.assessment, offer, draft, role=role)
        else:
            plans.add(context.assessment, draft, role=role)
    except PlanFullError:
        request.response.status_int = HTTPStatus.CONFLICT
        refuse(form, FULL)
        return _new_values(context, form, offer)
    note_change(context, request)
    adopted = draft.choice is StepChoice.ADOPTED
    request.session.flash("The step is in your plan." if adopted else "Noted, with your reason.")
    return HTTPSeeOther(page_of(request, "plan", context.assessment))


@dataclass(frozen=True, slots=True)
class Theirs:
    """One field that somebody else saved meanwhile."""

    name: str
    words: str


def why_of(context: PlanStepContext, request: Request) -> Step | None:
    """Return the step as its report explains it; None for one of a team's own."""
    step = context.step
    if step.lesson_id is None or step.assessment_id is None:
        return None
    frozen = request.service(Submissions).frozen(step.assessment_id)
    if frozen is None:
        return None
    found = (
        one
        for each in report_of(frozen).steps
        for tier in each.tiers
        for one in tier.steps
        if one.id == step.lesson_id
    )
    return next(found, None)


def _clash(
    context: PlanStepContext, request: Request, draft: Draft, stored: PlanStep
) -> dict[str, Any]:
    request.response.status_int = HTTPStatus.CONFLICT
    # Ticks of lines that are gone meanwhile keep their lines.
    form = _form(context, request, more=draft.actions)
    form.set_appstruct(shown_step(draft, stored.version))
    refuse(form, CLASH)
    theirs = [Theirs(*one) for one in said(draft_of(stored), draft)]
    return _values(context, request, form, theirs=theirs)


def _form(context: PlanStepContext, request: Request, *, more: tuple[Action, ...] = ()) -> Form:
    lines = {action.text: action for action in (*actions_of(context.step), *more)}
    offered = Offered(
        decides=request.has_permission(Permission.PLAN_EDIT),
        follows=True,
        from_report=context.step.origin is StepOrigin.REPORT,
    )
    return create_form(
        request,
        step_schema(offered, tuple(lines.values())),
        buttons=(Button(name="save", title="Save"),),
        action=request.path,
    )


def _new_form(request: Request, offer: Offer | None) -> Form:
    offered = Offered(decides=True, follows=False, from_report=offer is not None)
    return create_form(
        request,
        step_schema(offered, ()),
        buttons=(Button(name="save", title="Save"),),
        action=request.path_qs,
    )


def _offer(context: AssessmentContext, request: Request) -> Offer | None:
    """Return the step of the report that is asked about; raises `HTTPNotFound` for another."""
    found = waiting(context, request)
    if "lesson" not in request.GET:
        return None
    offer = found.find(request.GET["lesson"])
    if offer is None:
        raise HTTPNotFound
    return offer


def _start(offer: Offer | None) -> Draft:
    if offer is None:
        return Draft(title="")
    return Draft(title=offer.step.title, actions=tuple(map(Action, offer.step.actions)))


def _values(
    context: PlanStepContext,
    request: Request,
    form: Form | None,
    *,
    theirs: list[Theirs] | None = None,
    look: tuple[NoteWarning, ...] = (),
) -> dict[str, Any]:
    step = context.step
    return {
        "way": way(context.assessment),
        "step": step,
        "form": form,
        "theirs": theirs or [],
        "look": look,
        "why": why_of(context, request),
        "given": list(said(draft_of(step))),
        "history": history(step),
        "done": step.status is StepStatus.DONE,
    }


def _new_values(context: AssessmentContext, form: Form, offer: Offer | None) -> dict[str, Any]:
    return {
        "way": way(context.assessment),
        "form": form,
        "why": offer.step if offer else None,
        "again": offer is not None and offer.again,
    }


def _warnings(draft: Draft) -> tuple[NoteWarning, ...]:
    texts = (draft.title, draft.owner, draft.note, draft.reason, *(a.text for a in draft.actions))
    return tuple(warning for text in texts for warning in look_again(text))
