"""`readiness read-only`: lets the service only read for a while, or write again."""

from pathlib import Path

import click

from readiness import read_only
from readiness.commands._settings import ini_option, read_settings


@click.command
@click.argument("state", type=click.Choice(["on", "off"]))
@ini_option
def command(state: str, ini: Path | None) -> None:
    """Turn read-only on or off. A restore turns it on; look first, then turn it off."""
    data = read_settings(ini).data
    if state == "on":
        read_only.turn_on(data)
        click.echo("The service only reads now.")
    else:
        read_only.turn_off(data)
        click.echo("The service writes again.")
