"""`readiness backup`: a whole copy of the database, while the service runs."""

from pathlib import Path

import click

from readiness.backups import BackupError, back_up
from readiness.commands._progress import step
from readiness.commands._settings import ini_option, open_engine, read_settings


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@ini_option
def command(folder: Path, ini: Path | None) -> None:
    """Back the database up to DIR, a new or empty folder, and check the copy."""
    settings = read_settings(ini)
    try:
        back_up(settings, open_engine(settings), folder, step)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    if settings.backup_recipient:
        click.echo(f"Backed up to {folder}, sealed. Only your key opens it.")
    else:
        click.echo(f"Backed up to {folder}. Keep it as safe as the database itself.")
