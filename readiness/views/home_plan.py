"""What is next, as the plan has it; without a plan, as the report has it."""

import datetime as dt

from readiness.models import PlanStep, ProgramProfile, Role, StepStatus
from readiness.request import Request
from readiness.services.plan_sheets import owner_words
from readiness.services.plans import Plans
from readiness.views.last_report import LastReport, Todo
from readiness.views.times import date_words


def todo(
    program: ProgramProfile, role: Role, last: LastReport | None, request: Request, *, draft: bool
) -> list[Todo]:
    """Return the next step of the plan, or what the report says to begin with.

    While a questionnaire is under way, a report is no news any more; the plan goes on.
    """
    if last is None:
        return []
    there = request.route_path("organization_plan", org=program.organization_id)
    plans = request.service(Plans)
    step = plans.next_due(program.id)
    if step is not None:
        href = last.page("plan_step", step=step.id)
        return [Todo(step.title, _words(step, request.clock().date()), href, "See the step")]
    first = [] if draft else last.first_step()
    if first and role is Role.LEAD and not plans.steps(program.id):
        words = "Choose steps of your report, and say who leads each, and by when."
        return [*first, Todo("Make your plan", words, there, "Make your plan")]
    return first


def _words(step: PlanStep, today: dt.date) -> str:
    who = owner_words(step.owner) or "Nobody leads it yet"
    if step.status is StepStatus.STUCK:
        return f"The next step of your plan. It is stuck. {who}."
    if step.due_on is None:
        return f"The next step of your plan. {who}. It has no date yet."
    passed = " That date has passed." if step.due_on < today else ""
    return f"The next step of your plan. {who}, by {date_words(step.due_on)}.{passed}"
