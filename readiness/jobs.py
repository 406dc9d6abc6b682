"""Slow work, done outside requests: mail and rendered files.

A view never waits for it. A job is put in the queue only after the request's transaction has
been committed, so the worker finds what the request wrote. The same call runs the job at once
where `jobs` is `inline`, as in the tests and under plain `pserve`.
"""

from collections.abc import Callable
from typing import Any, Final

import structlog
from huey import SqliteHuey
from pyramid.config import Configurator
from sqlalchemy import Engine

from readiness.db import make_engine
from readiness.log import error_place
from readiness.request import Request
from readiness.settings import Settings

RETRIES: Final = 3
RETRY_DELAY: Final = 30


class Jobs:
    """The queue, and the functions that it knows by name."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.queue = SqliteHuey(
            name="readiness",
            filename=str(settings.data / "jobs.sqlite"),
            immediate=settings.jobs == "inline",
            immediate_use_memory=True,
            results=False,
            strict_fifo=True,
        )
        self._tasks: dict[str, Callable[..., Any]] = {}

    def add(self, name: str, work: Callable[..., None]) -> None:
        """Let the queue know a function `work(jobs, *plain values)` by a name."""

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

        task = self.queue.task(retries=RETRIES, retry_delay=RETRY_DELAY, name=name)
        self._tasks[name] = task(run)

    def send(self, name: str, *values: object) -> None:
        """Put a job in the queue now; requests use `after_commit`."""
        self._tasks[name](*values)


def after_commit(request: Request, name: str, *values: object) -> None:
    """Put a job in the queue once this request's transaction has been committed."""
    jobs: Jobs = request.registry.jobs

    def send(committed: bool) -> None:  # noqa: FBT001 -- the hook's signature
        if committed:
            jobs.send(name, *values)

    request.tm.get().addAfterCommitHook(send)


def make_jobs(settings: Settings, engine: Engine | None = None) -> Jobs:
    """Make the queue with every job of the service, for the web and for the worker."""
    from readiness import tasks  # noqa: PLC0415 -- the tasks import services, which import this

    made = Jobs(settings, engine or make_engine(settings))
    tasks.register(made)
    return made


def includeme(config: Configurator) -> None:
    """Give the application its queue."""
    config.registry.jobs = make_jobs(config.registry.readiness, config.registry.engine)
