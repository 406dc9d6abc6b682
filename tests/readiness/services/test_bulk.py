"""Many reports through the real queue: in parts, and after the end of a worker."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.jobs import Jobs
from readiness.models import BulkJob, FileState, Organization, OutboxJob, Share, Snapshot
from readiness.services import bulk
from readiness.services.bulk import JOB, Bulk, Piece, gather, packed
from readiness.settings import Settings
from tests.readiness.portfolios import FINE, make_funder, make_share

PIECES = 7


class Killed(BaseException):
    """The worker ends here."""


@pytest.fixture
def jobs(tmp_path, engine):
    made = Jobs(Settings(data=tmp_path, jobs="queue"), engine)
    made.prepare()
    made.add(JOB, gather)
    yield made
    made.queue.flush()
    made.close()


@pytest.fixture
def made(monkeypatch):
    """The shares of which a file was made, in order."""
    found = []
    monkeypatch.setattr(
        bulk, "render", lambda _jobs, _snapshot, _format, share: found.append(share)
    )
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    return found


@pytest.fixture
def funder(dbsession):
    funder = make_funder(dbsession)
    for _ in range(PIECES):
        make_share(dbsession, funder, FINE, shared_at=utc_now() - dt.timedelta(days=1))
    return funder.id


def service(session, tmp_path) -> Bulk:
    return Bulk(session, utc_now, tmp_path)


def ask(jobs, funder) -> str:
    with Session(jobs.engine) as session, session.begin():
        job = service(session, jobs.settings.data).ask(funder, user_id=None)
        assert job is not None
        kept, job_id = jobs.keep(session, JOB, (job.id,)), job.id
    jobs.send_kept(kept)
    return job_id


def one(jobs) -> BulkJob:
    with Session(jobs.engine) as session:
        return session.scalars(select(BulkJob)).one()


def work(jobs):
    while task := jobs.queue.dequeue():
        jobs.queue.execute(task)


def test_job_is_done_in_parts_that_leave_room_for_others(jobs, funder, made):
    job = ask(jobs, funder)

    jobs.queue.execute(jobs.queue.dequeue())
    assert len(made) == 3
    work(jobs)

    assert made == one(jobs).items
    assert (one(jobs).id, one(jobs).state, one(jobs).done) == (job, FileState.READY, PIECES)
    with Session(jobs.engine) as session:
        assert session.scalars(select(OutboxJob)).all() == []


@pytest.mark.parametrize("after", [0, 2, 3, 5])
def test_worker_that_was_killed_is_followed_by_another_that_goes_on(
    jobs, funder, made, monkeypatch, after
):
    ask(jobs, funder)

    def killed(_jobs, _snapshot, _format, share):
        if len(made) == after:
            raise Killed
        made.append(share)

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "render", killed)
        with pytest.raises(Killed):
            work(jobs)
    assert (one(jobs).state, one(jobs).done) == (FileState.WAITING, after)
    long_ago = utc_now() - dt.timedelta(hours=1)
    with Session(jobs.engine) as session, session.begin():
        session.execute(update(OutboxJob).values(created_at=long_ago, taken_at=long_ago))

    assert jobs.sweep() == 1
    work(jobs)

    # Each of them once, although two workers were at it.
    assert made == one(jobs).items
    assert one(jobs).state is FileState.READY


def test_two_workers_at_once_do_no_harm(jobs, funder, made, monkeypatch):
    job = ask(jobs, funder)

    def twice(_jobs, _snapshot, _format, share):
        made.append(share)
        if len(made) == 2:
            gather(jobs, job)

    monkeypatch.setattr(bulk, "render", twice)
    work(jobs)

    assert set(made) == set(one(jobs).items)
    assert (one(jobs).state, one(jobs).done) == (FileState.READY, PIECES)


def test_only_live_shares_of_the_funder_are_asked_for(jobs, dbsession, funder):
    other = make_funder(dbsession, name="Else")
    make_share(dbsession, other, FINE, shared_at=utc_now())
    mine = dbsession.get(Organization, funder)
    ended = make_share(dbsession, mine, FINE, shared_at=utc_now(), revoked_at=utc_now()).id

    ask(jobs, funder)

    assert ended not in one(jobs).items
    assert len(one(jobs).items) == PIECES


def test_row_that_names_a_strangers_share_makes_nothing_of_it(jobs, dbsession, funder, made):
    other = make_funder(dbsession, name="Else")
    foreign = make_share(dbsession, other, FINE, shared_at=utc_now()).id
    job = ask(jobs, funder)
    with Session(jobs.engine) as session, session.begin():
        session.execute(update(BulkJob).values(items=[foreign], total=1))

    gather(jobs, job)

    assert made == []
    with Session(jobs.engine) as session:
        assert service(session, jobs.settings.data).pieces(one(jobs)) == []


def test_job_goes_with_its_funder(jobs, dbsession, funder):
    ask(jobs, funder)
    with Session(jobs.engine) as session, session.begin():
        session.execute(Share.__table__.metadata.tables["organization"].delete())

    with Session(jobs.engine) as session:
        assert session.scalars(select(BulkJob)).all() == []
        assert session.scalars(select(Snapshot)).all() == []


@pytest.fixture
def pieces(tmp_path):
    """Reports on disk, each of another size."""
    found = []
    for number in range(1, 4):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(b"%PDF" + bytes([number]) * 1000 * number)
        found.append(Piece(None, f"House {number}. For: to plan. Until 2027-01-01.", path))
    return found


def opened(chunks) -> ZipFile:
    return ZipFile(BytesIO(b"".join(chunks)))


def test_file_is_sent_a_report_at_a_time_and_whole(pieces):
    chunks = list(packed(pieces, now=utc_now()))

    assert [len(chunk) // 1000 for chunk in chunks[:3]] == [1, 2, 3]
    with opened(chunks) as archive:
        assert archive.testzip() is None
        assert [archive.read(f"report-{n}.pdf") for n in (1, 2, 3)] == [
            piece.path.read_bytes() for piece in pieces
        ]
        # Lengths stand before each report: some readers understand nothing else.
        assert {one.flag_bits & 0x08 for one in archive.infolist()} == {0}
        assert "report-2.pdf  House 2. For: to plan." in archive.read("README.txt").decode()


def test_file_tells_the_day_it_was_taken_and_not_the_second(pieces):
    with opened(packed(pieces, now=dt.datetime(2026, 11, 2, 23, 14, 58, tzinfo=dt.UTC))) as archive:
        assert archive.comment == b""
        for one in archive.infolist():
            assert one.date_time == (2026, 11, 2, 0, 0, 0)
            assert (one.extra, one.comment) == (b"", b"")


def test_share_that_ends_while_the_file_is_sent_is_left_out(pieces):
    sending = packed(pieces, now=utc_now())
    first = next(sending)
    pieces[1].path.unlink()

    with opened([first, *sending]) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["report-1.pdf", "report-2.pdf", "README.txt"]
        words = archive.read("README.txt").decode()
    assert "House 2" not in words
    assert "report-2.pdf  House 3." in words


def test_nothing_to_send_is_a_file_that_says_so():
    with opened(packed([], now=utc_now())) as archive:
        assert archive.namelist() == ["README.txt"]
