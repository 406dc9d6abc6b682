"""What can be wrong with an installation, one check each, and what to do about it.

Each check looks at one thing and gives one finding; a check that fails in an unforeseen way
is a finding too. None of them reads an answer.
"""

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from readiness import nightly, outbox, read_only
from readiness.backups import dump_version
from readiness.clock import utc_now
from readiness.db import make_engine, reading
from readiness.examination_network import pages, post
from readiness.findings import Check, Finding, Installation, State
from readiness.jobs import SILENT_AFTER, Jobs, make_jobs
from readiness.migrations import run
from readiness.models import Assessment, AuditEvent, AuthSession
from readiness.sealing import NO_PUBLIC_KEY, is_public
from readiness.services.invariants import broken
from readiness.settings import Settings, SettingsError
from readiness.troubles import START, in_words
from reports.pdf import RenderError, render_html

MEGABYTE: Final = 1_000_000
CLOCK_SLACK: Final = 60
"""Seconds by which the clocks of this machine and the database may differ."""
MANY_WAITING: Final = 100
NIGHTS_MISSED: Final = 3
PASSES_WALLS: Final = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def examine(settings: Settings, *, production: bool = False) -> Iterator[Finding]:
    """Yield the findings, one by one; once the database is out of reach, only what needs none."""
    engine = make_engine(settings)
    installation = Installation(settings, engine, production or settings.mode == "production")
    for check in BEFORE:
        yield _tried(check, installation)
    found = _tried(database, installation)
    yield found
    if found.state is not State.WRONG:
        for check in AFTER:
            yield _tried(check, installation)
    engine.dispose()


def serving(installation: Installation) -> Finding:
    """Look at the settings that a server needs."""
    try:
        if installation.production:
            installation.settings.check_serving()
    except SettingsError as error:
        return Finding("settings", State.WRONG, "a server would not start.", str(error))
    if installation.production and not installation.settings.smtp_host:
        return Finding(
            "settings",
            State.LOOK,
            "no mail server is named, so mail is only written to a folder.",
            "Set READINESS_SMTP_HOST.",
        )
    return Finding("settings", State.FINE, f"read, for {installation.settings.mode}.")


def folder(installation: Installation) -> Finding:
    """Look at the data folder: there, writable, and closed to others."""
    path = installation.settings.data
    # Not Path.is_dir: it raises where a folder above is closed.
    if not os.path.isdir(path) or not os.access(path, os.W_OK | os.X_OK):  # noqa: PTH112
        return Finding(
            "data folder",
            State.WRONG,
            f"{path} is not there, or not writable.",
            "Make it and give it to the user that runs the service.",
        )
    open_to_others = stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO
    if installation.production and open_to_others:
        return Finding(
            "data folder",
            State.WRONG,
            f"{path} can be read by every user of this machine.",
            f"Run: chmod 750 {path}",
        )
    return Finding("data folder", State.FINE, f"{path} is there and writable.")


def disk(installation: Installation) -> Finding:
    """Look at the free space."""
    free = shutil.disk_usage(installation.settings.data).free // MEGABYTE
    least = installation.settings.free_disk_mb
    if free < least:
        return Finding(
            "disk",
            State.WRONG,
            f"{free:,} MB are free, less than {least:,}.",
            "Make room: old backups and logs first. Nothing that was saved is lost.",
        )
    return Finding("disk", State.FINE, f"{free:,} MB are free.")


def paper(_installation: Installation) -> Finding:
    """Make a PDF of one line: it takes Pango and the fonts."""
    page = '<!doctype html><html lang="en"><title>One line</title><p>One line.</p></html>'
    try:
        render_html(page, data="{}", day="2026-01-01")
    except RenderError as error:
        return Finding(
            "PDF",
            State.WRONG,
            f"none can be made. {error}",
            "Install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0.",
        )
    return Finding("PDF", State.FINE, "one was made.")


def database(installation: Installation) -> Finding:
    """Look whether the database answers, at the present revision, and takes changes."""
    try:
        current = run.current(installation.engine)
    except Exception as error:  # noqa: BLE001 -- whatever the driver raises, it is not reached
        return Finding(
            "database",
            State.WRONG,
            f"it cannot be reached ({type(error).__name__}).",
            in_words(error) or START,
        )
    if current is None:
        return Finding("database", State.WRONG, "it is empty.", "Run: readiness migrate")
    if current != run.head():
        return Finding(
            "database",
            State.WRONG,
            f"it is at revision {current}, this version needs {run.head()}.",
            "Run: readiness migrate",
        )
    if _only_reads(installation.engine):
        return Finding(
            "database",
            State.WRONG,
            "it can be read but not written.",
            "Give its file to the user that runs the service; with PostgreSQL, name the server "
            "that takes changes.",
        )
    with Session(reading(installation.engine)) as session:
        count = session.scalar(select(func.count()).select_from(Assessment)) or 0
    return Finding("database", State.FINE, f"up to date, with {count:,} assessments.")


def _only_reads(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite":
        return not os.access(engine.url.database or "", os.W_OK)
    with engine.connect() as connection:
        return bool(connection.scalar(text("SHOW transaction_read_only")) == "on")


def whole(installation: Installation) -> Finding:
    """Have SQLite look through its file."""
    if not installation.settings.sqlite:
        return Finding("database file", State.FINE, "PostgreSQL keeps it.")
    if not _sound(installation.engine):
        return Finding(
            "database file",
            State.WRONG,
            "it is damaged.",
            "Stop the service and restore the last backup. Keep the damaged file.",
        )
    return Finding("database file", State.FINE, "whole.")


def _sound(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            sound = connection.execute(text("PRAGMA quick_check")).scalars().all() == ["ok"]
            return sound and not connection.execute(text("PRAGMA foreign_key_check")).all()
    except DatabaseError:
        # Some damage is not told but stumbled over.
        return False


def bonds(installation: Installation) -> Finding:
    """Look whether everything that was granted has somebody behind it, and nothing crosses."""
    with Session(reading(installation.engine)) as session:
        found = broken(session)
    if found:
        return Finding(
            "bonds between rows",
            State.WRONG,
            " ".join(found),
            "Keep a backup, and ask whoever maintains the service before changing a row.",
        )
    return Finding("bonds between rows", State.FINE, "all hold.")


def wall(installation: Installation) -> Finding:
    """Look whether PostgreSQL's second wall holds for the user that the service connects as."""
    if installation.settings.sqlite:
        return Finding("second wall", State.FINE, "PostgreSQL's; SQLite has none.")
    with installation.engine.connect() as connection:
        passes = connection.scalar(text(PASSES_WALLS))
    if passes:
        return Finding(
            "second wall",
            State.LOOK,
            "the database user passes row-level security.",
            "Connect as a user of its own, without SUPERUSER and BYPASSRLS.",
        )
    return Finding("second wall", State.FINE, "row-level security holds for the service.")


def clock(installation: Installation) -> Finding:
    """Look whether the clock is right: against the database, and against the last sign-in."""
    now = utc_now()
    with Session(reading(installation.engine)) as session:
        latest = session.scalar(select(func.max(AuthSession.last_seen_at)))
        theirs = None if installation.settings.sqlite else session.scalar(select(func.now()))
    off = abs((theirs - now).total_seconds()) if theirs else 0
    behind = (latest - now).total_seconds() if latest else 0
    if max(off, behind) > CLOCK_SLACK:
        return Finding(
            "clock",
            State.WRONG,
            f"it is off by {round(max(off, behind)):,} seconds.",
            "Turn on time synchronization: sessions and end dates depend on it.",
        )
    return Finding("clock", State.FINE, f"{now:%Y-%m-%d %H:%M} UTC.")


def worker(installation: Installation) -> Finding:
    """Look whether a worker is at work, and how much waits."""
    if installation.settings.jobs == "inline":
        return Finding("worker", State.FINE, "none is needed: requests do their own work.")
    jobs = make_jobs(installation.settings, installation.engine)
    try:
        return _worker(jobs)
    except ValueError:
        return Finding(
            "worker",
            State.WRONG,
            "it works with another secret than the one given here.",
            "Give every server, worker and command the same secret, then start them again.",
        )
    finally:
        jobs.close()


def _worker(jobs: Jobs) -> Finding:
    silent, waiting = jobs.silent_for(), jobs.waiting()
    if silent is None or silent > SILENT_AFTER:
        since = "has never been there" if silent is None else f"is silent for {round(silent)} s"
        return Finding(
            "worker",
            State.WRONG,
            f"it {since}; {waiting} jobs wait.",
            "Start it: systemctl start readiness-worker, or: readiness worker. No job is lost.",
        )
    if waiting > MANY_WAITING:
        return Finding("worker", State.LOOK, f"{waiting} jobs wait.", "Start another worker.")
    return Finding("worker", State.FINE, f"at work; {waiting} jobs wait.")


def unfinished(installation: Installation) -> Finding:
    """Look for jobs that failed, and for those that failed too often."""
    with Session(reading(installation.engine)) as session:
        count, failing = outbox.given_up(session), outbox.failing(session)
    if count:
        return Finding(
            "jobs",
            State.LOOK,
            f"{count} failed {outbox.MOST_TRIES} times and were given up.",
            "The worker's log names the places (job_failed). They are kept.",
        )
    if failing:
        return Finding(
            "jobs",
            State.LOOK,
            f"{len(failing)} failed and will be tried again: {', '.join(sorted(set(failing)))}.",
            "The worker's log says why (job_failed).",
        )
    return Finding("jobs", State.FINE, "none was given up.")


def writing(installation: Installation) -> Finding:
    """Look whether the service may write."""
    if read_only.is_on(installation.settings.data):
        return Finding(
            "writing",
            State.LOOK,
            "the service only reads, since a restore or because somebody said so.",
            "When all looks right, run: readiness read-only off",
        )
    return Finding("writing", State.FINE, "allowed.")


def ending(installation: Installation) -> Finding:
    """Look whether what has run out is deleted, night by night."""
    return _by_night(
        installation,
        "what runs out",
        nightly.last_purge(installation.engine),
        fine="deleted each night by the worker.",
        what="nothing that has run out was deleted for",
        todo="A worker does it each night: see above. By hand: readiness purge",
    )


def backups(installation: Installation) -> Finding:
    """Look whether there is a new backup, and a tool that can make the next one."""
    settings = installation.settings
    if settings.mode == "development":
        return Finding("backups", State.FINE, "none is needed for development.")
    if not settings.backup_folder:
        return Finding(
            "backups",
            State.LOOK,
            "the worker makes none.",
            "Set READINESS_BACKUP_FOLDER, or make them by other means.",
        )
    if not _takes_files(Path(settings.backup_folder)):
        return Finding(
            "backups",
            State.WRONG,
            f"none can be written into {settings.backup_folder}.",
            "Make the folder and give it to the user that runs the service.",
        )
    if settings.backup_recipient and not is_public(settings.backup_recipient):
        return Finding("backups", State.WRONG, "none can be sealed.", NO_PUBLIC_KEY)
    with installation.engine.connect() as connection:
        server = int((connection.dialect.server_version_info or (0,))[0])
    if not settings.sqlite and (tool := dump_version()) < server:
        return Finding(
            "backups",
            State.WRONG,
            f"pg_dump is of version {tool}, the server of {server}.",
            "Install PostgreSQL's client tools in the server's version.",
        )
    return _by_night(
        installation,
        "backups",
        nightly.last_backup(settings),
        fine=f"made each night into {settings.backup_folder}.",
        what="no whole backup was made for",
        todo="A worker makes one each night; its log says why not (job_failed).",
    )


def _takes_files(folder: Path) -> bool:
    """Whether files can be made in a folder, or the folder itself where it is not there yet."""
    while not os.path.exists(folder):  # noqa: PTH110 -- Path.exists raises in a closed folder
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def _by_night(  # noqa: PLR0913 -- the three texts of one finding
    installation: Installation,
    name: str,
    last: dt.datetime | None,
    *,
    fine: str,
    what: str,
    todo: str,
) -> Finding:
    """Judge what is done each night; a new installation has three days for its first time."""
    if last is None:
        with Session(reading(installation.engine)) as session:
            last = session.scalar(select(func.min(AuditEvent.happened_at)))
    days = (utc_now() - last).days if last else 0
    if days >= NIGHTS_MISSED:
        return Finding(name, State.LOOK, f"{what} {days} days.", todo)
    return Finding(name, State.FINE, fine)


BEFORE: Final[tuple[Check, ...]] = (serving, folder, disk, paper, post, pages)
AFTER: Final[tuple[Check, ...]] = (
    *(whole, bonds, wall, clock, worker, unfinished, ending, backups, writing),
)


def _tried(check: Check, installation: Installation) -> Finding:
    try:
        return check(installation)
    except Exception as error:  # noqa: BLE001 -- one broken check must not hide the others
        return Finding(
            check.__name__.replace("_", " "),
            State.WRONG,
            f"it could not be looked at ({type(error).__name__}).",
            in_words(error) or "Mend what is named above first.",
        )
