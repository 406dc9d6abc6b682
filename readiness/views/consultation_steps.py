"""The next steps both sides agree on: owner, day, and what the TA provider does to help."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.text import one_line
from readiness.forms.meeting import step_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import ConsultationStep
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.agendas import Agendas
from readiness.services.agreed_steps import AgreedSteps, StepText
from readiness.services.merging import MovedOnError
from readiness.services.plans import PlanFullError, role_of
from readiness.views.consultation_item import MOVED_ON
from readiness.views.consultation_meeting import step_line
from readiness.views.consulting import frame, opened, plan_page, writer

TEMPLATE: Final = "pages/consultation_steps.jinja2"


@view_config(
    route_name="consultation_steps",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show the steps; `step` names one to change."""
    opened(context, request, "steps")
    steps = request.service(AgreedSteps).of(context.consultation.id)
    asked = str(request.GET.get("step", ""))
    step = next((one for one in steps if one.id == asked), None)
    form = _form(context, request, editing=step is not None)
    if step is not None:
        form.set_appstruct(_values(step))
    return _page(context, request, form, editing=step is not None)


@view_config(
    route_name="consultation_steps",
    request_method="POST",
    permission=Permission.CONSULTATION_MEET,
    renderer=TEMPLATE,
)
def save(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Add, change or take off a step."""
    try:
        if "adopt" in request.POST:
            return _adopt(context, request)
        if "remove" in request.POST:
            return _remove(context, request)
        return _write(context, request)
    except MovedOnError:
        request.session.flash(MOVED_ON)
        return HTTPSeeOther(request.path)


def _remove(context: ConsultationContext, request: Request) -> Response:
    request.service(AgreedSteps).remove(
        context.consultation, context.assessment, str(request.POST["remove"]), writer(context)
    )
    return HTTPSeeOther(request.path)


def _write(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Add what was typed, or change the step it is about; a clash is shown beside it."""
    editing = bool(request.POST.get("step"))
    form = _form(context, request, editing=editing)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form, editing=editing)
    theirs = _kept(context, request, values)
    if theirs is None:
        request.session.flash("Saved.")
        return HTTPSeeOther(request.path)
    request.response.status_int = HTTPStatus.CONFLICT
    again = _form(context, request, editing=True)
    again.set_appstruct({**values, "version": theirs.version})
    line = step_line(theirs)
    page = _page(context, request, again, editing=True)
    return {**page, "theirs": f"{line.title} ({line.words})"}


def _kept(
    context: ConsultationContext, request: Request, values: Mapping[str, Any]
) -> ConsultationStep | None:
    """Keep a form's values; return the step as somebody else saved it, where they clash."""
    steps, where = request.service(AgreedSteps), (context.consultation, context.assessment)
    text = StepText(
        title=one_line(values["title"]),
        owner=values["owner"],
        due_on=values["due_on"],
        support=values["support"].strip(),
        point_id=values["point"] or None,
    )
    if not values["step"]:
        steps.add(*where, text, writer(context))
        return None
    return steps.change(*where, (values["step"], values["version"]), text, writer(context))


def _adopt(context: ConsultationContext, request: Request) -> Response:
    """Put a step into the plan, for the organization's lead."""
    if not request.has_permission(Permission.CONSULTATION_AGREE):
        raise HTTPNotFound
    try:
        request.service(AgreedSteps).adopt(
            context.consultation,
            context.assessment,
            str(request.POST["adopt"]),
            role=role_of(context.membership),
        )
    except PlanFullError:
        request.session.flash("Your plan is full. Take something out of it first.")
    else:
        request.session.flash("It stands in your plan now.")
    return HTTPSeeOther(request.path)


def _form(context: ConsultationContext, request: Request, *, editing: bool) -> Form:
    points = [(one.id, one.title) for one in request.service(Agendas).of(context.consultation.id)]
    title = "Save the step" if editing else "Add the step"
    return create_form(request, step_schema(points), buttons=(Button(name="save", title=title),))


def _values(step: ConsultationStep) -> dict[str, Any]:
    return {
        "title": step.title,
        "owner": step.owner,
        "due_on": step.due_on,
        "support": step.support,
        "point": step.agenda_item_id or "",
        "step": step.id,
        "version": step.version,
    }


def _page(
    context: ConsultationContext, request: Request, form: Form, *, editing: bool
) -> dict[str, Any]:
    return {
        **frame(context, request, "steps"),
        "form": form if request.has_permission(Permission.CONSULTATION_MEET) else None,
        "editing": editing,
        "plan": plan_page(context, request),
        "adopts": request.has_permission(Permission.CONSULTATION_AGREE),
        "steps": [
            (one.id, step_line(one), one.plan_step_id is not None)
            for one in request.service(AgreedSteps).of(context.consultation.id)
        ],
        "theirs": "",
    }
