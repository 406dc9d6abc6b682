"""People change at the same moment: a lead always remains, and each code works once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest
from sqlalchemy import func, select

from readiness.clock import utc_now
from readiness.db import session_factory
from readiness.models import Invitation, Membership, RecoveryCode, Role, SecondFactor
from readiness.services.audit import AuditLog
from readiness.services.invitations import Invitations, Joined, Parts
from readiness.services.people import LastLeadError, NotTheirsError, People
from readiness.services.second_factors import SecondFactors
from tests.factories import (
    CODE,
    make_invitation,
    make_membership,
    make_organization,
    make_user,
)

THREADS = 6
ROUNDS = 5


def everyone_at_once(work, count=THREADS):
    """Run the work in every thread from the same moment on."""
    start = Barrier(count)

    def begin(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


@pytest.fixture
def in_turn(engine, clock):
    """Do one thing in a transaction of its own; say what it raised."""

    def done(change):
        try:
            with session_factory(engine).begin() as session:
                log = AuditLog(session, now=clock.now)
                return change(session, log)
        except (LastLeadError, NotTheirsError) as error:
            return type(error)

    return done


def leads(dbsession, organization_id):
    dbsession.rollback()
    return dbsession.scalar(
        select(func.count())
        .select_from(Membership)
        .where(Membership.organization_id == organization_id, Membership.role == Role.LEAD)
    )


CHANGES = {
    # Each of several leads takes out the next one, steps down, or leaves.
    "remove": lambda people, org, me, other: people.remove(org, other, lead=me),
    "step down": lambda people, org, me, _: people.change_role(org, me, leads=False, lead=me),
    "leave": lambda people, org, me, _: people.leave(org, me),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_lead_always_remains(dbsession, in_turn, clock, change):
    for _ in range(ROUNDS):
        organization = make_organization(dbsession)
        people = [
            make_membership(dbsession, organization=organization).user_id for _ in range(THREADS)
        ]
        org = organization.id
        dbsession.commit()

        def work(number, org=org, people=people):
            me, other = people[number], people[(number + 1) % THREADS]
            return in_turn(
                lambda session, log: CHANGES[change](People(session, clock, log), org, me, other)
            )

        everyone_at_once(work)

        # Removing one another may leave several; the others go until one cannot.
        assert leads(dbsession, org) >= 1
        assert change == "remove" or leads(dbsession, org) == 1


def test_two_leads_cannot_remove_each_other(dbsession, in_turn, clock):
    for _ in range(ROUNDS):
        organization = make_organization(dbsession)
        org = organization.id
        two = [make_membership(dbsession, organization=organization).user_id for _ in range(2)]
        dbsession.commit()

        def work(number, org=org, two=two):
            return in_turn(
                lambda session, log: People(session, clock, log).remove(
                    org, two[1 - number], lead=two[number]
                )
            )

        outcomes = everyone_at_once(work, 2)

        assert leads(dbsession, org) == 1
        assert sorted(map(str, outcomes)) == sorted([str(None), str(NotTheirsError)])


def test_an_invitation_lets_one_person_in(dbsession, in_turn, clock, app, settings):
    lead = make_membership(dbsession)
    make_invitation(dbsession, lead)
    guests = [make_user(dbsession).id for _ in range(THREADS)]
    dbsession.commit()

    def work(number):
        return in_turn(
            lambda session, log: Invitations(
                Parts(
                    db=session,
                    now=utc_now(),
                    key=settings.key("invited-address"),
                    passwords=app.registry.passwords,
                    audit=log,
                    send=lambda *_: None,
                    link=lambda *_, **__: "",
                )
            ).accept(CODE, guests[number])
        )

    outcomes = [one.joined for one in everyone_at_once(work)]

    dbsession.rollback()
    assert sorted(outcomes) == [Joined.DONE] + [Joined.GONE] * (THREADS - 1)
    assert dbsession.scalar(select(func.count()).select_from(Membership)) == 2
    assert dbsession.scalars(select(Invitation.used_by)).one() in guests


@pytest.fixture
def factors(clock, settings):
    return lambda session, log: SecondFactors(session, now=clock.now, settings=settings, audit=log)


@pytest.fixture
def armed(engine, dbsession, clock, factors):
    """A person with a second factor, the app, and recovery codes."""
    user_id = make_user(dbsession).id
    dbsession.commit()
    with session_factory(engine).begin() as session:
        made = factors(session, AuditLog(session, now=clock.now))
        proposal = made.propose("session")
        app = pyotp.TOTP(proposal.secret)
        codes = made.turn_on(user_id, proposal, app.at(clock.now))
    return user_id, app, codes


def test_a_code_of_the_app_lets_one_in(armed, dbsession, in_turn, clock, factors):
    user_id, app, _ = armed
    clock.tick(seconds=30)
    code = app.at(clock.now)

    def work(_):
        return in_turn(lambda session, log: factors(session, log).check(user_id, code).right)

    assert sorted(everyone_at_once(work, 5)) == [False] * 4 + [True]
    dbsession.rollback()
    assert dbsession.get(SecondFactor, user_id).last_counter == int(clock.now.timestamp()) // 30


def test_a_recovery_code_lets_one_in(armed, dbsession, in_turn, factors):
    user_id, _, codes = armed

    def work(_):
        return in_turn(lambda session, log: factors(session, log).check(user_id, codes[0]).right)

    assert sorted(everyone_at_once(work, 5)) == [False] * 4 + [True]
    dbsession.rollback()
    assert dbsession.scalar(select(func.count()).select_from(RecoveryCode)) == 9
