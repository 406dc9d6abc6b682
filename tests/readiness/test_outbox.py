"""Every job is done once, whoever is killed in between."""

import datetime as dt
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
import transaction
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from readiness import outbox
from readiness.jobs import SENT_AGAIN_AFTER, SILENT_AFTER, Jobs, after_commit
from readiness.models import OutboxJob
from readiness.security.limits import Limits
from readiness.settings import Settings


@pytest.fixture
def done():
    return []


@pytest.fixture
def jobs(tmp_path, engine, done):
    made = Jobs(Settings(data=tmp_path, jobs="queue"), engine)
    made.prepare()
    made.add("note", lambda _jobs, *values: done.append(values))
    made.add("mail", lambda _jobs, *values: done.append(values), first=True)
    yield made
    made.queue.flush()
    made.close()


def kept(jobs, *values, name="note", by=None):
    with Session(jobs.engine) as session, session.begin():
        return jobs.keep(session, name, values, by=by)


def rows(jobs):
    with Session(jobs.engine) as session:
        return session.scalars(select(OutboxJob)).all()


def older(jobs, **columns):
    with Session(jobs.engine) as session, session.begin():
        session.execute(update(OutboxJob).values(**columns))


def ago(**passed):
    return dt.datetime.now(dt.UTC) - dt.timedelta(**passed)


def work(jobs):
    while task := jobs.queue.dequeue():
        jobs.queue.execute(task)


def ask(jobs, method="POST", *values, commit=True, name="note", by=None, limits=None):  # noqa: PLR0913
    """Ask for a job in a request's transaction, and end it."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    with Session(jobs.engine) as session:
        request = SimpleNamespace(
            method=method,
            tm=manager,
            dbsession=session,
            identity=SimpleNamespace(user_id=by) if by else None,
            registry=SimpleNamespace(jobs=jobs, limits=limits or Limits()),
        )
        after_commit(request, name, *(values or ("a", 1)))
        session.commit() if commit else session.rollback()
    manager.commit() if commit else manager.abort()


def test_job_of_a_request_is_kept_until_it_is_done(jobs, done):
    ask(jobs)
    before = [(row.name, row.values, row.tries) for row in rows(jobs)]

    work(jobs)

    assert before == [("note", {"values": ["a", 1]}, 0)]
    assert done == [("a", 1)]
    assert rows(jobs) == []


def test_job_of_what_was_undone_is_not_kept(jobs, done):
    ask(jobs, commit=False)
    work(jobs)

    assert (rows(jobs), done) == ([], [])


def test_request_that_only_reads_keeps_nothing_and_is_served_all_the_same(jobs, done):
    ask(jobs, "GET")
    before = rows(jobs)
    work(jobs)

    assert (before, done) == ([], [("a", 1)])


def test_queue_that_cannot_be_reached_loses_no_job(jobs, done, monkeypatch):
    def gone(_job_id, **_):
        raise ConnectionError

    monkeypatch.setattr(jobs, "send_kept", gone)
    ask(jobs)
    monkeypatch.undo()
    older(jobs, created_at=ago(minutes=3))

    assert jobs.sweep() == 1
    work(jobs)
    assert done == [("a", 1)]


def test_worker_killed_with_a_job_in_hand_leaves_it_to_another(jobs, done):
    job = kept(jobs, "a")
    # What a killed worker leaves: the claim, and nothing in the queue.
    assert outbox.claim(jobs.engine, job) == outbox.Claimed("note", ("a",))
    older(jobs, created_at=ago(minutes=20), taken_at=ago(minutes=16))

    assert jobs.sweep() == 1
    work(jobs)
    assert (done, rows(jobs)) == ([("a",)], [])


def test_job_in_a_living_workers_hands_is_left_to_it(jobs, done):
    job = kept(jobs, "a")
    outbox.claim(jobs.engine, job)
    older(jobs, created_at=ago(minutes=20))

    assert jobs.sweep() == 0
    jobs.do_kept(job)
    assert done == []


def test_job_that_stands_in_the_queue_twice_is_done_once(jobs, done):
    job = kept(jobs, "a")
    for _ in range(3):
        jobs.send_kept(job)

    work(jobs)

    assert done == [("a",)]


def test_job_that_was_just_asked_for_is_not_swept(jobs):
    kept(jobs, "a")

    assert jobs.sweep() == 0


def test_job_that_fails_is_free_for_the_next_try(jobs):
    def broken(_jobs):
        raise RuntimeError("broken")

    jobs.add("broken", broken)
    job = kept(jobs, name="broken")

    with pytest.raises(RuntimeError):
        jobs.do_kept(job)

    assert [(row.taken_at, row.tries) for row in rows(jobs)] == [(None, 1)]


def test_job_that_failed_ten_times_stays_to_be_told_of(jobs):
    kept(jobs, "a")
    older(jobs, created_at=ago(days=1), tries=10)

    assert jobs.sweep() == 0
    with Session(jobs.engine) as session:
        assert outbox.given_up(session) == 1


def test_sweep_begins_with_the_oldest(jobs, monkeypatch):
    first, second = kept(jobs, "first"), kept(jobs, "second")
    with Session(jobs.engine) as session, session.begin():
        for minutes, job in ((5, second), (9, first)):
            session.execute(
                update(OutboxJob).where(OutboxJob.id == job).values(created_at=ago(minutes=minutes))
            )
    sent = []
    monkeypatch.setattr(jobs, "send_kept", lambda job, **_: sent.append(job))

    jobs.sweep()

    assert sent == [first, second]


def test_everyone_has_their_turn_and_mail_goes_first(jobs, done):
    for number in range(3):
        ask(jobs, "POST", "ana", number, by="ana")
    ask(jobs, "POST", "ben", 0, by="ben")
    ask(jobs, "GET", "cem looks", by="cem")
    ask(jobs, "POST", "ben", 1, by="ben")
    ask(jobs, "POST", "hello", name="mail", by="ana")
    work(jobs)

    assert done == [
        ("hello",),
        ("ana", 0),
        ("ben", 0),
        ("ana", 1),
        ("ben", 1),
        ("ana", 2),
        ("cem looks",),
    ]


def test_what_was_given_up_does_not_put_its_owner_behind(jobs, done):
    for _ in range(2):
        kept(jobs, "old", by="ana")
    older(jobs, tries=10)
    ask(jobs, "POST", "ben", by="ben")
    ask(jobs, "POST", "ben again", by="ben")
    ask(jobs, "POST", "ana", by="ana")
    work(jobs)

    assert done == [("ben",), ("ana",), ("ben again",)]


def test_page_that_waits_for_a_file_asks_for_it_once(jobs, done):
    limits = Limits()
    for _ in range(5):
        ask(jobs, "GET", "a file", limits=limits)
    ask(jobs, "GET", "another", limits=limits)
    work(jobs)

    assert done == [("a file",), ("another",)]


def test_sweep_keeps_turns_and_sends_nothing_twice_in_a_row(jobs, done, monkeypatch):
    for by in ("ana", "ana", "ben"):
        kept(jobs, by, by=by)
    kept(jobs, "mail", name="mail")
    moment = ago(minutes=5)
    with Session(jobs.engine) as session, session.begin():
        for number, row in enumerate(session.scalars(select(OutboxJob).order_by(OutboxJob.id))):
            row.created_at = moment + dt.timedelta(seconds=number)

    # They only wait behind others: a worker that looks every few seconds must not fill the queue.
    assert [jobs.sweep(), jobs.sweep()] == [4, 0]
    later = time.monotonic() + SENT_AGAIN_AFTER
    monkeypatch.setattr("readiness.jobs.time.monotonic", lambda: later)
    assert jobs.sweep() == 4
    work(jobs)

    assert done[0] == ("mail",)
    assert sorted(done[1:3]) == [("ana",), ("ben",)]
    assert done[3] == ("ana",)


def test_heartbeat_tells_that_a_worker_is_there(jobs, monkeypatch):
    assert (jobs.silent_for(), jobs.at_work()) == (None, False)

    jobs.beat()
    assert jobs.silent_for() < 30
    assert jobs.at_work()

    monkeypatch.setattr(
        "readiness.jobs.utc_now",
        lambda: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=SILENT_AFTER + 1),
    )
    assert not jobs.at_work()


def test_worker_with_another_secret_does_none_of_our_work(jobs, engine):
    """Asking for it was a mistake of the server's, and the monitor was told nothing."""
    other = Jobs(replace(jobs.settings, secret="another"), engine)

    jobs.beat()

    assert jobs.at_work()
    assert not other.at_work()
    other.close()


def test_requests_that_do_their_own_work_need_no_worker(tmp_path, engine):
    assert Jobs(Settings(data=tmp_path, jobs="inline"), engine).at_work()


def test_queue_stands_where_the_database_is(jobs, engine, tmp_path):
    kept_in_file = (tmp_path / "jobs.sqlite").exists()

    assert kept_in_file is (engine.dialect.name == "sqlite")


def test_job_that_somebody_else_put_into_the_queue_is_not_run(jobs, done, tmp_path, engine):
    stranger = Jobs(Settings(data=tmp_path, jobs="queue", secret="another secret"), engine)
    stranger.add("note", lambda _jobs, *_values: None)
    stranger.send("note", "planted")
    stranger.close()

    with pytest.raises(ValueError, match=r"[Ss]ignature"):
        jobs.queue.dequeue()

    assert done == []
