"""What belongs to an organization, table by table and column by column: the list of an export.

Every table of the database stands here, taken or left out, and of each taken table every
column; a test fails until a new one does. What is not listed is never exported.

Rule S7 holds here too: other people's sheets are taken from three handed-in ones on, in no
order, without role or time, so that nobody can tell whose is whose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, func, or_, select

from readiness.models import Base, CommentThread, ConsultationNote, NoteKind, ResponseSheet

ENOUGH_SHEETS: Final = 3
TABLES: Final[Mapping[str, Table]] = Base.metadata.tables


@dataclass(frozen=True)
class Taken:
    """A table that is exported: how its rows are found, and which columns go along."""

    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    by: tuple[str, str] | None = None
    """The column that names a row of another table here; None for the organization itself."""
    imported: bool = False
    """Whether another installation takes the rows in."""
    blurred: tuple[str, ...] = ()
    """Times that could tell whose a sheet is; the assessment's beginning stands in their place."""


_PLAN = (
    "id", "organization_id", "program_profile_id", "origin", "assessment_id", "instrument_id",
    "lesson_id", "lessons_version", "title", "choice", "reason", "owner", "due_on", "status",
    "actions", "note", "support", "changed_items", "helped", "helped_words", "helped_shared",
    "advisor_words", "created_at", "updated_at", "done_at", "version",
)  # fmt: skip
_PULSE = (
    "id", "organization_id", "program_profile_id", "taken_at", "role", "reason",
    "selection_version", "answers", "compared", "compared_on",
)  # fmt: skip
_RATING = (
    "engagement_id", "assessment_id", "instrument_id", "item_id", "checked", "level", "reason",
    "proposed", "proposal_reason", "proposal_state", "updated_at", "version",
)  # fmt: skip
_ASSESSMENT = (
    "id", "organization_id", "program_profile_id", "state", "created_at", "submitted_at",
    "sheets_needed", "agreed_by", "frozen_profile",
)  # fmt: skip

TAKEN: Final[Mapping[str, Taken]] = MappingProxyType(
    {
        "organization": Taken(
            ("id", "kind", "name", "created_at"),
            left_out=("requires_second_factor", "reach_code", "grantees", "erase_at"),
            imported=True,
        ),
        "membership": Taken(
            ("role", "work_role"),
            left_out=("organization_id", "user_id", "label", "created_at"),
            by=("organization_id", "organization"),
        ),
        "program_profile": Taken(
            ("id", "organization_id", "name", "answers", "version", "created_at", "updated_at"),
            by=("organization_id", "organization"),
            imported=True,
        ),
        "assessment": Taken(
            _ASSESSMENT,
            left_out=("created_by",),
            by=("organization_id", "organization"),
            imported=True,
        ),
        "assessment_instrument": Taken(
            ("assessment_id", "instrument_id", "position", "version", "content_hash"),
            by=("assessment_id", "assessment"),
            imported=True,
        ),
        "response_sheet": Taken(
            ("id", "assessment_id", "paper", "handed_in_at", "created_at"),
            left_out=("user_id", "role", "work_role"),
            by=("assessment_id", "assessment"),
            imported=True,
            blurred=("handed_in_at", "created_at"),
        ),
        "response": Taken(
            (
                "sheet_id", "instrument_id", "item_id", "assessment_id", "level", "unscored",
                "note", "evidence", "version", "updated_at",
            ),
            by=("sheet_id", "response_sheet"),
            imported=True,
            blurred=("updated_at",),
        ),
        "agreed_answer": Taken(
            (
                "assessment_id", "instrument_id", "item_id", "level", "unscored", "note",
                "agreed_at", "version",
            ),
            # What each sheet said then: the sheets themselves say it, where they are taken.
            left_out=("sheets", "agreed_by"),
            by=("assessment_id", "assessment"),
            imported=True,
        ),
        "snapshot": Taken(
            ("id", "assessment_id", "content", "sha256", "created_at"),
            by=("assessment_id", "assessment"),
            imported=True,
        ),
        "plan_step": Taken(_PLAN, by=("organization_id", "organization"), imported=True),
        "plan_event": Taken(
            ("id", "plan_step_id", "number", "happened_at", "role", "moves"),
            by=("plan_step_id", "plan_step"),
            imported=True,
        ),
        "pulse_check": Taken(_PULSE, by=("organization_id", "organization"), imported=True),
        "share": Taken(
            (
                "id", "organization_id", "assessment_id", "parts", "purpose", "asks",
                "follows_plan", "facts",
                "created_at", "shared_at", "expires_at", "revoked_at", "reminded_at",
                "replaces_id", "version",
            ),
            left_out=("funder_id", "created_by", "revoked_by"),
            by=("organization_id", "organization"),
        ),
        "share_view": Taken(
            ("id", "share_id", "looked_at", "what"),
            left_out=("user_id",),
            by=("share_id", "share"),
        ),
        "share_request": Taken(
            ("id", "organization_id", "purpose", "parts", "until", "asked_at", "state"),
            left_out=("funder_id", "asked_by"),
            by=("organization_id", "organization"),
        ),
        "engagement": Taken(
            (
                "id", "organization_id", "state", "purpose", "ends_on", "opened_at",
                "answered_at", "ended_at", "ended_side",
            ),
            left_out=("provider_id", "opened_by", "answered_by", "ended_by"),
            by=("organization_id", "organization"),
        ),
        "engagement_assessment": Taken(
            ("engagement_id", "assessment_id"),
            left_out=("organization_id",),
            by=("engagement_id", "engagement"),
        ),
        "consultation": Taken(
            (
                "id", "engagement_id", "assessment_id", "number", "meets_on", "held_on",
                "next_on", "version", "created_at",
            ),
            by=("engagement_id", "engagement"),
        ),
        "ta_rating": Taken(_RATING, left_out=("rated_by",), by=("engagement_id", "engagement")),
        "comment_thread": Taken(
            (
                "id", "engagement_id", "assessment_id", "instrument_id", "item_id", "state",
                "assigned_to", "opened_side", "opened_at",
            ),
            left_out=("private", "provider_id"),
            by=("engagement_id", "engagement"),
        ),
        "comment": Taken(
            ("id", "thread_id", "side", "role", "text", "written_at"),
            left_out=("author_id",),
            by=("thread_id", "comment_thread"),
        ),
        "agenda_item": Taken(
            (
                "id", "consultation_id", "position", "kind", "title", "why", "instrument_id",
                "item_id", "version",
            ),
            by=("consultation_id", "consultation"),
        ),
        "consultation_note": Taken(
            ("agenda_item_id", "kind", "text", "updated_at", "version"),
            left_out=("provider_id", "written_by"),
            by=("agenda_item_id", "agenda_item"),
        ),
        "consultation_step": Taken(
            (
                "id", "consultation_id", "agenda_item_id", "title", "owner", "due_on",
                "support", "plan_step_id", "created_at", "updated_at", "version",
            ),
            by=("consultation_id", "consultation"),
        ),
    }
)  # fmt: skip

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_user": "a person's own account",
        "audit_event": "downloaded from the page of who looked, in words",
        "auth_session": "a person's own account",
        "export": "of this installation only",
        "failed_attempt": "of this installation only",
        "invitation": "a grant, of no use elsewhere",
        "job": "of this installation only",
        "lesson_story": "belongs to no organization",
        "outbox_job": "of this installation only",
        "paper_draft": "says who keyed a sheet",
        "pending_sign_up": "belongs to no organization",
        "portfolio_member": "belongs to a funder",
        "portfolio_release": "belongs to a funder",
        "printed_file": "made again from what is taken",
        "recovery_code": "a person's own account",
        "rendered_file": "made again from what is taken",
        "reset_token": "a person's own account",
        "second_factor": "a person's own account",
    }
)
"""Tables that are not exported, and why."""


def rows_of(name: str, organization_id: str, *, asked_by: str | None) -> Select[Any]:
    """Ask for the taken columns of a table's rows that belong to the organization."""
    table = TABLES[name]
    columns = [table.c[column] for column in TAKEN[name].columns]
    return (
        select(*columns)
        .where(_belongs(name, organization_id, asked_by))
        .order_by(*table.primary_key.columns)
    )


def _belongs(name: str, organization_id: str, asked_by: str | None) -> ColumnElement[bool]:
    by = TAKEN[name].by
    if by is None:
        return TABLES[name].c.id == organization_id
    column, parent = by
    of_parent = select(TABLES[parent].c.id).where(_belongs(parent, organization_id, asked_by))
    found = TABLES[name].c[column].in_(of_parent)
    return found & _shown(name, asked_by)


def _shown(name: str, asked_by: str | None) -> ColumnElement[bool]:
    """Leave out what its authors have shown to nobody in the organization."""
    table = TABLES[name]
    if name == CommentThread.__tablename__:
        return table.c.private.is_(False)
    if name == ConsultationNote.__tablename__:
        return table.c.kind != NoteKind.PRIVATE
    if name == ResponseSheet.__tablename__:
        handed_in = table.alias()
        enough = (
            select(func.count())
            .where(
                handed_in.c.assessment_id == table.c.assessment_id,
                handed_in.c.handed_in_at.is_not(None),
            )
            .scalar_subquery()
        )
        others = table.c.handed_in_at.is_not(None) & (enough >= ENOUGH_SHEETS)
        # An empty id is nobody's; NULL would be that of every sheet whose author has left.
        return or_(others, table.c.user_id == (asked_by or ""))
    return table.c[table.primary_key.columns.keys()[0]].is_not(None)
