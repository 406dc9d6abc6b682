"""Waiting for a row, so that two changes of one thing happen one after the other.

On SQLite whoever writes has the database alone (`db`); on PostgreSQL it is the row that makes
the second one wait. What decides must be read after the waiting, never before.
"""

from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.models import Assessment, AssessmentState, Organization
from readiness.services.answers import SubmittedError

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])


def locked(statement: Statement) -> Statement:
    """Make a statement wait for its rows, and read them as they are after the waiting."""
    return statement.with_for_update().execution_options(populate_existing=True)


def lock_organization(session: Session, organization_id: str | None) -> None:
    """Wait for an organization's row, until the end of the transaction."""
    session.execute(
        select(Organization.id).where(Organization.id == organization_id).with_for_update()
    )


def lock_draft(session: Session, assessment_id: str) -> None:
    """Wait for whoever else writes to a draft, or submits it.

    Raises `SubmittedError` when it is a draft no more: its answers do not change.
    """
    state = session.scalar(
        select(Assessment.state).where(Assessment.id == assessment_id).with_for_update()
    )
    if state is not AssessmentState.DRAFT:
        raise SubmittedError
