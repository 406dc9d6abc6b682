"""What the log says in plain words: one table, a sentence for each kind of event.

A new kind of event needs a line in `SENTENCES`, or in `UNTOLD` when it is about a person and no
organization. A test asks for one of the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from readiness.models import Role, WorkRole
from readiness.services.audit import EventKind
from readiness.services.looking import Actor, Entry
from readiness.views.times import date_words


class Part(StrEnum):
    """What the lead may narrow the page to."""

    LOOKED = "looked"
    WORK = "work"
    PEOPLE = "people"


PARTS: Final[Mapping[Part, str]] = MappingProxyType(
    {
        Part.LOOKED: "Opened or downloaded",
        Part.PEOPLE: "People and sharing",
        Part.WORK: "The work itself",
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What follows after who it was. Details of the event may stand in braces."""

    part: Part
    words: str
    other: str = ""
    """What stands for `{other}` where the event does not name the other organization."""


PROVIDER: Final = "a TA provider"
FUNDER: Final = "a funder"

SENTENCES: Final[Mapping[EventKind, Sentence]] = MappingProxyType(
    {
        EventKind.ACCOUNT_CLOSED: Sentence(Part.PEOPLE, "closed their account and left."),
        EventKind.ACCOUNT_MADE: Sentence(Part.PEOPLE, "signed your organization up."),
        EventKind.AGREEMENT_SET: Sentence(Part.WORK, "wrote down what your team agreed on."),
        EventKind.AGREEMENT_WITHDRAWN: Sentence(Part.WORK, "took an agreed answer back."),
        EventKind.ASSESSMENT_SET_UP: Sentence(Part.WORK, "changed how your team answers."),
        EventKind.ASSESSMENT_STARTED: Sentence(Part.WORK, "opened a questionnaire to answer."),
        EventKind.ASSESSMENT_SUBMITTED: Sentence(Part.WORK, "handed in {report}."),
        EventKind.CONSULTATION_AGENDA: Sentence(Part.WORK, "changed the agenda of a meeting."),
        EventKind.CONSULTATION_ANSWERED: Sentence(
            Part.WORK, "answered what a TA provider proposed."
        ),
        EventKind.CONSULTATION_COMMENTED: Sentence(Part.WORK, "wrote a comment about an answer."),
        EventKind.CONSULTATION_DOWNLOADED: Sentence(Part.LOOKED, "downloaded {page} as {format}."),
        EventKind.CONSULTATION_NOTED: Sentence(Part.WORK, "wrote about a meeting."),
        EventKind.CONSULTATION_OPENED: Sentence(Part.LOOKED, "opened {page}."),
        EventKind.CONSULTATION_PROPOSED: Sentence(Part.WORK, "proposed an answer."),
        EventKind.CONSULTATION_RATED: Sentence(Part.WORK, "said how answers were checked."),
        EventKind.ENGAGEMENT_ACCEPTED: Sentence(
            Part.PEOPLE, "agreed to work with {other}.", PROVIDER
        ),
        EventKind.ENGAGEMENT_CHANGED: Sentence(
            Part.PEOPLE, "let {other} see one more questionnaire.", PROVIDER
        ),
        EventKind.ENGAGEMENT_DECLINED: Sentence(
            Part.PEOPLE, "said no to working with {other}.", PROVIDER
        ),
        EventKind.ENGAGEMENT_ENDED: Sentence(Part.PEOPLE, "ended the work with {other}.", PROVIDER),
        EventKind.ENGAGEMENT_INVITED: Sentence(
            Part.PEOPLE, "invited {other} to work with you.", PROVIDER
        ),
        EventKind.ENGAGEMENT_REQUESTED: Sentence(Part.PEOPLE, "asked to work with you."),
        EventKind.DELETION_ASKED: Sentence(
            Part.PEOPLE, "asked for this organization to be deleted."
        ),
        EventKind.DELETION_STOPPED: Sentence(
            Part.PEOPLE, "stopped the deletion of this organization."
        ),
        EventKind.EXPORT_ASKED: Sentence(
            Part.LOOKED, "asked for a copy of everything your organization has here."
        ),
        EventKind.EXPORT_DOWNLOADED: Sentence(
            Part.LOOKED, "downloaded a copy of everything your organization has here."
        ),
        EventKind.ORGANIZATION_IMPORTED: Sentence(
            Part.PEOPLE, "brought your organization here from another installation."
        ),
        EventKind.ORGANIZATION_MADE: Sentence(Part.PEOPLE, "added this organization."),
        EventKind.PLAN_CHANGED: Sentence(Part.WORK, "changed the plan."),
        EventKind.PLAN_DOWNLOADED: Sentence(Part.LOOKED, "downloaded the plan as {format}."),
        EventKind.PAPER_HANDED_IN: Sentence(Part.WORK, "keyed in answers from paper."),
        EventKind.COMPARISON_DOWNLOADED: Sentence(
            Part.LOOKED, "downloaded what changed as {format}."
        ),
        EventKind.PULSE_TAKEN: Sentence(Part.WORK, "took a pulse re-check."),
        EventKind.PROFILE_SAVED: Sentence(Part.WORK, "changed the profile of your program."),
        EventKind.REACH_CODE_MADE: Sentence(
            Part.PEOPLE, "made a code by which a TA provider can ask."
        ),
        EventKind.INVITATION_MADE: Sentence(Part.PEOPLE, "invited somebody."),
        EventKind.INVITATION_REVOKED: Sentence(Part.PEOPLE, "took an invitation back."),
        EventKind.MEMBER_JOINED: Sentence(Part.PEOPLE, "joined."),
        EventKind.MEMBER_LEFT: Sentence(Part.PEOPLE, "left."),
        EventKind.MEMBER_REMOVED: Sentence(Part.PEOPLE, "removed somebody."),
        EventKind.MEMBER_ROLE_CHANGED: Sentence(Part.PEOPLE, "changed whether somebody is a lead."),
        EventKind.SECOND_FACTOR_RULE_CHANGED: Sentence(
            Part.PEOPLE, "changed whether everyone needs a code to sign in."
        ),
        EventKind.WAY_BACK_GIVEN: Sentence(
            Part.PEOPLE, "gave somebody a code to choose a new password."
        ),
        EventKind.SHARE_ASKED: Sentence(Part.PEOPLE, "asked to be shown a report."),
        EventKind.SHARE_CHANGED: Sentence(
            Part.PEOPLE, "shared less of {report} with {other}.", FUNDER
        ),
        EventKind.SHARE_DECLINED: Sentence(
            Part.PEOPLE, "said no to what {other} asked for.", FUNDER
        ),
        EventKind.SHARE_ENDED: Sentence(
            Part.PEOPLE, "ended the sharing of {report} with {other}.", FUNDER
        ),
        EventKind.SHARE_OPENED: Sentence(Part.LOOKED, "opened {report}, as you shared it."),
        EventKind.SHARE_STARTED: Sentence(Part.PEOPLE, "shared {report} with {other}.", FUNDER),
        EventKind.REPORT_DOWNLOADED: Sentence(Part.LOOKED, "downloaded {report} as {format}."),
    }
)

UNTOLD: Final = frozenset(
    {
        EventKind.ORGANIZATION_DELETED,
        EventKind.PASSWORD_CHANGED,
        EventKind.PASSWORD_RESET,
        EventKind.PURGED,
        EventKind.RECOVERY_CODE_USED,
        EventKind.RECOVERY_CODES_MADE,
        EventKind.SECOND_FACTOR_REFUSED,
        EventKind.SECOND_FACTOR_REMOVED,
        EventKind.SECOND_FACTOR_SET,
        EventKind.SESSIONS_ENDED,
        EventKind.SIGNED_IN,
        EventKind.SIGNED_OUT,
        EventKind.SIGN_IN_REFUSED,
        EventKind.SHEET_HANDED_IN,
        EventKind.SHEET_TAKEN_BACK,
    }
)
"""About a person's own account or sheet: no lead reads when somebody signed in, or answered.
Or nobody is left."""

WORK_ROLES: Final[Mapping[WorkRole, str]] = MappingProxyType(
    {
        WorkRole.LEADER: "A leader",
        WorkRole.PEER_LEADER: "A peer leader",
        WorkRole.SUPERVISOR: "A supervisor",
        WorkRole.CLINICIAN: "A clinician",
        WorkRole.BOARD: "A board member or advisor",
    }
)


def kinds_of(part: Part | None) -> frozenset[str]:
    """Return the kinds of a part, or all that are told."""
    return frozenset(
        kind.value for kind, sentence in SENTENCES.items() if part in {None, sentence.part}
    )


def who(actor: Actor) -> str:
    """Say who it was: oneself, a role, or another organization. Never a name of a person."""
    if actor.mine:
        return "You"
    if actor.outside:
        return actor.outside
    if actor.role is Role.LEAD:
        return "Another lead"
    if actor.work_role is not None:
        return WORK_ROLES[actor.work_role]
    if actor.role is not None:
        return "Someone who answers for your team"
    return "Someone who no longer belongs to your organization"


def what(entry: Entry) -> str:
    """Say what they did."""
    sentence = SENTENCES[EventKind(entry.event.kind)]
    details = {name: str(value) for name, value in entry.event.details.items()}
    if "format" in details:
        details["format"] = FORMATS.get(details["format"], details["format"])
    if "page" in details:
        details["page"] = PAGES.get(details["page"], "a page")
    # Whoever acts from outside does it with the organization whose page this is.
    details["other"] = "you" if entry.actor.outside else entry.other or sentence.other
    return sentence.words.format_map(_Details(report=_report(entry), **details))


def part_of(entry: Entry) -> Part:
    """Say to which part an event belongs."""
    return SENTENCES[EventKind(entry.event.kind)].part


def _report(entry: Entry) -> str:
    submitted = entry.assessment.submitted_at if entry.assessment else None
    return f"the report of {date_words(submitted)}" if submitted else "a report"


class _Details(dict[str, str]):
    """An event that was written by an older version may lack a detail."""

    def __missing__(self, key: str) -> str:
        return "a file"


PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agenda": "the agenda of a meeting",
        "answers": "your answers",
        "calendar": "the date of a meeting",
        "compare": "the page that compares answers",
        "item": "one of your answers",
        "meeting": "the page of a meeting",
        "overview": "the start page of a meeting",
        "plan": "the plan, as it stands in a meeting",
        "report": "your report",
        "steps": "the next steps of a meeting",
        "summary": "the summary of a meeting",
    }
)
"""Pages of a consultation that a TA provider opens, by the detail in the event."""

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ics": "a calendar file",
        "pdf": "a PDF",
        "docx": "a Word file",
        "xlsx": "an Excel file",
        "json": "a JSON file",
    }
)
