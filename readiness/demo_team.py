"""A small team of a sample: four sheets, where they differ, and one thing that is settled.

Two of the sheets are of people who sign in; the others were keyed in from paper.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.model import Answer
from readiness.clock import utc_now
from readiness.models import (
    Assessment,
    AssessmentState,
    Membership,
    Response,
    ResponseSheet,
    Role,
    User,
    WorkRole,
)
from readiness.services.agreeing import Agreements
from readiness.services.answer_words import columns_of
from readiness.services.answers import Answers
from readiness.services.merging import Sent
from readiness.services.sheets import Sheets

LEAD: Final = "lead@cedarfork.example"
PEER: Final = "peer@cedarfork.example"
FORMATIVE: Final = "formative"
UNKNOWN: Final = "unknown"

# Where each sheet says something else than the lead's; "unknown" where they do not know.
PEER_SAYS: Final = {"STF-3": "0", "SAF-2": "1", "COF-3": "1", "PAR-3": "3", "SUP-2": "1"}
SUPERVISOR_SAYS: Final = {"STF-3": "1", "SAF-2": UNKNOWN, "COF-3": "2", "PAR-3": "0"}
BOARD_SAYS: Final = {"STF-3": "2", "SAF-2": UNKNOWN, "COF-3": "3", "SUP-2": UNKNOWN}
LEAD_SAYS: Final = {"STF-3": "2", "SAF-2": UNKNOWN, "COF-3": "2"}
SETTLED: Final = ("COF-3", "2", "The peer leader leads. The clinic steps in for safety only.")


def fill(session: Session, given: Mapping[str, Answer]) -> None:
    """Fill the draft of the sample with sheets; `given` is what its lead answers."""
    members = select(User.email, Membership).join(Membership.user)
    rows = session.execute(members.where(User.email.in_((LEAD, PEER)))).all()
    people = {row.email: row.Membership for row in rows}
    draft = session.scalars(
        select(Assessment).where(
            Assessment.organization_id == people[LEAD].organization_id,
            Assessment.state == AssessmentState.DRAFT,
        )
    ).one()
    people[LEAD].work_role = WorkRole.LEADER
    session.flush()
    said = {item: _word(answer) for item, answer in given.items()}
    for email, differs in ((LEAD, LEAD_SAYS), (PEER, PEER_SAYS)):
        _answer(session, draft, people[email], said | differs)
    for work_role, differs in (
        (WorkRole.SUPERVISOR, SUPERVISOR_SAYS),
        (WorkRole.BOARD, BOARD_SAYS),
    ):
        _paper(session, draft, work_role, said | differs)
    item, answer, note = SETTLED
    Agreements(session, utc_now).save(
        draft.id,
        {(FORMATIVE, item): Sent(answer=answer, note=note)},
        user_id=people[LEAD].user_id,
    )


def _answer(
    session: Session, draft: Assessment, member: Membership, said: Mapping[str, str]
) -> None:
    Answers(session, utc_now).save(
        draft.id,
        FORMATIVE,
        {item: Sent(answer=word) for item, word in said.items()},
        user_id=member.user_id,
        role=member.role,
    )
    Sheets(session, utc_now).hand_in(draft.id, user_id=member.user_id)


def _paper(
    session: Session, draft: Assessment, work_role: WorkRole, said: Mapping[str, str]
) -> None:
    now = utc_now()
    sheet = ResponseSheet(
        assessment_id=draft.id,
        role=Role.CONTRIBUTOR,
        work_role=work_role,
        paper=True,
        handed_in_at=now,
        created_at=now,
    )
    session.add(sheet)
    session.flush()  # The responses need its id.
    for item in catalogue.find(FORMATIVE).items:
        level, unscored = columns_of(said.get(item.id, UNKNOWN))
        session.add(
            Response(
                sheet_id=sheet.id,
                assessment_id=draft.id,
                instrument_id=FORMATIVE,
                item_id=item.id,
                level=level,
                unscored=unscored,
                updated_at=now,
            )
        )
    session.flush()


def _word(answer: Answer) -> str:
    return str(answer) if isinstance(answer, int) else answer.value
