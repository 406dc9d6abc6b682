"""`readiness restore`: a backup in the place of a database that is not there."""

from pathlib import Path

import click

from readiness.backups import BackupError, check, restore
from readiness.commands._settings import ini_option, read_settings
from readiness.migrations import run


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file with the key of a sealed backup.",
)
@click.option("--check", "only_check", is_flag=True, help="Only read the backup back.")
@ini_option
def command(folder: Path, key: Path | None, ini: Path | None, *, only_check: bool) -> None:
    """Restore the backup in DIR; nothing that is there is ever overwritten.

    The service then only reads until `readiness read-only off`.
    """
    try:
        if only_check:
            manifest = check(folder, key)
            click.echo(f"Whole. Made {manifest['made']}, at revision {manifest['revision']}.")
            return
        revision = restore(read_settings(ini), folder, key=key)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored and checked. The service only reads for now.")
    if revision != run.head():
        click.echo("It is of an older version. Run: readiness migrate")
    click.echo("Look at it (readiness doctor), then run: readiness read-only off")
