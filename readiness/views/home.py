"""Each person's front page: where we stand, and one thing to do now."""

from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue, snapshot
from instruments.results import VerdictId
from instruments.snapshot import Result
from instruments.verdict_words import verdict_words
from readiness.models import Assessment, Organization, ProgramProfile, Role
from readiness.models import Snapshot as Frozen
from readiness.request import Request
from readiness.resources import SignedIn
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, known
from readiness.services.assessments import Assessments, instruments_of
from readiness.services.organizations import Organizations
from readiness.services.parts import Step, first_open
from readiness.services.submissions import Submissions
from readiness.views.times import date_words

ROLES = {Role.LEAD: "You are the lead.", Role.CONTRIBUTOR: "You answer for the team."}
VISIBLE_TO = "Only the people in your organization. Nothing is shared with anyone else."

PLACES = {
    "formative": (
        VerdictId.BUILD_FIRST,
        VerdictId.GETTING_READY,
        VerdictId.SMALL_PILOT,
        VerdictId.RUN_AND_LEARN,
    ),
    "evaluability": (
        VerdictId.IMPROVE_FIRST,
        VerdictId.PROCESS_EVALUATION,
        VerdictId.OUTCOME_EVALUATION,
    ),
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, with the page it is done on."""

    title: str
    words: str
    href: str
    button: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the last report puts the program."""

    headline: str
    places: tuple[str, ...]
    here: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class LastReport:
    """A report that was handed in, with what can be opened."""

    words: str
    links: tuple[tuple[str, str], ...]


@view_config(
    route_name="home",
    request_method="GET",
    permission=Permission.HOME_READ,
    renderer="pages/home.jinja2",
)
def home(context: SignedIn, request: Request) -> dict[str, Any] | Response:
    """Show the front page of the person's first organization; without one, ask for it."""
    belongs = request.service(Organizations).of_user(context.identity.user_id)
    if not belongs:
        return HTTPSeeOther(request.route_path("organizations"))
    organization, role = belongs[0]
    program = request.service(Organizations).program(organization.id)
    page = {
        "organization": organization.name,
        "program": program.name if program else "Welcome",
        "line": ROLES.get(role, ""),
        "standing": None,
        "reports": [],
        "visible_to": VISIBLE_TO,
    }
    if program is None:
        return page | {"todo": [_first_thing(organization, request)]}
    draft = request.service(Assessments).draft(program.id)
    frozen = request.service(Submissions).latest(program.id)
    if draft:
        page["line"] = f"Started on {date_words(draft.created_at)}. {page['line']}"
    if frozen is not None:
        page |= {
            "standing": _standing(frozen, organization, request),
            "reports": [_last(frozen, organization, request)],
        }
    return page | {"todo": _todo(organization, program, draft, request, context.identity.user_id)}


def _first_thing(organization: Organization, request: Request) -> Todo:
    return Todo(
        "Tell us about your program",
        "Twelve short questions, about three minutes. You may skip any of them.",
        request.route_path("profile", org=organization.id),
        "Start with the profile",
    )


def _todo(
    organization: Organization,
    program: ProgramProfile,
    draft: Assessment | None,
    request: Request,
    user_id: str,
) -> list[Todo]:
    choose = Todo(
        "Start a questionnaire" if draft is None else "Your questionnaires and reports",
        "You choose which one. You can stop after any part and come back.",
        request.route_path("assessments", org=organization.id),
        "Choose a questionnaire",
    )
    profile = Todo(
        "Your program's profile",
        f"What you told us about {program.name}. You can change it at any time.",
        request.route_path("profile", org=organization.id),
        "Change the profile",
    )
    if draft is None:
        return [choose, profile]
    return [_go_on(draft, request, user_id), choose, profile]


def _go_on(draft: Assessment, request: Request, user_id: str) -> Todo:
    stored = request.service(Answers).load(draft.id, user_id)
    instruments = instruments_of(draft)
    step = first_open(instruments, {one.id: known(stored, one.id) for one in instruments})
    way = {"org": draft.organization_id, "assessment": draft.id}
    if step is None:
        return Todo(
            "Look over your answers and hand in",
            "Every question has an answer. You can still change each of them.",
            request.route_path("review", **way),
            "Look over your answers",
        )
    return Todo(
        f"Answer part {step.number}\N{NO-BREAK SPACE}of {step.count}: {step.domain.name}",
        _about(step),
        request.route_path(
            "section", **way, instrument=step.instrument.id, domain=step.domain.id
        ),
        "Continue your answers" if stored else "Begin",
    )


def _about(step: Step) -> str:
    questions, minutes = len(step.domain.items), step.domain.minutes
    return f"{questions} questions, about {minutes} minutes. You may skip any of them."


def _standing(frozen: Frozen, organization: Organization, request: Request) -> Standing:
    value = snapshot.from_json(frozen.content)
    result = value.formative or value.evaluability
    assert result is not None  # noqa: S101 -- a snapshot is made with at least one
    rules = catalogue.rules(result.rules_version)
    words = verdict_words(result.verdict, value.profile, rules)
    places = tuple(rules.verdicts[one].name for one in PLACES[result.instrument])
    return Standing(
        headline=words.headline,
        places=places if _has_place(result) else (),
        here=words.name,
        words=f"From your report of {date_words(value.submitted)}.",
        href=_report(frozen, organization, request),
    )


def _has_place(result: Result) -> bool:
    return result.verdict.id in PLACES[result.instrument]


def _last(frozen: Frozen, organization: Organization, request: Request) -> LastReport:
    value = snapshot.from_json(frozen.content)
    results = [one for one in (value.formative, value.evaluability) if one]
    count = len({step.id for one in results for step in one.next_steps.steps})
    steps = "one next step" if count == 1 else f"{count} next steps"
    way = {"org": organization.id, "assessment": frozen.assessment_id}
    return LastReport(
        words=f"{date_words(value.submitted)}. It gave {steps}.",
        links=(
            (_report(frozen, organization, request), "Read it"),
            (request.route_path("report_file", format="pdf", **way), "Download it (PDF)"),
            (request.route_path("assessments", org=organization.id), "All your reports"),
        ),
    )


def _report(frozen: Frozen, organization: Organization, request: Request) -> str:
    return request.route_path("report", org=organization.id, assessment=frozen.assessment_id)
