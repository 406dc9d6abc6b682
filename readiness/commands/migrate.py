"""`readiness migrate`: brings the database to the present tables."""

from pathlib import Path

import click

from readiness.backups import back_up
from readiness.clock import utc_now
from readiness.commands._progress import bar, step
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.jobs import make_jobs
from readiness.migrations import run


@click.command
@ini_option
def command(ini: Path | None) -> None:
    """Bring the database to the present tables; an older one is backed up first."""
    settings = read_settings(ini)
    engine = open_engine(settings)
    before = run.current(engine)
    jobs = make_jobs(settings, engine)
    jobs.prepare()
    jobs.close()
    if before == run.head():
        click.echo("The database is up to date.")
        return
    if before is not None:
        folder = settings.data / "backups" / f"before-{utc_now():%Y%m%d-%H%M%S}"
        back_up(settings, engine, folder, step)
        click.echo(f"Backed up to {folder}.")
    with bar("Migrating", run.ahead(engine)) as more:
        run.upgrade(engine, more)
    click.echo("The database has been migrated.")
