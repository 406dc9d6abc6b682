"""What is done once a night, by whichever worker is there: a backup, and the end of what ran out.

No timer of the machine is needed, and no two workers do it twice: the work of a night is one
job in the outbox, under the name of the night. A night on which nobody was at work is made up
for as soon as somebody is.
"""

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from readiness import outbox, read_only
from readiness.backups import BackupError, back_up, read_manifest
from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import LATER, Jobs
from readiness.models import AuditEvent
from readiness.services import erasing, purging
from readiness.services.audit import AuditLog, EventKind
from readiness.settings import Settings

BACKUP: Final = "nightly backup"
PURGE: Final = "nightly purge"
HOUR: Final = 8
"""UTC: when it is night in America."""
KEPT: Final = dt.timedelta(days=14)
"""How long the worker's own backups are kept; copies elsewhere are the operator's."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAKING: Final = ".making"


def night_before(moment: dt.datetime) -> dt.datetime:
    """Return when the last night's work was to begin."""
    tonight = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= moment else tonight - dt.timedelta(days=1)


class Nightly:
    """Begins the work of a night; asked every few seconds, it looks once a night."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._seen: dt.datetime | None = None

    def begin(self, now: dt.datetime | None = None) -> int:
        """Put what is due into the queue; return how many jobs."""
        moment = now or utc_now()
        night = night_before(moment)
        if self._seen == night:
            return 0
        due = {
            BACKUP: bool(self._jobs.settings.backup_folder)
            and before(last_backup(self._jobs.settings), night),
            PURGE: before(last_purge(self._jobs.engine), night),
        }
        # A backup first: what is erased is in it for two more weeks, and named in `erased`.
        sent = sum(self._send(name, night) for name, wanted in due.items() if wanted)
        self._seen = night
        return sent

    def _send(self, name: str, night: dt.datetime) -> bool:
        job_id = f"{name} {night:%Y-%m-%d}".replace(" ", "-")
        if not outbox.keep_once(self._jobs.engine, job_id, name, (night.isoformat(),)):
            # Another worker was faster.
            return False
        self._jobs.send_kept(job_id, place=LATER)
        return True


def before(last: dt.datetime | None, moment: dt.datetime) -> bool:
    """Whether something was last done before a moment, or never."""
    return last is None or last < moment


def last_purge(engine: Engine) -> dt.datetime | None:
    """Say when what had run out was last deleted."""
    with Session(reading(engine)) as session:
        return session.scalar(
            select(AuditEvent.happened_at)
            .where(AuditEvent.kind == EventKind.PURGED.value)
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )


def last_backup(settings: Settings) -> dt.datetime | None:
    """Say when the newest whole backup in the folder of the settings was made."""
    found = _newest_whole(settings)
    return found[1] if found else None


def _newest_whole(settings: Settings) -> tuple[Path, dt.datetime] | None:
    for folder in reversed(_backups(settings)):
        try:
            return folder, dt.datetime.fromisoformat(read_manifest(folder)["made"])
        except (BackupError, KeyError, ValueError):
            continue
    return None


def purge(engine: Engine, settings: Settings, *, now: dt.datetime) -> erasing.Gone:
    """Delete what has run out and erase what is due, and write down that it was done."""
    with session_factory(engine).begin() as session:
        rows = purging.delete_all(session, now=now, settings=settings)
    gone = erasing.erase_due(engine, settings, now=now)
    with session_factory(engine).begin() as session:
        AuditLog(session, now=now).record(
            EventKind.PURGED, actor=None, rows=rows, organizations=len(gone.organizations)
        )
    purging.forget_deleted(engine)
    return gone


def purge_job(jobs: Jobs, night: str) -> None:
    """Do it for a night, unless it was done since or the service only reads."""
    due = before(last_purge(jobs.engine), dt.datetime.fromisoformat(night))
    if due and not read_only.is_on(jobs.settings.data):
        purge(jobs.engine, jobs.settings, now=utc_now())


def backup_job(jobs: Jobs, night: str) -> None:
    """Make a night's backup, unless there is one, and throw old ones away."""
    settings = jobs.settings
    if not settings.backup_folder:
        return
    if before(last_backup(settings), dt.datetime.fromisoformat(night)):
        folder = Path(settings.backup_folder)
        half = folder / _MAKING
        # What a worker left that was killed: nobody reads it.
        shutil.rmtree(half, ignore_errors=True)
        back_up(settings, jobs.engine, half)
        half.replace(_free(folder / f"{utc_now():%Y-%m-%d}"))
    _forget_old(settings, utc_now())


def _free(folder: Path) -> Path:
    """Return a name that nothing has: one made by hand on the same day stays what it is."""
    return folder.with_name(f"{folder.name}-{utc_now():%H%M%S}") if folder.exists() else folder


def _forget_old(settings: Settings, now: dt.datetime) -> None:
    """Delete old backups, but for the newest that is whole, whatever its age."""
    oldest, newest = f"{now - KEPT:%Y-%m-%d}", _newest_whole(settings)
    for folder in _backups(settings):
        if folder.name < oldest and newest is not None and folder != newest[0]:
            shutil.rmtree(folder)


def _backups(settings: Settings) -> list[Path]:
    """Return the folders that are named after a day, the oldest first."""
    folder = Path(settings.backup_folder)
    if not settings.backup_folder or not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and _DAY.match(path.name))
