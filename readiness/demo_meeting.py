"""The sample meeting of a development server: checked answers, an agenda, notes and dates."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import (
    Assessment,
    Checked,
    Consultation,
    Membership,
    NoteKind,
    Side,
    User,
)
from readiness.services.agendas import Agendas
from readiness.services.audit import AuditLog
from readiness.services.meeting_notes import MeetingNotes, Writer
from readiness.services.meetings import Dates, Meetings
from readiness.services.merging import Sent
from readiness.services.ratings import Place, Ratings, View
from readiness.services.standing import Standings

FORMATIVE: Final = "formative"
VIEWS: Final = {
    "STF-1": View(Checked.SEEN),
    "SUP-1": View(Checked.TOLD),
    "CON-1": View(Checked.SEEN, 1, "The policy is a draft. The last page is still open."),
    "PAR-3": View(Checked.TOLD, 1, "One partner has said yes by phone. Nothing is written yet."),
}
NOTES: Final = (
    {
        NoteKind.SHARED: "We read it together. The part about records is missing.",
        NoteKind.DECISION: "Finish it before the next group starts.",
        NoteKind.PRIVATE: "Bring a sample to the next call.",
    },
    {NoteKind.SHARED: "We look at it again when everybody has seen it."},
)
"""What was written about the first points of the agenda."""


def fill(session: Session, *, advisor: str, provider: str, lead: str) -> None:
    """Fill the meeting about the newest assessment of a lead's organization."""
    now = utc_now()
    audit = AuditLog(session, now=now)
    meeting, assessment = session.execute(
        select(Consultation, Assessment)
        .join(Assessment, Assessment.id == Consultation.assessment_id)
        .join(Membership, Membership.organization_id == Assessment.organization_id)
        .join(Membership.user)
        .where(User.email == lead)
        .order_by(Assessment.submitted_at.desc())
        .limit(1)
    ).one()
    ratings = Ratings(session, utc_now, audit)
    for item, view in VIEWS.items():
        place = Place(meeting.engagement_id, assessment, FORMATIVE, item, provider)
        ratings.save(place, view, seen=0, user_id=advisor)
    agendas = Agendas(session, Standings(session), ratings, audit)
    agendas.fill(meeting, assessment)
    writer = Writer(advisor, Side.ADVISOR, provider)
    notes = MeetingNotes(session, utc_now, audit)
    for point, written in zip(agendas.of(meeting.id), NOTES, strict=False):
        for kind, text in written.items():
            notes.save(meeting, assessment, (point.id, kind), Sent(note=text), writer)
    days = Dates(held_on=now.date(), next_on=now.date() + dt.timedelta(days=28))
    Meetings(session, utc_now).save_dates(meeting, days, seen=meeting.version)
