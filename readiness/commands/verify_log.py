"""`readiness verify-log`: says whether the log of events is still as it was written."""

from pathlib import Path

import click

from readiness.commands._progress import bar
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.services.verifying import count, verify


@click.command
@ini_option
@click.option("--noted", default="", help="A hash that an earlier run printed.")
def command(ini: Path | None, noted: str) -> None:
    """Read the whole log and say whether anything in it was changed.

    Keep the printed hash away from this machine, and give it to a later run with --noted:
    only so can it tell when the newest events have been cut off.
    """
    engine = open_engine(read_settings(ini))
    with bar("Reading", count(engine)) as more:
        finding = verify(engine, noted=noted.strip().lower(), progress=more)
    if finding.problem:
        raise click.ClickException(
            f"{finding.problem} {finding.count} events before it are whole. "
            "Compare with a backup (readiness restore) to see what was there."
        )
    click.echo(f"The log is whole: {finding.count} events.")
    click.echo(f"Its last hash, to be noted elsewhere: {finding.last}")
