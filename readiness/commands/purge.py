"""`readiness purge`: deletes what has run out, and organizations whose leads asked for it."""

from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from readiness import nightly
from readiness.clock import utc_now
from readiness.commands._progress import step
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.db import reading
from readiness.services import erasing, purging

BACKUPS: Final = (
    "Backups made before this moment still hold what was erased. Throw away those you do not "
    "need; `readiness restore` erases it again."
)


@click.command
@ini_option
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def command(ini: Path | None, *, dry_run: bool) -> None:
    """Delete what has run out: sessions, links, counters, files.

    A worker does the same each night, so that nobody has to. Organizations whose leads had
    them deleted two weeks ago are erased for good. No other answer is ever touched.
    """
    settings = read_settings(ini)
    engine = open_engine(settings)
    with Session(reading(engine)) as session:
        counts = purging.count(session, now=utc_now(), settings=settings)
        counts["organizations whose time had come"] = erasing.due(session, utc_now())
    if not dry_run:
        step("Deleting what has run out")
    if not dry_run and nightly.purge(engine, settings, now=utc_now()).organizations:
        click.echo(BACKUPS)
    for name, count in counts.items():
        click.echo(f"{'would delete' if dry_run else 'deleted'}: {count} {name}")
