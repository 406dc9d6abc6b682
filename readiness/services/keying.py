"""Keying answers in from paper: sheets that are open, handed in, or put together with one's own.

Whoever keys a sheet in sees it while it is open. Handed in, it counts like any other sheet and
belongs to nobody: the row that says who keyed it is gone.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from readiness.db import begin_writing
from readiness.models import (
    Assessment,
    Membership,
    PaperDraft,
    Response,
    ResponseSheet,
    WorkRole,
)
from readiness.request import Request
from readiness.services.answers import Answers, StoredAnswer
from readiness.services.audit import AuditLog, EventKind
from readiness.services.locking import lock_draft
from readiness.services.merging import Sent, token
from readiness.services.two_sheets import Fate, PutTogether, put_together

Key = tuple[str, str]
"""An instrument's and an item's id."""

MINE: Final = "screen"


class NothingKeyedError(Exception):
    """A sheet without a single answer is not handed in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for an item that differs, and the token of what they saw."""

    side: str
    token: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One item on both sheets."""

    screen: StoredAnswer
    paper: StoredAnswer
    outcome: PutTogether

    @property
    def token(self) -> str:
        """What the page carries, to tell whether the screen's answer changed meanwhile."""
        return token(self.screen.version, self.screen.value)


class Keying:
    """Opens, finds, hands in, merges and throws away sheets that are keyed in."""

    def __init__(
        self, session: Session, clock: Callable[[], dt.datetime], answers: Answers, log: AuditLog
    ) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._answers = answers
        self._log = log

    def drafts(self, assessment_id: str, user_id: str) -> list[tuple[PaperDraft, int]]:
        """Return the sheets a person is keying in, the oldest first, with how much is keyed."""
        # Counted sheet by sheet: a count of all sheets there are would read every answer.
        keyed = (
            select(func.count())
            .where(
                Response.sheet_id == PaperDraft.sheet_id,
                Response.level.is_not(None) | Response.unscored.is_not(None),
            )
            .scalar_subquery()
        )
        rows = self._session.execute(
            select(PaperDraft, keyed)
            .join(PaperDraft.sheet)
            .options(joinedload(PaperDraft.sheet))
            .where(PaperDraft.assessment_id == assessment_id, PaperDraft.keyed_by == user_id)
            .order_by(ResponseSheet.created_at, ResponseSheet.id)
        )
        return [(draft, count) for draft, count in rows]

    def begin(
        self, assessment_id: str, membership: Membership, *, own: bool, work_role: WorkRole | None
    ) -> str:
        """Open a sheet, or go on with one's own; return its id. Raises `SubmittedError`."""
        self._open(assessment_id)
        if own:
            work_role = membership.work_role
            before = self._session.scalar(
                select(PaperDraft.sheet_id).where(
                    PaperDraft.assessment_id == assessment_id,
                    PaperDraft.keyed_by == membership.user_id,
                    PaperDraft.own,
                )
            )
            if before is not None:
                return before
        sheet = ResponseSheet(
            assessment_id=assessment_id,
            role=membership.role,
            work_role=work_role,
            paper=True,
            created_at=self._clock(),
        )
        self._session.add(sheet)
        self._session.flush()
        self._session.add(
            PaperDraft(
                sheet_id=sheet.id,
                assessment_id=assessment_id,
                keyed_by=membership.user_id,
                own=own,
            )
        )
        self._session.flush()
        return sheet.id

    def hand_in(self, assessment: Assessment, sheet_id: str, user_id: str) -> bool:
        """Hand a colleague's sheet in; False when it is not open any more.

        Raises `SubmittedError` and `NothingKeyedError`.
        """
        self._open(assessment.id)
        draft = self._draft(assessment.id, sheet_id, user_id)
        if draft is None or draft.own:
            return False
        if not any(one.value.answer for one in self._answers.load_sheet(sheet_id).values()):
            raise NothingKeyedError
        draft.sheet.handed_in_at = self._clock()
        self._session.delete(draft)
        self._log.record(
            EventKind.PAPER_HANDED_IN,
            actor=user_id,
            organization=assessment.organization_id,
            subject=assessment.id,
        )
        self._session.flush()
        return True

    def throw_away(self, assessment_id: str, sheet_id: str, user_id: str) -> bool:
        """Delete an open sheet with everything keyed into it; False when it is not open."""
        draft = self._draft(assessment_id, sheet_id, user_id)
        if draft is None:
            return False
        self._session.execute(delete(ResponseSheet).where(ResponseSheet.id == sheet_id))
        self._session.flush()
        return True

    def compare(self, assessment_id: str, sheet_id: str, user_id: str) -> dict[Key, Compared]:
        """Lay one's paper beside one's sheet on the screen, item by item."""
        screen = self._answers.load(assessment_id, user_id)
        paper = self._answers.load_sheet(sheet_id)
        empty = StoredAnswer()
        return {
            key: Compared(
                mine := screen.get(key, empty),
                theirs := paper.get(key, empty),
                put_together(mine.value, theirs.value),
            )
            for key in {**screen, **paper}
        }

    def merge(
        self,
        assessment_id: str,
        sheet_id: str,
        membership: Membership,
        choices: Mapping[Key, Choice],
    ) -> dict[Key, Compared]:
        """Take over what can be taken over; return what is still to be chosen.

        What is settled leaves the paper's sheet, and an empty one is thrown away: so it can be
        done in several goes, and nothing is lost in between. Raises `SubmittedError`.
        """
        self._open(assessment_id)
        user_id = membership.user_id
        # Saves of one's own sheet wait for it, and for this.
        self._session.execute(
            select(ResponseSheet.id)
            .where(
                (ResponseSheet.id == sheet_id)
                | (
                    (ResponseSheet.assessment_id == assessment_id)
                    & (ResponseSheet.user_id == user_id)
                )
            )
            .order_by(ResponseSheet.id)
            .with_for_update()
        )
        left: dict[Key, Compared] = {}
        for key, one in self.compare(assessment_id, sheet_id, user_id).items():
            taken = one.outcome.answer
            if one.outcome.fate is Fate.DIFFERENT:
                choice = choices.get(key)
                if choice is None or choice.token != one.token:
                    left[key] = one
                    continue
                taken = one.outcome.kept if choice.side == MINE else taken
            if taken != one.screen.value:
                self._take(
                    assessment_id, key, Sent(taken.answer, taken.note, token=one.token), membership
                )
        self._settle(sheet_id, left)
        return left

    def _take(self, assessment_id: str, key: Key, sent: Sent, membership: Membership) -> None:
        instrument, item = key
        self._answers.save(
            assessment_id,
            instrument,
            {item: sent},
            user_id=membership.user_id,
            role=membership.role,
        )

    def _settle(self, sheet_id: str, left: Mapping[Key, Compared]) -> None:
        if not left:
            self._session.execute(delete(ResponseSheet).where(ResponseSheet.id == sheet_id))
            return
        for row in self._session.scalars(select(Response).where(Response.sheet_id == sheet_id)):
            if (row.instrument_id, row.item_id) not in left:
                self._session.delete(row)
        self._session.flush()

    def _draft(self, assessment_id: str, sheet_id: str, user_id: str) -> PaperDraft | None:
        """Find an open sheet, once nobody else writes to it."""
        self._session.execute(
            select(ResponseSheet.id).where(ResponseSheet.id == sheet_id).with_for_update()
        )
        return self._session.scalars(
            select(PaperDraft)
            .options(joinedload(PaperDraft.sheet))
            .where(
                PaperDraft.assessment_id == assessment_id,
                PaperDraft.sheet_id == sheet_id,
                PaperDraft.keyed_by == user_id,
            )
            .execution_options(populate_existing=True)
        ).one_or_none()

    def _open(self, assessment_id: str) -> None:
        """Make sure that the assessment is not handed in, and stays so. Raises `SubmittedError`."""
        begin_writing(self._session)
        lock_draft(self._session, assessment_id)


def keying_service(request: Request) -> Keying:
    """Make the service for a request."""
    return Keying(
        request.dbsession, request.clock, request.service(Answers), request.service(AuditLog)
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Keying, keying_service)
