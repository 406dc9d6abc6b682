"""A stolen backup opens nothing; the operator's key opens it, and a restore begins read-only."""

import json
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from readiness import read_only, sealing
from readiness.backups import BackupError, back_up, check, restore
from readiness.db import make_engine
from readiness.migrations import run
from readiness.settings import Settings
from tests.factories import make_user

CANARY = "canary@sealed.example"


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "operator.key"
    return path, sealing.new_key(path)


@pytest.fixture
def place(tmp_path, key):
    """An installation whose settings name the key's public half."""
    ini = {"readiness.data": str(tmp_path / "data"), "readiness.backup_recipient": key[1]}
    settings = Settings.read(ini, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    with Session(engine) as session:
        make_user(session, email=CANARY)
    yield settings, engine
    engine.dispose()


@pytest.fixture
def backup(place, tmp_path):
    back_up(*place, tmp_path / "backup")
    return tmp_path / "backup"


def test_key_is_for_its_owner_alone_and_never_overwritten(key):
    path, public = key

    assert path.stat().st_mode & 0o777 == 0o600
    assert public.startswith("age1")
    with pytest.raises(sealing.KeyFileError, match="is there already"):
        sealing.new_key(path)


def test_sealed_backup_holds_nothing_that_can_be_read(backup):
    assert sorted(path.name for path in backup.iterdir()) == [
        "manifest.json",
        "readiness.sqlite.age",
    ]
    for path in backup.iterdir():
        assert CANARY.encode() not in path.read_bytes()
        assert b"SQLite format" not in path.read_bytes()
    assert (backup / "readiness.sqlite.age").stat().st_mode & 0o777 == 0o600


def test_sealed_backup_comes_back_with_the_key_and_reads_only_at_first(backup, key, tmp_path):
    other = Settings.read({"readiness.data": str(tmp_path / "elsewhere")}, {})

    restore(other, backup, key=key[0])

    assert CANARY.encode() in (other.data / "readiness.sqlite").read_bytes()
    assert read_only.is_on(other.data)
    assert [path.name for path in backup.iterdir() if path.name.startswith(".")] == []


def test_sealed_backup_asks_for_its_key(backup, tmp_path):
    with pytest.raises(BackupError, match="--key FILE"):
        restore(Settings.read({"readiness.data": str(tmp_path / "elsewhere")}, {}), backup)


def test_wrong_key_and_a_file_that_is_none_are_told_apart(backup, tmp_path):
    other, none = tmp_path / "other.key", tmp_path / "none.key"
    sealing.new_key(other)
    none.write_text("nothing")

    with pytest.raises(BackupError, match="does not open this backup"):
        check(backup, other)
    with pytest.raises(BackupError, match="holds no key"):
        check(backup, none)


def test_backup_is_read_back_without_restoring_it(backup, key):
    assert check(backup, key[0])["revision"] == run.head()


def test_sealed_backup_that_was_exchanged_is_refused(backup, key, place, tmp_path):
    _, engine = place
    with Session(engine) as session:
        make_user(session)
    back_up(place[0], engine, tmp_path / "later")
    sealed = tmp_path / "later" / "readiness.sqlite.age"
    (backup / "readiness.sqlite.age").write_bytes(sealed.read_bytes())
    manifest = json.loads((backup / "manifest.json").read_text())
    later = json.loads((tmp_path / "later" / "manifest.json").read_text())
    manifest["sha256"] = later["sha256"]
    (backup / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(BackupError, match="does not hold what was backed up"):
        check(backup, key[0])


def test_settings_with_no_public_key_leave_no_plain_copy_behind(place, tmp_path):
    settings, engine = place

    with pytest.raises(BackupError, match="is no public key"):
        back_up(replace(settings, backup_recipient="age1nonsense"), engine, tmp_path / "b")

    assert [path.name for path in (tmp_path / "b").iterdir()] == []
