"""Receipts of shares: what they say, and the job that prints them."""

from importlib import import_module
from typing import Final

from sqlalchemy.orm import Session

from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import Assessment, Organization, Share
from readiness.services.printing import keep
from readiness.services.prints import Wanted, hashed
from readiness.services.reports import grant_of
from reports import receipt as receipts
from reports.audience import LIMITS
from reports.receipt import Receipt
from reports.sharing_words import named

RECEIPT_JOB: Final = "receipt"


def receipt_of(session: Session, share: Share) -> Receipt:
    """Say what a share is, for both sides."""
    assessment = session.get_one(Assessment, share.assessment_id)
    shared_at = share.shared_at or share.created_at
    return Receipt(
        organization=session.get_one(Organization, share.organization_id).name,
        funder=session.get_one(Organization, share.funder_id).name,
        report=(assessment.submitted_at or assessment.created_at).date(),
        parts=named(share.parts, follows_plan=share.follows_plan),
        purpose=share.purpose,
        since=shared_at.date(),
        until=grant_of(share).until,
        ended=share.revoked_at.date() if share.revoked_at else None,
        limits=LIMITS,
    )


def wanted_receipt(share: Share, receipt: Receipt) -> Wanted:
    """Name the file of a receipt."""
    return Wanted(
        f"receipt/{share.id}", hashed("receipt", receipts.to_json(receipt)), share.assessment_id
    )


def print_receipt(jobs: Jobs, share_id: str) -> None:
    """Make the receipt of a share, unless it is there already."""
    with session_factory(reading(jobs.engine))() as session:
        share = session.get(Share, share_id)
        if share is None:
            return
        receipt = receipt_of(session, share)
    # Loaded late: the web process asks for files and never needs their libraries.
    forms = import_module("reports.receipt")
    keep(jobs, wanted_receipt(share, receipt), lambda: forms.render(receipt))
