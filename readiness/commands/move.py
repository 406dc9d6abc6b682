"""`readiness move`: from the database in use to another one, such as PostgreSQL."""

from pathlib import Path

import click

from readiness.commands._progress import bar, step
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.jobs import make_jobs
from readiness.moving import MoveError, compare, compare_scores, count_rows, move
from readiness.settings import Settings, SettingsError


@click.command
@click.argument("url")
@ini_option
def command(url: str, ini: Path | None) -> None:
    """Copy everything to the empty database at URL, and compare every row and score.

    Stop the service first. URL is what READINESS_DATABASE_URL will be; the database in use
    is only read.
    """
    settings = read_settings(ini)
    moved_to = _at(settings, url)
    source, target = open_engine(settings), open_engine(moved_to)
    try:
        rows = count_rows(source)
        with bar("Copying  ", rows) as more:
            counts = move(source, target, more)
        with bar("Comparing", rows) as more:
            compare(source, target, more)
        step("Computing every score anew")
        scores = compare_scores(target)
        # The queue is where the database is.
        jobs = make_jobs(moved_to, target)
        jobs.prepare()
        jobs.close()
    except MoveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(counts.values()):,} rows of {len(counts)} tables arrived, all the same.")
    click.echo(f"{scores:,} frozen results gave the same scores again.")
    click.echo("Now set READINESS_DATABASE_URL to it, and start the service and its worker.")


def _at(settings: Settings, url: str) -> Settings:
    try:
        return Settings.read(
            {"readiness.data": str(settings.data), "readiness.database_url": url}, {}
        )
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
