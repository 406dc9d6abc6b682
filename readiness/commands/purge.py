"""`readiness purge`: deletes what has run out."""

from pathlib import Path

import click

from readiness.clock import utc_now
from readiness.commands._settings import ini_option, read_settings
from readiness.db import make_engine, session_factory
from readiness.services import purging


@click.command
@ini_option
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def command(ini: Path | None, *, dry_run: bool) -> None:
    """Delete sessions, links and counters that have run out. No answer is ever touched."""
    settings = read_settings(ini)
    engine = make_engine(settings)
    with session_factory(engine).begin() as session:
        counts = purging.count(session, now=utc_now(), settings=settings)
        if not dry_run:
            purging.delete_all(session, now=utc_now(), settings=settings)
    if not dry_run:
        purging.forget_deleted(engine)
    for name, count in counts.items():
        click.echo(f"{'would delete' if dry_run else 'deleted'}: {count} {name}")
