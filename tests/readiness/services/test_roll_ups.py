"""The figures of a quarter as a job: table by table, once each, whoever goes on."""

import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from readiness.jobs import Jobs
from readiness.models import BulkJob, FileState, Organization, OutboxJob, PortfolioRelease, Share
from readiness.services import roll_ups
from readiness.services.portfolio import Portfolio
from readiness.services.roll_ups import JOB, RollUps, roll_up, start
from readiness.settings import Settings
from reports.portfolio import Name
from tests.readiness.portfolios import NEEDY, add_reports, make_funder

NOW = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)
JULY = dt.datetime(2026, 7, 10, tzinfo=dt.UTC)


class Killed(BaseException):
    """The worker ends here."""


@pytest.fixture
def jobs(tmp_path, engine, monkeypatch, clock):
    clock.now = NOW
    monkeypatch.setattr(roll_ups, "utc_now", clock)
    made = Jobs(Settings(data=tmp_path, jobs="queue"), engine)
    made.prepare()
    made.add(JOB, roll_up)
    yield made
    made.queue.flush()
    made.close()


@pytest.fixture
def funder(dbsession):
    found = make_funder(dbsession).id
    add_reports(dbsession, found, [NEEDY] * 12, since=JULY)
    return found


def work(jobs):
    while task := jobs.queue.dequeue():
        jobs.queue.execute(task)


def job_of(jobs) -> BulkJob:
    with Session(jobs.engine) as session:
        return session.scalars(select(BulkJob)).one()


def tables(jobs) -> list[str]:
    with Session(jobs.engine) as session:
        return sorted(session.scalars(select(PortfolioRelease.table_name)))


def test_every_table_is_counted_and_the_work_is_done(jobs, funder):
    roll_up(jobs, funder)

    job = job_of(jobs)
    assert (job.state, job.done, job.total) == (FileState.READY, 5, 5)
    assert job.expires_at == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert tables(jobs) == sorted(map(str, Name))


@pytest.mark.parametrize("after", range(5))
def test_worker_that_was_killed_is_followed_by_one_that_goes_on(jobs, funder, monkeypatch, after):
    counted = []
    publish = Portfolio.publish

    def killed(self, funder_id, names):
        publish(self, funder_id, names)
        if len(counted) == after:
            raise Killed
        counted.extend(names)

    with monkeypatch.context() as patch:
        patch.setattr(Portfolio, "publish", killed)
        with pytest.raises(Killed):
            roll_up(jobs, funder)
    # What was not written down as counted was not counted either.
    assert (job_of(jobs).done, len(tables(jobs))) == (after, after)
    monkeypatch.setattr(
        Portfolio, "publish", lambda *given: (publish(*given), counted.extend(given[2]))
    )

    roll_up(jobs, funder)

    assert counted == list(Name)
    assert job_of(jobs).state is FileState.READY
    assert tables(jobs) == sorted(map(str, Name))


def test_two_workers_at_once_count_each_table_once(jobs, funder, monkeypatch):
    counted = []
    publish = Portfolio.publish
    monkeypatch.setattr(
        Portfolio, "publish", lambda *given: (publish(*given), counted.extend(given[2]))
    )
    count_one = RollUps.count_one

    def helped(self, funder_id):
        more = count_one(self, funder_id)
        self._session.commit()
        monkeypatch.setattr(RollUps, "count_one", count_one)
        roll_up(jobs, funder_id)
        return more

    monkeypatch.setattr(RollUps, "count_one", helped)
    with Session(jobs.engine) as session:
        RollUps(session, roll_ups.utc_now).begin(funder)
        session.commit()
        RollUps(session, roll_ups.utc_now).count_one(funder)
    roll_up(jobs, funder)

    assert counted == list(Name)
    assert job_of(jobs).done == 5


def test_counting_again_in_the_quarter_changes_nothing(jobs, dbsession, funder):
    roll_up(jobs, funder)
    before = job_of(jobs).id
    add_reports(dbsession, funder, [NEEDY] * 12, since=JULY)

    roll_up(jobs, funder)

    assert job_of(jobs).id == before
    assert len(tables(jobs)) == 5


def test_next_quarter_is_new_work(jobs, dbsession, funder, clock):
    roll_up(jobs, funder)
    clock.now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    add_reports(dbsession, funder, [NEEDY] * 12, since=NOW)

    roll_up(jobs, funder)

    assert job_of(jobs).expires_at == dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    assert len(tables(jobs)) == 10


def test_nothing_is_kept_of_too_few_and_nobody_counts_them_again(jobs, dbsession):
    few = make_funder(dbsession).id
    add_reports(dbsession, few, [NEEDY] * 9, since=JULY)

    roll_up(jobs, few)

    assert (job_of(jobs).state, tables(jobs)) == (FileState.READY, [])
    assert start(jobs, NOW) == 0


def test_worker_begins_for_every_funder_with_shares_once(jobs, dbsession, funder):
    make_funder(dbsession, name="Nobody shares with it")
    ended = make_funder(dbsession, name="All ended").id
    add_reports(dbsession, ended, [NEEDY] * 12, since=JULY)
    dbsession.execute(update(Share).where(Share.funder_id == ended).values(revoked_at=NOW))
    dbsession.commit()

    assert (start(jobs, NOW), start(jobs, NOW)) == (1, 0)

    assert (job_of(jobs).organization_id, job_of(jobs).done) == (funder, 0)
    work(jobs)
    assert job_of(jobs).state is FileState.READY
    with Session(jobs.engine) as session:
        assert session.scalars(select(OutboxJob)).all() == []


def test_due_is_what_was_not_begun_or_stands_still(jobs, dbsession, funder, clock):
    service = RollUps(dbsession, clock)
    assert service.due(funder)

    with Session(jobs.engine) as session, session.begin():
        RollUps(session, clock).begin(funder)
    dbsession.rollback()
    assert not service.due(funder)

    clock.tick(minutes=16)
    assert service.due(funder)


def test_funder_that_is_gone_is_nothing_to_count_for(jobs):
    roll_up(jobs, "nobody")

    with Session(jobs.engine) as session:
        assert session.scalars(select(BulkJob)).all() == []


def test_work_goes_with_its_funder(jobs, dbsession, funder):
    roll_up(jobs, funder)
    with Session(jobs.engine) as session, session.begin():
        session.execute(Organization.__table__.delete().where(Organization.id == funder))

    with Session(jobs.engine) as session:
        assert session.scalars(select(BulkJob)).all() == []
