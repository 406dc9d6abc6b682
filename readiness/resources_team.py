"""What an address of a team's work means: an assessment, and whether the own sheet is in."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_

from readiness.models import Assessment, Membership, ResponseSheet
from readiness.request import Request
from readiness.resources import ASSESSMENT, AssessmentContext, one_row


@dataclass(frozen=True)
class TeamContext(AssessmentContext):
    """An assessment, and whether the person has handed in a sheet of their own."""

    handed_in: bool


def team(request: Request) -> TeamContext:
    """Look the assessment up among the organization's, and the person's own sheet with it."""
    membership, found, at = one_row(request, _TEAM)
    return TeamContext(membership.organization, membership, found, handed_in=at is not None)


_TEAM: Final = ASSESSMENT.add_columns(ResponseSheet.handed_in_at).outerjoin(
    ResponseSheet,
    and_(ResponseSheet.assessment_id == Assessment.id, ResponseSheet.user_id == Membership.user_id),
)
