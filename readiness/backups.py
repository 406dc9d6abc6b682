"""Copies of the database that are whole, and the way back from one.

A file copied while the service runs misses what was saved last (`trust.md` F10), so SQLite
itself makes the copy; PostgreSQL's own tools make and read theirs. Where the settings name a
public key, the copy is looked through, sealed for it, and only then put where it belongs.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine, make_url, text

from readiness import read_only, sealing
from readiness.clock import utc_now
from readiness.db import make_engine
from readiness.migrations import run
from readiness.settings import Settings

MANIFEST: Final = "manifest.json"
SQLITE_FILE: Final = "readiness.sqlite"
LOGS: Final = ("-wal", "-shm")
"""What SQLite keeps beside its file, under the same name and one of these."""
POSTGRESQL_FILE: Final = "readiness.pgdump"


class BackupError(Exception):
    """A backup cannot be made, or cannot be trusted; the message says what to do."""


def _untold(_what: str) -> None:
    """Tell nobody."""


def back_up(
    settings: Settings, engine: Engine, folder: Path, step: Callable[[str], object] = _untold
) -> None:
    """Make a backup in a new or empty folder, look through it, and write its manifest.

    `step` is told what is being done. Raises `BackupError`.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name a new folder for each backup.")
    revision = run.current(engine)
    if revision is None:
        raise BackupError("There is no database to back up yet.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / (SQLITE_FILE if settings.sqlite else POSTGRESQL_FILE)
    step("Copying the database")
    _copy(settings, engine, copy)
    step("Looking through the copy")
    if settings.sqlite:
        check_sqlite(copy)
    made = {"plain_sha256": fingerprint(copy), "bytes": copy.stat().st_size}
    if settings.backup_recipient:
        step("Sealing it")
        copy = _sealed(copy, settings.backup_recipient)
    manifest = {
        "made": utc_now().isoformat(timespec="seconds"),
        "database": copy.name,
        "revision": revision,
        "sha256": fingerprint(copy),
        **made,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _copy(settings: Settings, engine: Engine, copy: Path) -> None:
    # Closed to others before the first answer is in it, whatever the folder lets them read.
    copy.touch(mode=0o600)
    if not settings.sqlite:
        _run(
            "pg_dump",
            "--format=custom",
            "--enable-row-security",
            f"--file={copy}",
            settings=settings,
        )
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 -- tells the type checker
        _copy_sqlite(raw, copy)


def _sealed(copy: Path, recipient: str) -> Path:
    sealed = copy.with_name(copy.name + sealing.ENDING)
    try:
        sealing.seal(copy, sealed, recipient=recipient)
    except sealing.KeyFileError as error:
        raise BackupError(str(error)) from error
    finally:
        copy.unlink()
    sealed.chmod(0o600)
    return sealed


@contextmanager
def opened(folder: Path, key: Path | None) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a backup's plain copy and its manifest, after comparing both with each other.

    A sealed one is opened with the operator's key, and the plain copy is gone afterwards.
    Raises `BackupError`.
    """
    manifest = read_manifest(folder)
    copy = folder / manifest["database"]
    if copy.suffix != sealing.ENDING:
        yield copy, manifest
        return
    if key is None:
        raise BackupError("This backup is sealed. Name the file with its key: --key FILE")
    with TemporaryDirectory(prefix=".opened-", dir=folder) as place:
        plain = Path(place) / copy.stem
        try:
            sealing.unseal(copy, plain, key=key)
        except sealing.KeyFileError as error:
            raise BackupError(str(error)) from error
        if fingerprint(plain) != manifest["plain_sha256"]:
            raise BackupError(f"{copy} does not hold what was backed up. Use another backup.")
        yield plain, manifest


def check(folder: Path, key: Path | None = None) -> dict[str, str]:
    """Read a backup back without restoring it; return its manifest. Raises `BackupError`."""
    with opened(folder, key) as (copy, manifest):
        if copy.name == SQLITE_FILE:
            check_sqlite(copy)
        return manifest


def restore(
    settings: Settings,
    folder: Path,
    *,
    key: Path | None = None,
    step: Callable[[str], object] = _untold,
) -> str:
    """Put a backup in the place of a database that is not there; return its revision.

    The service then only reads until `readiness read-only off`: somebody looks first.
    `step` is told what is being done. Raises `BackupError` when the backup is not whole or
    there is a database already.
    """
    step("Reading the backup")
    with opened(folder, key) as (copy, manifest):
        if settings.sqlite != (copy.name == SQLITE_FILE):
            raise BackupError("The backup is of another kind of database than the settings name.")
        step("Putting it in place")
        if settings.sqlite:
            check_sqlite(copy)
            _place(copy, _sqlite_path(settings))
        else:
            _refuse_full(settings)
            _run("pg_restore", "--no-owner", "--exit-on-error", str(copy), settings=settings)
        read_only.turn_on(settings.data)
        return manifest["revision"]


def read_manifest(folder: Path) -> dict[str, str]:
    """Return a backup's manifest after comparing its file; raises `BackupError`."""
    try:
        manifest: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        # The name alone: a manifest that names another folder must not lead out of this one.
        manifest["database"] = Path(manifest["database"]).name
        copy = folder / manifest["database"]
        whole = fingerprint(copy) == manifest["sha256"] and bool(manifest["revision"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(
            f"{folder} does not hold a whole backup. Name the folder of one backup."
        ) from error
    if not whole:
        raise BackupError(f"{copy} has changed since the backup was made. Use another one.")
    return manifest


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_sqlite(path: Path) -> None:
    """Look through a SQLite file; raises `BackupError` when something in it is broken."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            loose = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise BackupError(f"{path} is no sound database.") from error
    if not sound or loose:
        raise BackupError(f"{path} is no sound database.")


def dump_version() -> int:
    """Return the version of PostgreSQL's tools: no older than the server's will do; 0 for none."""
    found = shutil.which("pg_dump")
    if found is None:
        return 0
    said = subprocess.run(  # noqa: S603 -- a program of PostgreSQL
        (found, "--version"), capture_output=True, check=False, text=True
    )
    number = re.search(r"\) (\d+)", said.stdout)
    return int(number[1]) if number else 0


def _copy_sqlite(source: sqlite3.Connection, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # The copy stands alone, without a log file beside it.
        target.execute("PRAGMA journal_mode=DELETE")


def _sqlite_path(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _place(copy: Path, path: Path) -> None:
    # A log that is left beside the new file would be written into it.
    there = [one for one in (path, *(Path(f"{path}{end}") for end in LOGS)) if one.exists()]
    if there:
        names = ", ".join(str(one) for one in there)
        raise BackupError(f"There is a database already: {names}. Move it away first.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_suffix(".restoring")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    shutil.copyfile(copy, half)
    half.replace(path)


def _refuse_full(settings: Settings) -> None:
    engine = make_engine(settings)
    with engine.connect() as connection:
        count = connection.execute(
            text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalar_one()
    engine.dispose()
    if count:
        raise BackupError("The database is not empty. Make a new one and name it in the settings.")


def _run(program: str, *arguments: str, settings: Settings) -> None:
    """Run one of PostgreSQL's tools; the address goes by the environment, not the list."""
    url = make_url(settings.database_url)
    query = {key: str(value) for key, value in url.query.items()}
    environment = {
        **os.environ,
        "PGHOST": url.host or query.get("host", ""),
        "PGPORT": str(url.port or query.get("port", "5432")),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        # The tools see every row as well, whoever owns the tables (`db.operating`).
        "PGOPTIONS": "-c app.operator=on",
    }
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is missing. Install PostgreSQL's client tools.")
    target = ("--dbname", url.database or "") if program == "pg_restore" else ()
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL with our own arguments
        [found, *target, *arguments], env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{program} could not do it: {done.stderr.strip()[:500]}")
