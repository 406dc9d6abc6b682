"""What a TA provider says about a plan, below the page that asks for it."""

import threading

import pytest
from sqlalchemy.orm import Session

from readiness.db import operating
from readiness.models import (
    Assessment,
    OrganizationKind,
    PlanStep,
    Role,
    Side,
    StepChoice,
    StepStatus,
)
from readiness.services.advising import Advice, Advising, advice_of
from readiness.services.audit import AuditLog
from readiness.services.meeting_notes import Writer
from readiness.services.merging import MovedOnError
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_plan_step,
    make_profile,
)

HAND = Advice("We send a sample.", "")


@pytest.fixture
def assessment(dbsession):
    organization = make_organization(dbsession)
    profile = make_profile(dbsession, organization)
    return make_assessment(dbsession, organization, profile=profile)


@pytest.fixture
def writer(dbsession):
    provider = make_organization(dbsession, kind=OrganizationKind.TA)
    advisor = make_membership(dbsession, organization=provider, role=Role.CONSULTANT)
    return Writer(advisor.user_id, Side.ADVISOR, provider.id)


@pytest.fixture
def advising(dbsession, clock):
    return Advising(dbsession, clock, AuditLog(dbsession, now=clock.now))


def test_steps_are_those_that_were_adopted_from_this_assessment(dbsession, advising, assessment):
    other = make_assessment(
        dbsession, assessment.program_profile.organization, profile=assessment.program_profile
    )
    mine = make_plan_step(dbsession, assessment, title="Mine")
    make_plan_step(dbsession, other, title="Of another questionnaire")
    make_plan_step(dbsession, assessment, title="No", choice=StepChoice.DECLINED)

    assert advising.steps(assessment) == [mine]


@pytest.mark.parametrize("choice", [StepChoice.DEFERRED, StepChoice.DECLINED])
def test_step_that_was_put_off_takes_nothing_in(dbsession, advising, assessment, writer, choice):
    step = make_plan_step(dbsession, assessment, choice=choice)

    with pytest.raises(MovedOnError):
        advising.say(assessment, step.id, HAND, seen=step.version, writer=writer)


def test_step_of_another_assessment_takes_nothing_in(dbsession, advising, assessment, writer):
    other = make_assessment(
        dbsession, assessment.program_profile.organization, profile=assessment.program_profile
    )
    step = make_plan_step(dbsession, other)

    with pytest.raises(MovedOnError):
        advising.say(assessment, step.id, HAND, seen=step.version, writer=writer)
    assert step.support == ""


@pytest.mark.parametrize("status", [one for one in StepStatus if one is not StepStatus.DONE])
def test_nothing_is_said_about_the_help_of_an_open_step(
    dbsession, advising, assessment, writer, status
):
    step = make_plan_step(dbsession, assessment, status=status, advisor_words="As before")

    advising.say(
        assessment, step.id, Advice("A hand", "Too early"), seen=step.version, writer=writer
    )

    assert advice_of(step) == Advice("A hand", "As before")


def test_only_what_moved_is_in_the_history(dbsession, advising, assessment, writer, clock):
    step = make_plan_step(
        dbsession, assessment, status=StepStatus.DONE, done_at=clock.now, support="A hand"
    )

    advising.say(assessment, step.id, Advice("A hand", "It did."), seen=step.version, writer=writer)

    [event] = step.events
    assert (event.number, event.role, event.moves) == (1, "consultant", {"advisor_words": []})


def test_of_many_who_write_at_once_one_wins_and_all_others_are_told(
    dbsession, assessment, writer, clock, engine
):
    step = make_plan_step(dbsession, assessment)
    step_id, about, seen = step.id, assessment.id, step.version
    dbsession.commit()
    outcomes, ready = [], threading.Barrier(4)

    def write(number):
        with Session(operating(engine)) as session:
            advising = Advising(session, clock, AuditLog(session, now=clock.now))
            ready.wait()
            there = session.get(Assessment, about)
            stored = advising.say(
                there, step_id, Advice(f"Hand {number}", ""), seen=seen, writer=writer
            )
            outcomes.append((stored is None, number))
            session.commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [winner] = [number for kept, number in outcomes if kept]
    assert len(outcomes) == 4
    dbsession.expire_all()
    assert dbsession.get(PlanStep, step_id).support == f"Hand {winner}"
