"""Trying out what would change the result. Nothing is kept unless it becomes a goal of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue, snapshot
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import assess
from instruments.model import Answer, Instrument
from instruments.path_words import change_words
from instruments.results import Change
from instruments.rules import Rules
from instruments.snapshot import Result
from instruments.verdict_words import VerdictWords, verdict_words
from readiness.forms.renderer import Form, create_form, submitted
from readiness.forms.what_if import read_answers, shown_answers, what_if_schema
from readiness.models import StepOrigin
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.plans import MOST_ACTIONS, Action, Draft, PlanFullError, Plans, role_of
from readiness.views.addresses import page_of, way
from readiness.views.plan import FULL, note_change
from readiness.views.snapshots import snapshot_of
from reports.parts.phrases import reason_words

TEMPLATE: Final = "pages/what_if.jinja2"
NOTHING: Final = "Change an answer first, to a level that you want to reach."


@dataclass(frozen=True)
class Tried:
    """One questionnaire of a snapshot, and what it would say with other answers."""

    frozen: snapshot.Snapshot
    result: Result
    instrument: Instrument
    rules: Rules

    def other(self, answers: Mapping[str, Answer]) -> Result:
        """Score other answers as they would have been scored."""
        sheet = AnswerSheet(self.instrument.id, self.instrument.version, answers, {}, {})
        file = AnswersFile(
            self.frozen.organization,
            self.frozen.program,
            self.frozen.submitted,
            self.frozen.profile,
            {self.instrument.id: sheet},
            (),
        )
        made = assess(file, earlier=self.result.safety_basis)
        found = made.formative or made.evaluability
        assert found is not None  # noqa: S101 -- one sheet gives one result
        return found

    def words(self, result: Result) -> VerdictWords:
        """Say a result in words."""
        return verdict_words(result.verdict, self.frozen.profile, self.rules)

    def changes(self, answers: Mapping[str, Answer]) -> list[Change]:
        """Return what was raised or settled."""
        return [
            Change(item.id, self.result.answers[item.id], after)
            for item in self.instrument.items
            if isinstance(after := answers[item.id], int) and after != self.result.answers[item.id]
        ]


@view_config(
    route_name="what_if",
    request_method="GET",
    permission=Permission.WHAT_IF_TRY,
    renderer=TEMPLATE,
)
def ask(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Show the answers as they were handed in, to change on this page only."""
    tried = _tried(context, request, request.GET.get("instrument", ""))
    form = _form(request, tried)
    form.set_appstruct(shown_answers(tried.result.answers))
    return _values(context, request, tried, form, tried.result.answers)


@view_config(
    route_name="what_if",
    request_method="POST",
    permission=Permission.WHAT_IF_TRY,
    renderer=TEMPLATE,
)
def see(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Show what the result would be; nothing is kept."""
    tried = _tried(context, request, request.GET.get("instrument", ""))
    form = _form(request, tried)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, tried, form, tried.result.answers)
    answers = read_answers(values, tried.result.answers)
    form.set_appstruct(shown_answers(answers))
    return _values(context, request, tried, form, answers)


@view_config(
    route_name="goal", request_method="POST", permission=Permission.PLAN_EDIT, renderer=TEMPLATE
)
def keep(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Keep what was tried as a goal of the plan."""
    tried = _tried(context, request, request.GET.get("instrument", ""))
    form = _form(request, tried)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, tried, form, tried.result.answers)
    answers = read_answers(values, tried.result.answers)
    changes = tried.changes(answers)
    there = page_of(request, "what_if", context.assessment)
    if not changes:
        request.session.flash(NOTHING)
        return HTTPSeeOther(f"{there}?instrument={tried.instrument.id}")
    lines = [change_words(change, tried.instrument, tried.rules) for change in changes]
    draft = Draft(
        title=f"Goal: {_aim(tried, answers, changes)}",
        actions=tuple(map(Action, lines[:MOST_ACTIONS])),
    )
    try:
        step = request.service(Plans).add(
            context.assessment,
            draft,
            role=role_of(context.membership),
            origin=StepOrigin.GOAL,
            instrument=tried.instrument.id,
        )
    except PlanFullError:
        request.session.flash(FULL)
        raise HTTPSeeOther(there) from None
    note_change(context, request)
    request.session.flash("The goal is in your plan. Say who leads it, and by when.")
    return HTTPSeeOther(page_of(request, "plan_step", context.assessment, step=step.id))


def _aim(tried: Tried, answers: Mapping[str, Answer], changes: list[Change]) -> str:
    """Name what is aimed at: the other result, or where that stays the same, the first answer."""
    other = tried.other(answers)
    if other.verdict.id != tried.result.verdict.id:
        return tried.words(other).name
    first, more = tried.instrument.by_id[changes[0].item].name, len(changes) - 1
    return f"{first}, and {more} more" if more else first


def _tried(context: AssessmentContext, request: Request, wanted: str) -> Tried:
    """Read one questionnaire of the snapshot; raises `HTTPNotFound` when it was not taken."""
    frozen = snapshot.from_json(snapshot_of(request, context.assessment).content)
    results = {one.instrument: one for one in (frozen.formative, frozen.evaluability) if one}
    result = results.get(wanted) if wanted else next(iter(results.values()))
    if result is None:
        raise HTTPNotFound
    instrument = catalogue.find(result.instrument, result.version)
    return Tried(frozen, result, instrument, catalogue.rules(instrument.rules))


def _form(request: Request, tried: Tried) -> Form:
    return create_form(request, what_if_schema(tried.instrument), buttons=())


def _values(
    context: AssessmentContext,
    request: Request,
    tried: Tried,
    form: Form,
    answers: Mapping[str, Answer],
) -> dict[str, Any]:
    changed = answers != tried.result.answers
    other = tried.other(answers) if changed else tried.result
    path, near = other.path, tried.result.path
    held = (tried.frozen.formative, tried.frozen.evaluability)
    return {
        "way": way(context.assessment),
        "form": form,
        "instrument": tried.instrument,
        "others": [
            catalogue.find(one.instrument, one.version).title
            for one in held
            if one and one.instrument != tried.instrument.id
        ],
        "other_ids": [
            one.instrument for one in held if one and one.instrument != tried.instrument.id
        ],
        "changed": {item for item, value in answers.items() if value != tried.result.answers[item]},
        "before": tried.words(tried.result),
        "now": tried.words(other),
        "reasons": [reason_words(reason.text) for reason in other.verdict.reasons],
        "path_to": tried.rules.verdicts[path.to].name if path and path.changes else "",
        "path": [
            change_words(change, tried.instrument, tried.rules)
            for change in (path.changes if path else ())
        ],
        "near": {change.item for change in near.changes} if near else set(),
        "edits": request.has_permission(Permission.PLAN_EDIT),
    }
