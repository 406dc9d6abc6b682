"""`readiness restore`: a backup in the place of a database that is not there."""

from pathlib import Path

import click

from readiness import erasures
from readiness.backups import BackupError, check, restore
from readiness.commands._files import GivenFile
from readiness.commands._progress import step
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.migrations import run
from readiness.settings import Settings


@click.command
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--key",
    type=GivenFile(),
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
            step("Reading the backup")
            manifest = check(folder, key)
            click.echo(f"Whole. Made {manifest['made']}, at revision {manifest['revision']}.")
            return
        revision = restore(read_settings(ini), folder, key=key, step=step)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored and checked. The service only reads for now.")
    _erase_again(read_settings(ini))
    if revision != run.head():
        click.echo("It is of an older version. Run: readiness migrate")
    click.echo("Look at it (readiness doctor), then run: readiness read-only off")


def _erase_again(settings: Settings) -> None:
    if not (settings.data / erasures.FILE).exists():
        click.echo(
            f"No list of what was erased is here. If the old data folder has a file named "
            f"{erasures.FILE}, begin again with it in {settings.data}."
        )
        return
    engine = open_engine(settings)
    count = erasures.erase_again(engine, settings.data)
    click.echo(f"Erased again what was erased since the backup was made: {count}.")
