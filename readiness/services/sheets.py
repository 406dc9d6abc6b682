"""Handing in one's own sheet: from then on it counts, and its owner sees the spread (S7).

A sheet that was handed in may still be changed, and stays handed in: the change counts at
once. It may be taken back as well, until the assessment is submitted.
"""

import datetime as dt
from collections.abc import Callable

from pyramid.config import Configurator
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from readiness.models import (
    Assessment,
    Membership,
    Response,
    ResponseSheet,
    Role,
    WorkRole,
)
from readiness.request import Request
from readiness.services.locking import lock_draft, locked


class EmptySheetError(Exception):
    """There is no answer on the sheet yet."""


class Sheets:
    """Hands sheets in, takes them back, and says how many there are; never whose."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def own(self, assessment_id: str, user_id: str) -> ResponseSheet | None:
        """Return a person's own sheet; None before their first answer."""
        return self._session.scalars(
            select(ResponseSheet).where(
                ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id
            )
        ).one_or_none()

    def handed_in(self, assessment_id: str) -> int:
        """Say how many sheets are handed in, those on paper as well."""
        found = select(func.count()).select_from(ResponseSheet)
        return (
            self._session.scalar(
                found.where(
                    ResponseSheet.assessment_id == assessment_id,
                    ResponseSheet.handed_in_at.is_not(None),
                )
            )
            or 0
        )

    def several(self, organization_id: str, assessment_id: str, user_id: str) -> bool:
        """Whether more than this person answers, or may answer.

        A sheet on paper that is still being typed in is nobody yet: it may be the person's own.
        """
        members = select(Membership.user_id).where(
            Membership.organization_id == organization_id, Membership.user_id != user_id
        )
        others = select(ResponseSheet.id).where(
            ResponseSheet.assessment_id == assessment_id,
            ResponseSheet.handed_in_at.is_not(None),
            or_(ResponseSheet.user_id.is_(None), ResponseSheet.user_id != user_id),
        )
        return bool(self._session.scalar(select(or_(exists(members), exists(others)))))

    def hand_in(self, assessment_id: str, *, user_id: str) -> bool:
        """Hand the person's sheet in; False when it was already.

        Raises `EmptySheetError` and `SubmittedError`.
        """
        sheet = self._for_change(assessment_id, user_id)
        if sheet is None or not self._answered(sheet.id):
            raise EmptySheetError
        if sheet.handed_in_at is not None:
            return False
        sheet.handed_in_at = self._clock()
        sheet.work_role = self._work_role(assessment_id, user_id) or sheet.work_role
        self._session.flush()
        return True

    def take_back(self, assessment_id: str, *, user_id: str) -> bool:
        """Take the person's sheet back; False when it was not handed in.

        Raises `SubmittedError`.
        """
        sheet = self._for_change(assessment_id, user_id)
        if sheet is None or sheet.handed_in_at is None:
            return False
        sheet.handed_in_at = None
        self._session.flush()
        return True

    def hand_in_for_submitting(self, assessment: Assessment, *, user_id: str, role: Role) -> None:
        """Hand in the sheet of the lead who submits alone, even an empty one.

        The caller has locked the assessment.
        """
        sheet = self.own(assessment.id, user_id)
        now = self._clock()
        if sheet is None:
            sheet = ResponseSheet(
                assessment_id=assessment.id,
                user_id=user_id,
                role=role,
                work_role=self._work_role(assessment.id, user_id),
                created_at=now,
            )
            self._session.add(sheet)
        sheet.handed_in_at = now
        self._session.flush()

    def _for_change(self, assessment_id: str, user_id: str) -> ResponseSheet | None:
        """Wait for whoever submits, then give the sheet. Raises `SubmittedError`."""
        lock_draft(self._session, assessment_id)
        return self._session.scalars(
            locked(
                select(ResponseSheet).where(
                    ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id
                )
            )
        ).one_or_none()

    def _answered(self, sheet_id: str) -> bool:
        answered = or_(Response.level.is_not(None), Response.unscored.is_not(None))
        found = select(Response.item_id).where(Response.sheet_id == sheet_id, answered).limit(1)
        return self._session.scalar(found) is not None

    def _work_role(self, assessment_id: str, user_id: str) -> WorkRole | None:
        return self._session.scalar(
            select(Membership.work_role)
            .join(Assessment, Assessment.organization_id == Membership.organization_id)
            .where(Assessment.id == assessment_id, Membership.user_id == user_id)
        )


def sheets_service(request: Request) -> Sheets:
    """Make the service for a request."""
    return Sheets(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Sheets, sheets_service)
