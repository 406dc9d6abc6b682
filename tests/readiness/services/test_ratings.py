"""A consultant's view of items, proposals and their answers, with two people at it."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import (
    AgreedAnswer,
    AssessmentState,
    AuditEvent,
    Checked,
    OrganizationKind,
    ProposalState,
    TaRating,
    User,
)
from readiness.services.audit import AuditLog
from readiness.services.merging import MovedOnError
from readiness.services.ratings import Place, Ratings, View
from tests.factories import (
    make_assessment,
    make_consultation,
    make_engagement,
    make_organization,
    make_response,
    make_sheet,
    make_user,
)


@dataclass
class Case:
    session: Session
    ratings: Ratings
    place: Place
    person: User
    engagement: Any

    def save(self, view, seen=0):
        return self.ratings.save(self.place, view, seen=seen, user_id=self.person.id)

    def propose(self, level=2, *, reason="We saw the plan.", seen=0):
        return self.ratings.propose(
            self.place, level, reason=reason, seen=seen, user_id=self.person.id
        )

    def answer(self, seen=1, *, accept=True):
        self.ratings.answer(self.place, accept=accept, seen=seen, user_id=self.person.id)

    def row(self):
        return self.session.scalars(select(TaRating)).one()


@pytest.fixture
def case(dbsession, clock):
    program = make_organization(dbsession)
    provider = make_organization(dbsession, kind=OrganizationKind.TA)
    assessment = make_assessment(dbsession, program)
    engagement = make_engagement(dbsession, program, provider, assessment)
    return Case(
        dbsession,
        Ratings(dbsession, clock, AuditLog(dbsession, now=clock.now)),
        Place(engagement.id, assessment, "formative", "STF-2", provider.id),
        make_user(dbsession),
        engagement,
    )


SEEN = View(Checked.SEEN, 1, "Only one is trained.")


def test_nothing_said_writes_nothing(case):
    assert case.save(View()).rating is None


def test_a_view_is_kept_with_its_version(case):
    assert case.save(SEEN).changed
    row = case.row()
    assert (row.checked, row.level, row.reason, row.version) == (
        Checked.SEEN,
        1,
        "Only one is trained.",
        1,
    )


def test_the_same_view_twice_is_one_save(case):
    case.save(SEEN)

    assert not case.save(SEEN, seen=0).clash
    assert case.row().version == 1


def test_somebody_else_s_view_is_never_overwritten_unseen(case):
    case.save(SEEN)
    late = case.save(View(Checked.TOLD), seen=0)

    assert late.clash
    assert late.rating.reason == "Only one is trained."
    assert case.row().checked is Checked.SEEN


def test_having_seen_it_one_may_overwrite(case):
    case.save(SEEN)

    assert case.save(View(Checked.TOLD), seen=1).changed
    assert (case.row().checked, case.row().level) == (Checked.TOLD, None)


def test_accepting_a_proposal_sets_the_agreed_answer_with_what_sheets_say(case):
    sheet = make_sheet(case.session, case.place.assessment, case.person, handed_in_at=utc_now())
    make_response(case.session, sheet, "STF-2", level=1)
    case.propose(2)
    case.answer()

    agreed = case.session.scalars(select(AgreedAnswer)).one()
    assert (agreed.level, agreed.note, agreed.sheets) == (2, "We saw the plan.", {sheet.id: 1})
    assert case.row().proposal_state is ProposalState.ACCEPTED


def test_an_earlier_agreement_gets_a_new_version(case, clock):
    case.session.add(
        AgreedAnswer(
            assessment_id=case.place.assessment.id,
            instrument_id="formative",
            item_id="STF-2",
            level=1,
            agreed_at=clock.now,
        )
    )
    case.session.commit()
    case.propose(3)
    case.answer()

    agreed = case.session.scalars(select(AgreedAnswer)).one()
    assert (agreed.level, agreed.version) == (3, 2)


def test_declining_sets_nothing(case):
    case.propose()
    case.answer(accept=False)

    assert case.session.scalars(select(AgreedAnswer)).all() == []
    assert case.row().proposal_state is ProposalState.DECLINED


def test_a_submitted_assessment_keeps_its_answers(case, clock):
    case.place.assessment.state = AssessmentState.SUBMITTED
    case.place.assessment.submitted_at = clock.now
    case.session.commit()
    case.propose()
    case.answer()

    assert case.session.scalars(select(AgreedAnswer)).all() == []
    assert case.row().proposal_state is ProposalState.ACCEPTED


def test_a_proposal_that_changed_is_not_answered_unseen(case):
    case.propose(1)
    case.propose(3, reason="Another look.", seen=1)

    with pytest.raises(MovedOnError):
        case.answer(seen=1)
    assert case.session.scalars(select(AgreedAnswer)).all() == []


def test_what_was_answered_or_taken_back_cannot_be_answered(case):
    case.propose()
    case.ratings.withdraw(case.place, user_id=case.person.id)
    with pytest.raises(MovedOnError):
        case.answer(seen=2)

    case.propose(seen=2)
    case.answer(seen=3)
    with pytest.raises(MovedOnError):
        case.ratings.withdraw(case.place, user_id=case.person.id)


def test_proposals_and_answers_are_written_down_with_who_acted_for_whom(case):
    case.propose()
    case.place = Place(case.engagement.id, case.place.assessment, "formative", "STF-2")
    case.answer()
    case.session.commit()

    events = case.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(one.kind, "by" in one.details) for one in events] == [
        ("consultation-proposed", True),
        ("consultation-answered", False),
    ]


def test_confidence_asks_what_was_held_and_seen(case, clock):
    case.save(SEEN)
    empty = case.ratings.for_confidence(case.place.assessment.id)
    make_consultation(
        case.session, case.engagement, case.place.assessment, held_on=clock.now.date()
    )
    held = case.ratings.for_confidence(case.place.assessment.id)

    assert (empty.held, empty.seen) == (False, {"STF-2"})
    assert (held.held, held.seen) == (True, {"STF-2"})


def test_what_was_told_is_not_seen(case):
    case.save(View(Checked.TOLD))

    assert case.ratings.for_confidence(case.place.assessment.id).seen == frozenset()
