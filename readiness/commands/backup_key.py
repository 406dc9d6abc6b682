"""`readiness backup-key`: makes the key that opens sealed backups."""

from pathlib import Path

import click

from readiness.sealing import KeyFileError, new_key


@click.command
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write a new key to FILE and say what the settings need of it."""
    try:
        public = new_key(file)
    except KeyFileError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Set READINESS_BACKUP_RECIPIENT={public}")
    click.echo(
        f"Move {file} away from the server, and keep two copies: no backup opens without it."
    )
