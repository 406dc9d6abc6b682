"""`readiness restore`: a backup in the place of a database that is not there."""

from pathlib import Path

import click

from readiness.backups import BackupError, restore
from readiness.commands._settings import ini_option, read_settings
from readiness.migrations import run


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@ini_option
def command(folder: Path, ini: Path | None) -> None:
    """Restore the backup in DIR; nothing that is there is ever overwritten."""
    try:
        revision = restore(read_settings(ini), folder)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored and checked.")
    if revision != run.head():
        click.echo("It is of an older version. Run: readiness migrate")
