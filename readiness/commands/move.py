"""`readiness move`: from the database in use to another one, such as PostgreSQL."""

from pathlib import Path

import click

from readiness.commands._settings import ini_option, open_engine, read_settings
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
    source, target = open_engine(settings), open_engine(_at(settings, url))
    try:
        rows = count_rows(source)
        with click.progressbar(length=rows, label="Copying  ") as bar:
            counts = move(source, target, bar.update)
        with click.progressbar(length=rows, label="Comparing") as bar:
            compare(source, target, bar.update)
        scores = compare_scores(target)
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
