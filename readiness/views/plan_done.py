"""After a step is done: whether it helped, and which answers it changed."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.helped import helped_schema, read_help, shown_help
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.models import StepStatus
from readiness.request import Request
from readiness.resources import PlanStepContext
from readiness.security.permissions import Permission
from readiness.services.helping import Helping, help_of
from readiness.services.plans import Plans, role_of
from readiness.views.addresses import page_of, way
from readiness.views.plan import note_change
from readiness.views.plan_step import CLASH, why_of
from reports.model import Step

TEMPLATE: Final = "pages/plan_done.jinja2"


@view_config(
    route_name="plan_done",
    request_method="GET",
    permission=Permission.PLAN_STEP_EDIT,
    renderer=TEMPLATE,
)
def ask(context: PlanStepContext, request: Request) -> dict[str, Any] | Response:
    """Ask whether it helped; a step that is not done leads back to it."""
    if context.step.status is not StepStatus.DONE:
        return HTTPSeeOther(page_of(request, "plan_step", context.assessment, step=context.step.id))
    why = why_of(context, request)
    form = _form(context, request, why)
    form.set_appstruct(shown_help(help_of(context.step), context.step.version))
    return _values(context, form)


@view_config(
    route_name="plan_done",
    request_method="POST",
    permission=Permission.PLAN_STEP_EDIT,
    renderer=TEMPLATE,
)
def save(context: PlanStepContext, request: Request) -> dict[str, Any] | Response:
    """Keep what was said, and offer to look at the answers again."""
    form = _form(context, request, why_of(context, request))
    values = submitted(request, form)
    if values is None:
        return _values(context, form)
    helping = request.service(Helping)
    said = read_help(values, help_of(context.step))
    if not helping.note(
        context.step, said, seen=values["version"], role=role_of(context.membership)
    ):
        request.response.status_int = HTTPStatus.CONFLICT
        stored = request.service(Plans).locked(context.step)
        form = _form(context, request, why_of(context, request))
        form.set_appstruct(shown_help(said, stored.version))
        refuse(form, CLASH)
        return _values(context, form) | {"theirs": help_of(stored)}
    note_change(context, request)
    request.session.flash("Thank you. It is kept with the step.")
    return HTTPSeeOther(page_of(request, "plan", context.assessment))


def _form(context: PlanStepContext, request: Request, why: Step | None) -> Form:
    items = tuple((one.item, one.question) for one in why.because) if why else ()
    may_share = context.step.lesson_id is not None and not context.step.helped_shared
    return create_form(
        request,
        helped_schema(items, may_share=may_share),
        buttons=(Button(name="save", title="Save"),),
        action=request.path,
    )


def _values(context: PlanStepContext, form: Form) -> dict[str, Any]:
    return {
        "way": way(context.assessment),
        "organization": context.organization,
        "step": context.step,
        "form": form,
        "theirs": None,
    }
