"""Slow work, done outside requests: mail and rendered files.

A view never waits for it. A job is put in the queue only after the request's transaction has
been committed, so the worker finds what the request wrote. The same call runs the job at once
where `jobs` is `inline`, as in the tests and under plain `pserve`.

The queue is where the database is: a file in the data folder on one machine, tables in
PostgreSQL beyond it, so that workers may run on any machine.

Mail goes first, and everyone has their turn: the tenth file of one person waits behind the
first of another.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import structlog
from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from psycopg.conninfo import make_conninfo
from pyramid.config import Configurator
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from readiness import outbox
from readiness.clock import utc_now
from readiness.db import SAFE_METHODS, make_engine, operating
from readiness.log import error_place
from readiness.request import Request
from readiness.security.limits import Limit
from readiness.settings import Settings

RETRIES: Final = 3
RETRY_DELAY: Final = 30
KEPT: Final = "kept"
"""The task that does a job of the outbox."""
SCHEMA: Final = "job_queue"
"""Where the queue's tables stand in PostgreSQL."""
HEARTBEAT: Final = "heartbeat"
BEATS_EVERY: Final = 15
"""Seconds between two signs of life of a worker."""
SILENT_AFTER: Final = 60
"""Seconds without one after which nobody seems to be at work."""
FIRST: Final = 1_000
"""The place of what is quick and waited for, before all files."""
LATER: Final = -5
"""The place of what a mere look at a page asks for: nobody has pressed a button for it."""
SENT_AGAIN_AFTER: Final = 600
"""Seconds after which a sweep sends the same job once more: it may only wait for its turn."""


class Jobs:
    """The queue, and the functions that it knows by name."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.queue = _queue(settings, engine)
        self._tasks: dict[str, Callable[..., Any]] = {}
        self._work: dict[str, Callable[..., None]] = {}
        self._first: set[str] = set()
        self._swept: dict[str, float] = {}
        self._tasks[KEPT] = self._task(KEPT, self.do_kept)

    def add(self, name: str, work: Callable[..., None], *, first: bool = False) -> None:
        """Let the queue know a function `work(jobs, *plain values)` by a name.

        What is `first` is done before everything else that waits.
        """

        def run(*values: object) -> None:
            log = structlog.get_logger()
            try:
                work(self, *values)
            except Exception as error:
                # The message could quote an answer; the place is enough to find the fault.
                log.error(  # noqa: TRY400 -- without the message, which may quote an answer
                    "job_failed", job=name, error=type(error).__name__, where=error_place(error)
                )
                raise
            log.info("job_done", job=name)

        if first:
            self._first.add(name)
        self._work[name] = run
        self._tasks[name] = self._task(name, run)

    def _task(self, name: str, run: Callable[..., None]) -> Callable[..., Any]:
        task: Callable[..., Any] = self.queue.task(
            retries=RETRIES, retry_delay=RETRY_DELAY, name=name
        )(run)
        return task

    def do_kept(self, job_id: str) -> None:
        """Do a job of the outbox, unless somebody else does or has done it."""
        claimed = outbox.claim(self.engine, job_id)
        if claimed is None:
            return
        try:
            self._work[claimed.name](*claimed.values)
        except Exception:
            outbox.give_back(self.engine, job_id)
            raise
        outbox.finish(self.engine, job_id)

    def keep(
        self, session: Session, name: str, values: tuple[object, ...], *, by: str | None = None
    ) -> str:
        """Write a job into a transaction; `send_kept` puts it into the queue afterwards."""
        return outbox.keep(session, name, values, by=by)

    def turn(self, session: Session, name: str, by: str | None) -> int:
        """Say which place somebody's next job has: the more of theirs wait, the later."""
        if name in self._first:
            return FIRST
        return -outbox.waiting_of(session, by) if by else 0

    def send_kept(self, job_id: str, *, place: int = 0) -> None:
        """Put a job of the outbox into the queue, now that its transaction has ended."""
        self._tasks[KEPT](job_id, priority=place)

    def sweep(self) -> int:
        """Put jobs into the queue again that nobody has finished; return how many.

        Some are not lost but wait behind others, so each is sent again now and then only.
        """
        now, found = time.monotonic(), outbox.overdue(self.engine)
        before = self._swept
        self._swept = {job.id: before.get(job.id, now) for job in found}
        theirs: Counter[str | None] = Counter()
        sent = 0
        for job in found:
            place = FIRST if job.name in self._first else -theirs[job.by] if job.by else 0
            theirs[job.by] += 1
            if job.id not in before or now - before[job.id] >= SENT_AGAIN_AFTER:
                self.send_kept(job.id, place=place)
                self._swept[job.id] = now
                sent += 1
        return sent

    def send(self, name: str, *values: object, place: int = 0) -> None:
        """Put a job in the queue now; requests use `after_commit`."""
        self._tasks[name](*values, priority=place)

    def prepare(self) -> None:
        """Make the tables of a queue that is kept in PostgreSQL, unless they are there."""
        if isinstance(self.queue, PostgresHuey) and not self.queue.immediate:
            # Apart from our own tables, which Alembic compares with the models.
            self.queue.storage.sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            self.queue.storage.initialize_schema()

    def close(self) -> None:
        """Close this thread's connection to the queue."""
        if not self.queue.immediate:
            self.queue.storage.close()

    def beat(self) -> None:
        """Leave a worker's sign of life where every server finds it."""
        self.queue.put(HEARTBEAT, utc_now().timestamp())

    def silent_for(self) -> float | None:
        """Say how many seconds ago a worker last gave a sign of life; None for never.

        Raises `ValueError` when it was sealed with another secret.
        """
        last = self.queue.get(HEARTBEAT, peek=True)
        return None if last is None else utc_now().timestamp() - float(last)

    def at_work(self) -> bool:
        """Whether jobs are being done: by a worker, or by the requests themselves."""
        if self.settings.jobs == "inline":
            return True
        try:
            silent = self.silent_for()
        except ValueError:
            # Of a worker with another secret: it can read none of our jobs.
            return False
        return silent is not None and silent < SILENT_AFTER

    def waiting(self) -> int:
        """Say how many jobs wait in the queue."""
        count: int = self.queue.pending_count()
        return count


def _queue(settings: Settings, engine: Engine) -> Huey:
    options: dict[str, Any] = {
        "name": "readiness",
        "immediate": settings.jobs == "inline",
        "immediate_use_memory": True,
        "results": False,
        # Jobs are pickled; whoever could write to the queue must not be able to run code.
        "serializer": SignedSerializer(secret=settings.key("jobs").hex()),
    }
    if engine.dialect.name == "sqlite":
        return SqliteHuey(filename=str(settings.data / "jobs.sqlite"), strict_fifo=True, **options)
    # Not as an address: a password with a space in it is no part of one for psycopg.
    parts = engine.url.translate_connect_args(username="user", database="dbname")
    query = {name: str(value) for name, value in engine.url.query.items()}
    dsn = make_conninfo(**parts, **query)
    # A server must start while its database is away: `prepare` makes the tables.
    return PostgresHuey(dsn=dsn, options=f"-c search_path={SCHEMA}", create_tables=False, **options)


def after_commit(request: Request, name: str, *values: object, once: str = "") -> None:
    """Put a job in the queue once this request's transaction has been committed.

    A request that writes keeps the job in its own transaction, so that it is done even when
    this process ends right after the commit. One that only reads asks again another time, and
    for the same at most once in a while: a page that waits for a file looks again every few
    seconds. What is the same is told by the values, or by `once`.
    """
    jobs: Jobs = request.registry.jobs
    writes = request.method not in SAFE_METHODS
    same = once or f"{name}{values}"
    if not writes and not request.registry.limits.count(Limit.ASKED_BY_LOOKING, same):
        return
    by = request.identity.user_id if request.identity is not None else None
    place = jobs.turn(request.dbsession, name, by) if writes else LATER
    lasting = writes and jobs.settings.jobs == "queue"
    kept = jobs.keep(request.dbsession, name, values, by=by) if lasting else None

    def send(committed: bool) -> None:  # noqa: FBT001 -- the hook's signature
        if not committed:
            return
        try:
            if kept:
                jobs.send_kept(kept, place=place)
            else:
                jobs.send(name, *values, place=place)
        except Exception as error:
            if kept is None:
                raise
            # The queue cannot be reached; what is kept is put into it by a worker's sweep.
            structlog.get_logger().warning("not_queued", job=name, error=type(error).__name__)

    request.tm.get().addAfterCommitHook(send)


def make_jobs(settings: Settings, engine: Engine | None = None) -> Jobs:
    """Make the queue with every job of the service, for the web and for the worker."""
    from readiness import tasks  # noqa: PLC0415 -- the tasks import services, which import this

    made = Jobs(settings, engine or make_engine(settings))
    tasks.register(made)
    return made


def includeme(config: Configurator) -> None:
    """Give the application its queue."""
    config.registry.jobs = make_jobs(config.registry.readiness, operating(config.registry.engine))
