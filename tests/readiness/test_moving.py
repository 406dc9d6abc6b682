"""Everything arrives in the new database, and a row that did not is found."""

import datetime as dt

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, select, text, update
from sqlalchemy.orm import Session

from readiness import demo
from readiness.cli import main
from readiness.db import make_engine
from readiness.migrations import run
from readiness.models import AuditEvent, Response, Snapshot, User
from readiness.moving import MoveError, compare, compare_scores, count_rows, move
from readiness.security.passwords import Passwords
from readiness.settings import Settings
from tests.factories import make_event


def place(folder, url=""):
    ini = {
        "readiness.data": str(folder),
        "readiness.hash_memory_kib": "8",
        "readiness.hash_rounds": "1",
        "readiness.database_url": url,
    }
    return Settings.read({name: value for name, value in ini.items() if value}, {})


@pytest.fixture
def source(tmp_path):
    """An installation on SQLite with the samples and some events."""
    settings = place(tmp_path / "old")
    engine = make_engine(settings)
    run.upgrade(engine)
    demo.load(engine, Passwords(settings))
    with Session(engine) as session:
        for _ in range(3):
            make_event(session)
    yield engine
    engine.dispose()


@pytest.fixture
def target_url(engine, settings, tmp_path):
    """The address of an empty database: on PostgreSQL when the tests run there."""
    if engine.dialect.name == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite'}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("DROP DATABASE IF EXISTS moved WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE moved"))
    url = make_url(settings.database_url).set(database="moved")
    return url.render_as_string(hide_password=False)


@pytest.fixture
def target(target_url, tmp_path):
    engine = make_engine(place(tmp_path / "new", target_url))
    yield engine
    engine.dispose()


def quiet(_count):
    """Show no progress."""


def test_every_row_and_score_arrives(source, target):
    told = []

    counts = move(source, target, told.append)

    assert sum(counts.values()) == sum(told) == count_rows(source)
    assert counts["snapshot"] >= 5
    assert counts["response"] > 300
    compare(source, target, quiet)
    assert compare_scores(target) >= 5


def test_people_sign_in_and_events_go_on_after_the_move(source, target):
    move(source, target, quiet)

    with Session(target) as session:
        assert session.scalar(select(User.id).where(User.email == "lead@cedarfork.example"))
        last = session.scalar(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1))
        event = make_event(session, happened_at=dt.datetime.now(dt.UTC))
        assert event.id > last


def test_database_with_something_in_it_is_left_alone(source, target):
    run.upgrade(target)

    with pytest.raises(MoveError, match="is not empty"):
        move(source, target, quiet)


def test_older_database_is_migrated_first(source, target, monkeypatch):
    monkeypatch.setattr(run, "head", lambda: "newer")

    with pytest.raises(MoveError, match="readiness migrate"):
        move(source, target, quiet)


def test_row_that_changed_on_the_way_is_found(source, target):
    move(source, target, quiet)
    with Session(target) as session:
        some = session.scalars(select(Response).limit(1)).one()
        session.execute(
            update(Response)
            .where(Response.sheet_id == some.sheet_id, Response.item_id == some.item_id)
            .values(note="changed")
        )
        session.commit()

    with pytest.raises(MoveError, match="of response is not the same"):
        compare(source, target, quiet)


def test_row_that_is_missing_is_found(source, target):
    move(source, target, quiet)
    with target.begin() as connection:
        connection.execute(text("DELETE FROM response WHERE item_id = 'STF-1'"))

    with pytest.raises(MoveError, match="of response is not the same"):
        compare(source, target, quiet)


def test_row_that_came_from_elsewhere_is_found(source, target):
    move(source, target, quiet)
    with Session(target) as session:
        make_event(session)

    with pytest.raises(MoveError, match="rows in audit_event that the old one has not"):
        compare(source, target, quiet)


def test_rows_are_read_some_at_a_time(source, target, monkeypatch):
    monkeypatch.setattr("readiness.moving.BATCH", 7)
    told = []

    move(source, target, quiet)
    compare(source, target, told.append)

    assert max(told) == 7
    assert sum(told) == count_rows(source)


def test_snapshot_that_gives_other_scores_is_found(source, target, monkeypatch):
    move(source, target, quiet)
    monkeypatch.setattr("readiness.moving.score", lambda *_: None)

    with pytest.raises(MoveError, match="does not give the same scores"):
        compare_scores(target)


def test_snapshot_that_is_not_what_was_frozen_is_found(source, target):
    move(source, target, quiet)
    with Session(target) as session:
        frozen = session.scalars(select(Snapshot).limit(1)).one()
        session.add(
            Snapshot(
                assessment_id=_another(session),
                content=frozen.content,
                sha256="0" * 64,
                created_at=frozen.created_at,
            )
        )
        session.commit()

    with pytest.raises(MoveError, match="is not what was frozen"):
        compare_scores(target)


def _another(session):
    return session.scalar(
        text("SELECT id FROM assessment WHERE id NOT IN (SELECT assessment_id FROM snapshot)")
    )


def test_command_moves_and_says_what_is_next(source, target_url, tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "old"))

    result = CliRunner().invoke(main, ["move", target_url])

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[-1].startswith("Now set READINESS_DATABASE_URL")
    assert "tables arrived, all the same." in lines[-3]


def test_command_refuses_an_address_that_is_none(source, tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "old"))

    result = CliRunner().invoke(main, ["move", "mysql://nowhere"])

    assert result.exit_code == 2
