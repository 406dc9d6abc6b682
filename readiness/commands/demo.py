"""`readiness demo`: loads the sample organizations into a developer's database."""

from pathlib import Path

import click

from readiness import demo
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.migrations import run
from readiness.security.passwords import Passwords
from readiness.settings import Settings


@click.command
@ini_option
def command(ini: Path | None) -> None:
    """Load the sample organizations, for development only."""
    settings = read_settings(ini, **{"readiness.mode": "development"})
    if not settings.development:
        raise click.ClickException("The samples are for development: their password is public.")
    click.echo(load(settings))


def load(settings: Settings) -> str:
    """Migrate, load the samples unless they are there, and say what was done."""
    engine = open_engine(settings)
    run.upgrade(engine)
    if demo.loaded(engine):
        return "The samples are loaded already."
    demo.load(engine, Passwords(settings))
    return f"The samples are loaded. Every sample person's password is {demo.PASSWORD}."
