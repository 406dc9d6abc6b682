"""What the ids of papers mean: sheets that the signed-in person is keying in.

The counterpart of `resources`, by the same rule: looked up in one query that begins with the
person's own membership, and not there for anybody else.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam

from instruments import catalogue
from instruments.model import Instrument
from readiness.models import (
    Assessment,
    AssessmentInstrument,
    Membership,
    Organization,
    PaperDraft,
)
from readiness.request import Request
from readiness.resources import OWN_MEMBERSHIP, one_row


@dataclass(frozen=True)
class PaperContext:
    """A paper sheet that the person is keying in."""

    organization: Organization
    membership: Membership
    assessment: Assessment
    draft: PaperDraft


@dataclass(frozen=True)
class PaperFormContext:
    """One instrument of such a sheet."""

    organization: Organization
    membership: Membership
    assessment: Assessment
    draft: PaperDraft
    instrument: Instrument


def paper(request: Request) -> PaperContext:
    """Look a paper sheet up among those the person is keying in; others' are not there."""
    membership, found, draft = one_row(request, _PAPER)
    return PaperContext(membership.organization, membership, found, draft)


def paper_form(request: Request) -> PaperFormContext:
    """Look one instrument of such a sheet up, in the version the assessment is pinned to."""
    membership, found, draft, version = one_row(request, _FORM)
    instrument = catalogue.find(request.matchdict["instrument"], version)
    return PaperFormContext(membership.organization, membership, found, draft, instrument)


_PAPER: Final = (
    OWN_MEMBERSHIP.add_columns(Assessment, PaperDraft)
    .join(
        Assessment,
        and_(
            Assessment.organization_id == Membership.organization_id,
            Assessment.id == bindparam("assessment"),
        ),
    )
    .join(
        PaperDraft,
        and_(
            PaperDraft.assessment_id == Assessment.id,
            PaperDraft.sheet_id == bindparam("sheet"),
            PaperDraft.keyed_by == Membership.user_id,
        ),
    )
)
_FORM: Final = _PAPER.add_columns(AssessmentInstrument.version).join(
    AssessmentInstrument,
    and_(
        AssessmentInstrument.assessment_id == Assessment.id,
        AssessmentInstrument.instrument_id == bindparam("instrument"),
    ),
)
