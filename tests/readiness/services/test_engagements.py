"""Engagements: who may see what, from when to when, and what is written down about it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from readiness.models import (
    AuditEvent,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Organization,
    OrganizationKind,
    Side,
    User,
)
from readiness.security.codes import spell
from readiness.services.audit import AuditLog
from readiness.services.engagements import (
    Engagements,
    NotAllowedError,
    Terms,
    latest_end,
)
from tests.factories import make_assessment, make_engagement, make_organization, make_user


@dataclass
class Case:
    """Two organizations, a person of each side, and an invitation."""

    session: Session
    clock: Callable[[], dt.datetime]
    engagements: Engagements
    program: Organization
    provider: Organization
    person: User
    terms: Terms
    invited: Engagement


@pytest.fixture
def case(dbsession, clock):
    engagements = Engagements(dbsession, clock, AuditLog(dbsession, now=clock.now))
    program = make_organization(dbsession, name="River Circle")
    provider = make_organization(dbsession, name="Ridge", kind=OrganizationKind.TA)
    person = make_user(dbsession)
    named = make_assessment(dbsession, program)
    terms = Terms([named.id], "Read with us.", clock.now.date() + dt.timedelta(days=90))
    invited = engagements.invite(program.id, provider.id, terms, user_id=person.id)
    return Case(dbsession, clock, engagements, program, provider, person, terms, invited)


@pytest.fixture
def apart(case):
    """The same, before anybody was invited."""
    case.session.delete(case.invited)
    case.session.flush()
    return case


def kinds(dbsession):
    # Events are appended when their transaction commits.
    dbsession.commit()
    return list(dbsession.scalars(select(AuditEvent.kind).order_by(AuditEvent.id)))


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (dt.date(2026, 11, 25), dt.date(2027, 11, 25)),
        (dt.date(2028, 2, 29), dt.date(2029, 2, 28)),
        (dt.date(2027, 2, 28), dt.date(2028, 2, 28)),
    ],
)
def test_latest_end_is_the_same_day_a_year_later(today, latest):
    assert latest_end(today) == latest


def test_invitation_opens_nothing_yet(case):
    assert case.invited.state is EngagementState.INVITED
    assert [
        one.assessment_id for one in case.session.scalars(select(EngagementAssessment))
    ] == list(case.terms.assessments)
    assert case.engagements.live_providers(case.program.id) == []
    assert [one.id for one in case.engagements.of_provider(case.provider.id)] == [case.invited.id]
    assert kinds(case.session) == ["engagement-invited"]
    assert case.session.scalars(select(AuditEvent.details)).one() == {"other": case.provider.id}


def test_accepting_makes_it_live(case):
    case.engagements.accept(case.invited.id, user_id=case.person.id)

    assert (case.invited.state, case.invited.answered_at) == (EngagementState.LIVE, case.clock.now)
    assert case.engagements.live_providers(case.program.id) == ["Ridge"]
    case.session.commit()
    event = case.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.kind, event.organization_id, event.subject_id) == (
        "engagement-accepted",
        case.program.id,
        case.invited.id,
    )


def test_end_date_is_at_most_a_year_away_and_not_over(case):
    for days in (-1, 367):
        far = Terms([], "x", case.clock.now.date() + dt.timedelta(days=days))
        with pytest.raises(NotAllowedError):
            case.engagements.invite(case.program.id, case.provider.id, far, user_id="nobody")


def test_an_assessment_of_another_organization_cannot_be_named(case):
    other = make_assessment(case.session, make_organization(case.session))
    case.terms = Terms([other.id], "x", case.clock.now.date())

    with pytest.raises(IntegrityError):
        case.engagements.invite(
            case.program.id, case.provider.id, case.terms, user_id=case.person.id
        )


@pytest.mark.parametrize("side", list(Side))
def test_either_side_ends_it(case, side):
    case.engagements.accept(case.invited.id, user_id=case.person.id)
    case.engagements.end(case.invited.id, side=side, user_id=case.person.id)

    assert (case.invited.state, case.invited.ended_side, case.invited.ended_at) == (
        EngagementState.ENDED,
        side,
        case.clock.now,
    )
    assert case.engagements.of_provider(case.provider.id) == []
    assert case.engagements.live_providers(case.program.id) == []
    case.session.commit()
    last = select(AuditEvent.details).order_by(AuditEvent.id.desc()).limit(1)
    # Whoever acts from outside is named as such, and for the others who it was done with.
    named = "by" if side is Side.ADVISOR else "other"
    assert case.session.scalars(last).one() == {named: case.provider.id}


def test_an_ended_one_cannot_come_back(case):
    case.engagements.end(case.invited.id, side=Side.TEAM, user_id=case.person.id)

    for again in (
        lambda: case.engagements.accept(case.invited.id, user_id=case.person.id),
        lambda: case.engagements.end(case.invited.id, side=Side.TEAM, user_id=case.person.id),
        lambda: case.engagements.decline(
            case.invited.id, side=Side.ADVISOR, user_id=case.person.id
        ),
        lambda: case.engagements.name_more(case.invited.id, [], user_id=case.person.id),
    ):
        with pytest.raises(NotAllowedError):
            again()


def test_a_provider_cannot_end_what_it_has_not_accepted(case):
    with pytest.raises(NotAllowedError):
        case.engagements.end(case.invited.id, side=Side.ADVISOR, user_id=case.person.id)


def test_an_invitation_past_its_end_cannot_be_accepted(case):
    case.clock.tick(days=91)

    with pytest.raises(NotAllowedError):
        case.engagements.accept(case.invited.id, user_id=case.person.id)


def test_the_last_day_counts_and_the_next_one_does_not(case):
    case.engagements.accept(case.invited.id, user_id=case.person.id)
    case.clock.tick(days=90)
    assert case.engagements.live_providers(case.program.id) == ["Ridge"]
    assert [one.id for one in case.engagements.of_provider(case.provider.id)] == [case.invited.id]

    case.clock.tick(days=1)
    assert case.engagements.live_providers(case.program.id) == []
    assert case.engagements.of_provider(case.provider.id) == []


def test_more_can_be_named_and_nothing_is_named_twice(case):
    second = make_assessment(case.session, case.program)
    case.engagements.name_more(
        case.invited.id, [second.id, *case.terms.assessments], user_id=case.person.id
    )
    case.engagements.name_more(case.invited.id, [second.id], user_id=case.person.id)

    named = set(case.session.scalars(select(EngagementAssessment.assessment_id)))
    assert named == {second.id, *case.terms.assessments}


def test_a_request_reaches_whoever_has_the_code(apart):
    code = apart.engagements.new_code(apart.program.id, user_id=apart.person.id)

    apart.engagements.request(
        apart.provider.id, spell(code).lower(), purpose="Hi.", user_id=apart.person.id
    )

    made = apart.session.scalars(select(Engagement)).one()
    assert (made.state, made.organization_id, made.ends_on) == (
        EngagementState.REQUESTED,
        apart.program.id,
        None,
    )
    # What was asked tells the apart.provider nothing.
    assert apart.engagements.of_provider(apart.provider.id) == []


def test_a_request_that_waits_is_not_made_twice(apart):
    code = apart.engagements.new_code(apart.program.id, user_id=apart.person.id)
    for _ in range(2):
        apart.engagements.request(apart.provider.id, code, purpose="Hi.", user_id=apart.person.id)

    assert len(apart.session.scalars(select(Engagement)).all()) == 1


def test_a_wrong_or_an_old_code_reaches_nobody(apart):
    old = apart.engagements.new_code(apart.program.id, user_id=apart.person.id)
    apart.engagements.new_code(apart.program.id, user_id=apart.person.id)

    for code in (old, "", "AAAA-BBBB-CCCC"):
        apart.engagements.request(apart.provider.id, code, purpose="Hi.", user_id=apart.person.id)

    assert apart.session.scalars(select(Engagement)).all() == []


def test_a_request_is_granted_on_the_organization_s_terms(apart):
    asked = make_engagement(
        apart.session, apart.program, apart.provider, state=EngagementState.REQUESTED, ends_on=None
    )
    apart.engagements.grant(asked.id, apart.terms, user_id=apart.person.id)

    assert (asked.state, asked.purpose, asked.ends_on) == (
        EngagementState.LIVE,
        apart.terms.purpose,
        apart.terms.ends_on,
    )


def test_a_declined_request_tells_the_provider_nothing(apart):
    asked = make_engagement(
        apart.session, apart.program, apart.provider, state=EngagementState.REQUESTED, ends_on=None
    )
    apart.engagements.decline(asked.id, side=Side.TEAM, user_id=apart.person.id)

    assert asked.state is EngagementState.DECLINED
    assert apart.engagements.of_provider(apart.provider.id) == []


def test_providers_are_listed_by_name(case):
    make_organization(case.session, name="Alder", kind=OrganizationKind.TA)
    make_organization(case.session, name="A fund", kind=OrganizationKind.FUNDER)

    assert [one.name for one in case.engagements.providers()] == ["Alder", "Ridge"]


def test_deleting_a_provider_keeps_what_was_agreed(case):
    case.session.execute(delete(Organization).where(Organization.id == case.provider.id))
    case.session.expire_all()

    assert case.session.scalars(select(Engagement.provider_id)).one() is None
