"""`readiness check`: says what is wrong with catalogue and answers files."""

from pathlib import Path

import click

from instruments import catalogue, checking
from readiness.commands._input import refuse


@click.command
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--hashes", is_flag=True, help="Print the content hash of every version.")
def command(path: Path | None, *, hashes: bool) -> None:
    """Check a catalogue folder, or one catalogue or answers file.

    Without PATH it checks the catalogue of this installation. Every problem is printed
    with its file, line and place, and what to do.
    """
    where = path or catalogue.PATH
    checked = checking.check(where)
    if checked.problems:
        refuse(checked.problems)
    if hashes:
        for line in checking.hashes(where):
            click.echo(line)
        return
    count = len(checked.files)
    click.echo(f"{count} {'file' if count == 1 else 'files'} checked. Nothing is wrong.")
