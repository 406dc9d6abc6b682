"""`readiness worker`: does the slow work, mail and files, that requests leave behind."""

import os
import signal
import sys
import threading
from pathlib import Path

import click

from readiness.commands._settings import ini_option, read_settings
from readiness.jobs import make_jobs
from readiness.log import set_up


@click.command
@ini_option
@click.option("--while-open", is_flag=True, hidden=True, help="Stop when standard input is closed.")
def command(ini: Path | None, *, while_open: bool) -> None:
    """Do the work that waits in the queue, until stopped."""
    settings = read_settings(ini, **{"readiness.jobs": "queue"})
    set_up(settings.log_format)
    settings.data.mkdir(parents=True, exist_ok=True)
    jobs = make_jobs(settings)
    if while_open:
        # The server that started this worker may be killed; its end of the pipe then closes.
        threading.Thread(target=_stop_when_closed, daemon=True).start()
    consumer = jobs.queue.create_consumer(
        workers=1, periodic=False, initial_delay=0.1, max_delay=1.0, check_worker_health=False
    )
    consumer.run()


def _stop_when_closed() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGINT)
