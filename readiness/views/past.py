"""What was handed in before, as the pages list it."""

from dataclasses import dataclass

from readiness.request import Request
from readiness.services.assessments import Assessments, instruments_of
from readiness.views.addresses import page_of
from readiness.views.times import date_words


@dataclass(frozen=True, slots=True)
class PastAssessment:
    """One line of the list."""

    words: str
    href: str


def past_assessments(request: Request, organization_id: str) -> list[PastAssessment]:
    """List an organization's submitted assessments, the latest first."""
    return [
        PastAssessment(
            words=f"{date_words(one.submitted_at)}: "
            + " and ".join(instrument.title for instrument in instruments_of(one)),
            href=page_of(request, "report", one),
        )
        for one in request.service(Assessments).submitted(organization_id)
        if one.submitted_at is not None
    ]
