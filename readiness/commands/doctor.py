"""`readiness doctor`: looks at everything the service stands on and says what to do."""

from pathlib import Path

import click

from readiness.commands._settings import ini_option, read_settings
from readiness.examination import examine
from readiness.findings import Finding, State

SIGNS = {State.FINE: "fine", State.LOOK: "look", State.WRONG: "WRONG"}


@click.command
@ini_option
@click.option("--production", is_flag=True, help="Also ask for what a production server needs.")
def command(ini: Path | None, *, production: bool) -> None:
    """Say what is right, what to look at, and what is wrong, each with what to do.

    Exits with 1 when something is wrong.
    """
    findings = list(examine(read_settings(ini), production=production))
    for finding in findings:
        click.echo(_line(finding))
    wrong = sum(finding.state is State.WRONG for finding in findings)
    look = sum(finding.state is State.LOOK for finding in findings)
    if wrong:
        click.echo(f"{wrong} to mend.")
    else:
        click.echo("Nothing is wrong." if look else "Everything is in order.")
    if wrong:
        raise SystemExit(1)


def _line(finding: Finding) -> str:
    text = f"{SIGNS[finding.state]:>5}  {finding.name}: {finding.what}"
    return f"{text} {finding.todo}" if finding.todo else text
