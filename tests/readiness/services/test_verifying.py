"""Whoever changes the log behind the service's back is found out, and where."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from readiness.chain import START
from readiness.cli import main
from readiness.clock import utc_now
from readiness.db import make_engine
from readiness.migrations import run
from readiness.services.audit import AuditLog, EventKind
from readiness.services.verifying import verify
from readiness.settings import Settings

BEFORE_THE_CHAIN = "0002"
KINDS = (
    EventKind.ACCOUNT_MADE,
    EventKind.PROFILE_SAVED,
    EventKind.ASSESSMENT_SUBMITTED,
    EventKind.REPORT_DOWNLOADED,
    EventKind.SIGNED_OUT,
)


@pytest.fixture
def log(tmp_path):
    """A database of its own with five events."""
    settings = Settings.read({"readiness.data": str(tmp_path)}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    with Session(engine) as session:
        for kind in KINDS:
            AuditLog(session, now=utc_now()).record(kind, actor="person", organization="place")
            session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def tamper(log, tmp_path):
    """Change the file as somebody would who holds it: the guards go first, then come back."""

    def changed(*statements, guards=True):
        log.dispose()
        with closing(sqlite3.connect(tmp_path / "readiness.sqlite")) as file:
            found = file.execute(
                "SELECT name, sql FROM sqlite_master WHERE name LIKE 'audit_event_no_%'"
            ).fetchall()
            for name, _ in found:
                file.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                file.execute(statement)
            for _, sql in found if guards else ():
                file.execute(sql)
            file.commit()
        return verify(log)

    return changed


def test_untouched_log_is_whole(log):
    finding = verify(log)

    assert (finding.problem, finding.count) == ("", 5)
    assert len(finding.last) == 64


def test_empty_log_is_whole(engine):
    assert verify(engine) == verify(engine, noted=START)
    assert verify(engine).last == START


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'other'",
        "actor_id = 'somebody else'",
        "actor_id = NULL",
        "organization_id = 'elsewhere'",
        "subject_id = 'x'",
        "happened_at = '2020-01-01 00:00:00.000000'",
        "details = '{\"count\": 1}'",
        "request_id = 'x'",
    ],
)
def test_changed_event_is_found(tamper, change):
    finding = tamper(f"UPDATE audit_event SET {change} WHERE id = 3")  # noqa: S608

    assert finding.problem.startswith("Event 3 (")
    assert finding.problem.endswith("has been changed.")
    assert finding.count == 2


def test_changed_hash_is_found(tamper):
    finding = tamper(f"UPDATE audit_event SET hash = '{'a' * 64}' WHERE id = 2")  # noqa: S608

    assert finding.problem.startswith("Event 2 (profile-saved, ")


def test_dropped_event_is_found(tamper):
    finding = tamper("DELETE FROM audit_event WHERE id = 2")

    assert finding.problem.startswith("Event 3 (assessment-submitted, ")
    assert finding.problem.endswith("does not follow the one before.")
    assert finding.count == 1


def test_first_event_dropped_is_found(tamper):
    assert tamper("DELETE FROM audit_event WHERE id = 1").count == 0


def test_inserted_event_is_found(tamper):
    finding = tamper(
        "INSERT INTO audit_event (happened_at, kind, details) "
        "VALUES ('2026-01-01 00:00:00.000000', 'signed-in', '{}')"
    )

    assert finding.problem.startswith("Event 6 (signed-in, 2026-01-01 00:00)")


def test_events_in_another_order_are_found(tamper):
    finding = tamper(
        "UPDATE audit_event SET id = 99 WHERE id = 2",
        "UPDATE audit_event SET id = 2 WHERE id = 3",
        "UPDATE audit_event SET id = 3 WHERE id = 99",
    )

    assert finding.problem.startswith("Event 2 (")


def test_events_cut_off_at_the_end_are_found_by_a_noted_hash(log, tamper):
    noted = verify(log).last

    finding = tamper("DELETE FROM audit_event WHERE id >= 4")

    assert finding.problem == ""
    assert verify(log, noted=noted).problem == (
        "The noted hash is not in the log: events at its end are missing."
    )


def test_noted_hash_of_before_is_found_in_a_longer_log(log):
    noted = verify(log).last
    with Session(log) as session:
        AuditLog(session, now=utc_now()).record(EventKind.SIGNED_IN, actor="person")
        session.commit()

    assert verify(log, noted=noted).problem == ""


def test_guards_taken_away_are_found(tamper):
    finding = tamper(guards=False)

    assert finding.problem == ("The guards that refuse changes of the log have been taken away.")


def test_guard_switched_off_on_postgresql_is_found(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no switch for a trigger")
    switch = "ALTER TABLE audit_event {} TRIGGER audit_event_no_update"
    with engine.begin() as connection:
        connection.execute(text(switch.format("DISABLE")))
    finding = verify(engine)
    with engine.begin() as connection:
        connection.execute(text(switch.format("ENABLE")))

    assert "have been taken away" in finding.problem


def test_events_older_than_the_chain_are_sealed_by_its_first(tmp_path):
    settings = Settings.read({"readiness.data": str(tmp_path / "old")}, {})
    engine = make_engine(settings)
    _migrate_to(engine, BEFORE_THE_CHAIN)
    with engine.begin() as connection:
        for number in range(3):
            connection.execute(
                text(
                    "INSERT INTO audit_event (happened_at, kind, actor_id, details) VALUES "
                    "(:moment, 'signed-in', 'p', '{}')"
                ),
                {"moment": f"2026-01-0{number + 1} 10:00:00.000000"},
            )

    run.upgrade(engine)

    assert (verify(engine).problem, verify(engine).count) == ("", 4)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "old" / "readiness.sqlite")) as file:
        file.execute("DROP TRIGGER audit_event_no_update")
        file.execute("UPDATE audit_event SET actor_id = 'q' WHERE id = 2")
        file.commit()
    assert verify(engine).problem.startswith("Event 4 (log-sealed, ")


def _migrate_to(engine, revision):
    from alembic import command  # noqa: PLC0415 -- used here only

    config = run.config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def call(tmp_path, *arguments):
    return CliRunner().invoke(
        main, ["verify-log", *arguments], env={"READINESS_DATA": str(tmp_path)}
    )


def test_command_says_that_all_is_well_and_what_to_note(log, tmp_path):
    result = call(tmp_path)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "The log is whole: 5 events.",
        f"Its last hash, to be noted elsewhere: {verify(log).last}",
    ]


def test_command_names_the_first_broken_place(tamper, tmp_path):
    tamper("DELETE FROM audit_event WHERE id = 2", "UPDATE audit_event SET kind = 'x' WHERE id = 5")

    result = call(tmp_path)

    assert result.exit_code == 1
    assert "Event 3 (assessment-submitted, " in result.output
    assert "Event 5" not in result.output


def test_command_takes_a_noted_hash(log, tmp_path):
    assert call(tmp_path, "--noted", verify(log).last.upper()).exit_code == 0
    assert call(tmp_path, "--noted", "f" * 64).exit_code == 1
