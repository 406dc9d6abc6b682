"""`readiness worker`: does the slow work, mail and files, that requests leave behind."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Final

import click
import structlog

from readiness import read_only
from readiness.commands._settings import ini_option, read_settings
from readiness.jobs import BEATS_EVERY, Jobs, make_jobs
from readiness.log import set_up
from readiness.nightly import Nightly
from readiness.services import roll_ups
from readiness.services.reminders import remind

STEPS_BACK: Final = 10


@click.command
@ini_option
@click.option("--while-open", is_flag=True, hidden=True, help="Stop when standard input is closed.")
def command(ini: Path | None, *, while_open: bool) -> None:
    """Do the work that waits in the queue, until stopped.

    It sends mail, makes files, reminds of shares that end, counts funders' figures, and once
    a night makes a backup (READINESS_BACKUP_FOLDER) and deletes what has run out. Run one or
    more, on any machine that reaches the database and the data folder.
    """
    settings = read_settings(ini)
    if settings.jobs != "queue":
        raise click.ClickException(
            "READINESS_JOBS is `inline`: the server does this work itself, and no queue is kept. "
            "Set it to `queue` for the server and the worker, then start both again."
        )
    set_up(settings.log_format)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    jobs = make_jobs(settings)
    jobs.prepare()
    # On one machine, files step back while people save.
    os.nice(STEPS_BACK)
    if while_open:
        # A shell lets what it starts in the background ignore this signal, and the worker
        # inherits that: it would outlive a server that is killed before the queue is at work.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # The server that started this worker may be killed; its end of the pipe then closes.
        threading.Thread(target=_stop_when_closed, daemon=True).start()
    threading.Thread(target=_beat, args=(jobs,), daemon=True).start()
    consumer = jobs.queue.create_consumer(
        workers=1, periodic=False, initial_delay=0.1, max_delay=1.0, check_worker_health=False
    )
    consumer.run()


def _beat(jobs: Jobs) -> None:
    """Give signs of life, and begin by the clock what no request asks for."""
    nightly = Nightly(jobs)
    while True:
        try:
            jobs.beat()
            if not read_only.is_on(jobs.settings.data):
                # What was restored to be looked at writes to nobody and erases nothing.
                jobs.sweep()
                remind(jobs)
                roll_ups.start(jobs)
                nightly.begin()
        except Exception as error:  # noqa: BLE001 -- the database may be gone for a while
            structlog.get_logger().warning("no_heartbeat", error=type(error).__name__)
        time.sleep(BEATS_EVERY)


def _stop_when_closed() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGINT)
