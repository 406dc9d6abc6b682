"""The plan's service: two who write at once, what is due next, and what a report offers."""

import datetime as dt
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from instruments import catalogue
from readiness.db import operating
from readiness.models import Assessment, PlanEvent, PlanStep, StepChoice, StepOrigin, StepStatus
from readiness.services import plans as plans_module
from readiness.services.offers import offers
from readiness.services.plans import Action, Draft, PlanFullError, Plans, draft_of
from readiness.services.reports import report_of
from tests.factories import make_membership
from tests.readiness.walking import Walker

LOW = dict.fromkeys(catalogue.find("formative").by_id, 1)


@pytest.fixture
def walker(dbsession, clock):
    return Walker(dbsession, clock, make_membership(dbsession))


@pytest.fixture
def handed(walker):
    made = walker.start(walker.program())
    walker.answer(made, LOW)
    walker.submit(made)
    return made


@pytest.fixture
def plans(dbsession, clock):
    return Plans(dbsession, clock)


def add(plans, handed, title="One", **more):
    return plans.add(handed, Draft(title=title, **more), role="lead")


def offered(walker, handed, plans):
    frozen = walker.submit(handed).snapshot
    return offers(report_of(frozen), handed, plans.steps(handed.program_profile_id))


def test_steps_come_by_date_then_as_they_were_added(plans, handed, clock):
    for title, due in (
        ("late", dt.date(2027, 5, 1)),
        ("none", None),
        ("soon", dt.date(2027, 1, 1)),
    ):
        add(plans, handed, title, due_on=due)
        clock.tick(seconds=1)

    titles = [step.title for step in plans.steps(handed.program_profile_id)]

    assert titles == ["soon", "late", "none"]


def test_next_is_open_adopted_and_of_the_asked_role(plans, handed, clock):
    add(plans, handed, "done", status=StepStatus.DONE, due_on=dt.date(2026, 1, 1))
    add(plans, handed, "off", choice=StepChoice.DEFERRED, due_on=dt.date(2026, 1, 2))
    add(plans, handed, "mine", owner="board", due_on=dt.date(2027, 1, 2))
    add(plans, handed, "next", due_on=dt.date(2027, 1, 1))
    program = handed.program_profile_id

    assert plans.next_due(program).title == "next"
    assert plans.next_due(program, owner="board").title == "mine"
    assert plans.next_due(program, owner="clinician") is None


def test_change_tells_what_moved_and_hides_long_texts(plans, handed, dbsession):
    step = add(plans, handed, actions=(Action("a"),))
    draft = Draft(title="Two", actions=(Action("a", done=True),), note="secret", owner="board")

    changed = plans.change(step, draft, seen=step.version, role="leader")

    assert changed.moved == {
        "title": ["One", "Two"],
        "actions": [],
        "owner": ["", "board"],
        "note": [],
    }
    events = dbsession.scalars(select(PlanEvent).order_by(PlanEvent.number)).all()
    assert [(one.number, one.role) for one in events] == [(1, "lead"), (2, "leader")]
    assert events[1].moves == changed.moved


def test_change_of_an_older_version_saves_nothing(plans, handed):
    step = add(plans, handed)
    seen = step.version
    plans.change(step, Draft(title="First"), seen=seen, role="lead")

    clash = plans.change(step, Draft(title="Second"), seen=seen, role="lead")
    same = plans.change(step, Draft(title="First"), seen=seen, role="lead")

    assert (clash.clash, clash.step.title) == (True, "First")
    assert (same.clash, same.moved) == (False, {})


def test_done_has_a_time_only_while_it_is_done(plans, handed, clock):
    step = add(plans, handed)
    clock.tick(days=1)
    plans.change(step, Draft(title="One", status=StepStatus.DONE), seen=step.version, role="lead")
    assert step.done_at == clock.now

    plans.change(step, Draft(title="One"), seen=step.version, role="lead")
    assert step.done_at is None


def test_plan_that_is_full_takes_no_more(plans, handed, monkeypatch):
    monkeypatch.setattr(plans_module, "MOST_STEPS", 1)
    add(plans, handed)

    with pytest.raises(PlanFullError):
        add(plans, handed)


def test_offers_begin_as_the_report_does_and_leave_out_what_is_decided(walker, handed, plans):
    found = offered(walker, handed, plans)
    report = report_of(walker.submit(handed).snapshot)
    assert [one.step.id for one in found.start] == [line.id for line in report.start.lines]

    plans.adopt(handed, found.start[:1], role="lead")
    plans.decide(
        handed,
        found.rest[0],
        Draft(title="No", choice=StepChoice.DECLINED, reason="r"),
        role="lead",
    )
    after = offered(walker, handed, plans)

    assert after.start == found.start[1:]
    assert after.rest == found.rest[1:]
    assert after.find(found.start[0].step.id) is None


def test_step_is_offered_again_after_a_later_report_only(walker, handed, plans, clock, dbsession):
    first = offered(walker, handed, plans).start[0]
    (step,) = plans.adopt(handed, [first], role="lead")
    done = Draft(**{**_fields(draft_of(step)), "status": StepStatus.DONE})
    plans.change(step, done, seen=step.version, role="lead")
    assert offered(walker, handed, plans).find(first.step.id) is None

    clock.tick(days=300)
    later = walker.start(walker.program())
    walker.answer(later, LOW)
    again = offered(walker, later, plans).find(first.step.id)

    assert again is not None
    assert again.again
    plans.adopt(later, [again], role="lead")
    assert offered(walker, later, plans).find(first.step.id) is None


def _fields(draft):
    return {name: getattr(draft, name) for name in Draft.__dataclass_fields__}


def test_program_of_another_organization_is_refused_by_the_database(dbsession, handed, clock):
    stranger = make_membership(dbsession)
    dbsession.add(
        PlanStep(
            organization_id=stranger.organization_id,
            program_profile_id=handed.program_profile_id,
            origin=StepOrigin.OWN,
            title="Not theirs",
            created_at=clock.now,
            updated_at=clock.now,
        )
    )

    with pytest.raises(IntegrityError):
        dbsession.flush()


def at_once(count, work):
    """Run `work(number)` in as many threads, all beginning together."""
    ready = threading.Barrier(count)

    def run(number):
        ready.wait()
        work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_many_who_save_at_once_one_wins_and_all_others_are_told(
    plans, handed, engine, clock, dbsession
):
    step = add(plans, handed)
    step_id, seen = step.id, step.version
    dbsession.commit()
    outcomes = []

    def save(number):
        with Session(operating(engine)) as session:
            mine = session.get(PlanStep, step_id)
            changed = Plans(session, clock).change(
                mine, Draft(title=f"By {number}"), seen=seen, role="lead"
            )
            outcomes.append((changed.clash, number))
            session.commit()

    at_once(4, save)

    winners = [number for clash, number in outcomes if not clash]
    assert len(outcomes) == 4
    assert len(winners) == 1
    assert dbsession.get(PlanStep, step_id).title == f"By {winners[0]}"
    assert len(dbsession.scalars(select(PlanEvent)).all()) == 2


def test_of_many_who_adopt_at_once_one_makes_the_step(walker, handed, plans, engine, clock):
    first = offered(walker, handed, plans).start[0]
    handed_id, program_id = handed.id, handed.program_profile_id
    walker.session.commit()
    done = []

    def adopt(number):
        with Session(operating(engine)) as session:
            there = session.get(Assessment, handed_id)
            made = Plans(session, clock).adopt(there, [first], role="lead")
            session.commit()
            done.append(len(made))

    at_once(4, adopt)

    assert sorted(done) == [0, 0, 0, 1]
    assert len(plans.steps(program_id)) == 1
