"""Slow work waits for the commit, and tells its faults without their words."""

import json

import pytest
import transaction
from psycopg.conninfo import conninfo_to_dict

from readiness import log
from readiness.jobs import Jobs, after_commit, make_jobs
from readiness.settings import Settings


@pytest.fixture
def jobs(tmp_path, engine):
    return Jobs(Settings(data=tmp_path, jobs="inline"), engine)


class Request:
    method = "POST"
    identity = None
    dbsession = None

    def __init__(self, jobs):
        self.registry = self
        self.jobs = jobs
        self.tm = transaction.TransactionManager(explicit=True)
        self.tm.begin()


def test_job_runs_with_its_values(jobs):
    done = []
    jobs.add("note", lambda _jobs, *values: done.append(values))

    jobs.send("note", "a", 1)

    assert done == [("a", 1)]


def test_job_is_sent_after_the_commit(jobs):
    done = []
    jobs.add("note", lambda _jobs, *values: done.append(values))
    request = Request(jobs)

    after_commit(request, "note", "a")
    before = list(done)
    request.tm.commit()

    assert (before, done) == ([], [("a",)])


def test_job_of_what_was_undone_is_never_sent(jobs):
    done = []
    jobs.add("note", lambda _jobs, *values: done.append(values))
    request = Request(jobs)

    after_commit(request, "note", "a")
    request.tm.abort()

    assert done == []


def test_job_that_fails_is_logged_without_its_words(jobs, capsys):
    def broken(_jobs):
        raise RuntimeError("CANARY")

    log.set_up("json")
    jobs.add("note", broken)

    jobs.send("note")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]
    assert [(one["event"], one["job"], one["error"]) for one in lines] == [
        ("job_failed", "note", "RuntimeError")
    ]
    assert "CANARY" not in str(lines)


def test_queue_keeps_a_job_for_the_worker(tmp_path, engine):
    settings = Settings(data=tmp_path, jobs="queue")

    first, second = make_jobs(settings, engine), make_jobs(settings, engine)
    first.prepare()
    first.send("mail", "a@example.org", "Hello", "Text")

    assert second.waiting() == 1
    second.queue.flush()
    first.close()
    second.close()
    assert not (tmp_path / "mail").exists()


def test_queue_in_postgresql_takes_any_password(tmp_path):
    settings = Settings.read(
        {
            "readiness.data": str(tmp_path),
            "readiness.secret": "s" * 40,
            "readiness.database_url": "postgresql+psycopg://me@/mine?host=/run/here",
            "readiness.database_password": "p@ss word/1",
        },
        {},
    )

    dsn = conninfo_to_dict(make_jobs(settings).queue.storage.dsn)

    assert dsn["password"] == "p@ss word/1"
    assert (dsn["user"], dsn["dbname"], dsn["host"]) == ("me", "mine", "/run/here")
