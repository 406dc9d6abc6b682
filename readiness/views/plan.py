"""The plan of a program: what was adopted, what a report offers, and a sheet to pin up.

The plan belongs to the program. Each submitted assessment shows the same plan; what it offers
beside it comes from its own report.
"""

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.models import PlanStep, StepChoice, StepStatus
from readiness.request import Request
from readiness.resources import AssessmentContext, OrganizationContext, PlanStepContext
from readiness.security.permissions import Permission
from readiness.services.audit import AuditLog, EventKind
from readiness.services.offers import Offers, offers
from readiness.services.organizations import Organizations
from readiness.services.plan_sheets import STATUSES, owner_words, sheet_of
from readiness.services.plans import PlanFullError, Plans, role_of
from readiness.services.progress import followers
from readiness.services.reports import report_of
from readiness.services.submissions import Submissions
from readiness.views.addresses import page_of, way
from readiness.views.snapshots import snapshot_of
from readiness.views.times import date_words
from reports import plan as plans

START: Final = "start"
FULL: Final = "The plan holds as many steps as it can. Decline some that you no longer need."


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the list shows it."""

    title: str
    href: str
    words: str
    """Who leads it and by when, or why not."""
    status: str
    late: bool = False


@view_config(route_name="organization_plan", request_method="GET", permission=Permission.PLAN_READ)
def lead_on(context: OrganizationContext, request: Request) -> Response:
    """Go to the plan at the program's latest report; without one, to the questionnaires."""
    program = request.service(Organizations).program(context.organization.id)
    frozen = request.service(Submissions).latest(program.id) if program else None
    if frozen is None:
        return HTTPSeeOther(request.route_path("assessments", org=context.organization.id))
    return HTTPSeeOther(page_of(request, "plan", frozen.assessment))


@view_config(
    route_name="plan",
    request_method="GET",
    permission=Permission.PLAN_READ,
    renderer="pages/plan.jinja2",
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Show the plan; a draft has no report yet and leads to its questions."""
    frozen = request.service(Submissions).frozen(context.assessment.id)
    if frozen is None:
        return HTTPSeeOther(page_of(request, "review", context.assessment))
    steps = request.service(Plans).steps(context.assessment.program_profile_id)
    adopted = [step for step in steps if step.choice is StepChoice.ADOPTED]
    lines = {
        status: [_line(context, request, step) for step in adopted if step.status is status]
        for status in StepStatus
    }
    return {
        "way": way(context.assessment),
        "program": context.assessment.program_profile.name,
        "adopted": len(adopted),
        "open": lines[StepStatus.STUCK] + lines[StepStatus.UNDER_WAY]
        + lines[StepStatus.NOT_STARTED],
        "done": lines[StepStatus.DONE],
        "put_off": [_line(context, request, step) for step in steps if step not in adopted],
        "offers": offers(report_of(frozen), context.assessment, steps),
        "edits": request.has_permission(Permission.PLAN_EDIT),
        "followers": followers(
            request.dbsession, context.assessment.program_profile_id, request.clock()
        ),
    }  # fmt: skip


@view_config(route_name="plan", request_method="POST", permission=Permission.PLAN_EDIT)
def adopt(context: AssessmentContext, request: Request) -> Response:
    """Take one step of the report into the plan, or all that the report begins with."""
    found = waiting(context, request)
    wanted = request.POST.get("adopt")
    one = found.find(wanted) if isinstance(wanted, str) else None
    chosen = found.start if wanted == START else (one,) if one else ()
    try:
        made = request.service(Plans).adopt(
            context.assessment, chosen, role=role_of(context.membership)
        )
    except PlanFullError:
        request.session.flash(FULL)
        raise HTTPSeeOther(request.path) from None
    note_change(context, request, count=len(made))
    request.session.flash(_added(made))
    return HTTPSeeOther(request.path)


@view_config(
    route_name="plan_sheet",
    request_method="GET",
    permission=Permission.PLAN_READ,
    renderer="pages/plan_sheet.jinja2",
)
def sheet(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Show one page to print and pin up."""
    made = sheet_here(context, request)
    return {
        "way": way(context.assessment),
        "program": context.assessment.program_profile.name,
        # reports.plan escapes every text of the plan itself.
        "article": Markup(plans.fragment(made)),  # noqa: S704
    }


def sheet_here(context: AssessmentContext, request: Request) -> plans.PlanSheet:
    """Make the sheet of the context's program."""
    program = context.assessment.program_profile
    steps = request.service(Plans).steps(program.id)
    return sheet_of(program.name, steps, today=request.clock().date())


def planned(context: AssessmentContext, request: Request) -> dict[str, tuple[str, str]]:
    """Give, by the step of a report, where the plan has it and what the plan says."""
    steps = request.service(Plans).steps(context.assessment.program_profile_id)
    found = {}
    for step in sorted(steps, key=lambda step: step.created_at):
        if step.lesson_id is not None:
            line = _line(context, request, step)
            known = f"{line.status}. {line.words}"
            found[step.lesson_id] = (
                line.href,
                known if step.choice is StepChoice.ADOPTED else line.words,
            )
    return found


def waiting(context: AssessmentContext, request: Request) -> Offers:
    """Return what the report still offers the plan. Raises `HTTPNotFound` for a draft."""
    frozen = snapshot_of(request, context.assessment)
    steps = request.service(Plans).steps(context.assessment.program_profile_id)
    return offers(report_of(frozen), context.assessment, steps)


def note_change(
    context: AssessmentContext | PlanStepContext, request: Request, *, count: int = 1
) -> None:
    """Write into the log that the plan was changed."""
    if count:
        request.service(AuditLog).record(
            EventKind.PLAN_CHANGED,
            actor=context.membership.user_id,
            organization=context.organization.id,
            subject=context.assessment.id,
            steps=count,
        )


def _line(context: AssessmentContext, request: Request, step: PlanStep) -> Line:
    today = request.clock().date()
    parts = [owner_words(step.owner) or "Nobody leads it yet"]
    if step.choice is not StepChoice.ADOPTED:
        parts = ["Not now" if step.choice is StepChoice.DEFERRED else "Not for us"]
        parts += [step.reason] if step.reason else []
    elif step.status is StepStatus.DONE and step.done_at is not None:
        parts.append(f"done on {date_words(step.done_at)}")
    elif step.due_on is not None:
        parts.append(f"by {date_words(step.due_on)}")
    return Line(
        title=step.title,
        href=page_of(request, "plan_step", context.assessment, step=step.id),
        words=", ".join(parts) if step.choice is StepChoice.ADOPTED else ": ".join(parts),
        status=STATUSES[step.status],
        late=step.due_on is not None and step.due_on < today,
    )


def _added(made: list[PlanStep]) -> str:
    if not made:
        return "That was in your plan already. Nothing was changed."
    what = "One step was" if len(made) == 1 else f"{len(made)} steps were"
    return f"{what} added to your plan. Open each to say who leads it, and by when."
