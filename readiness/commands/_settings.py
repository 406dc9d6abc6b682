"""The settings and the database of the commands that touch the service's data."""

import configparser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import Engine

from readiness.db import make_engine
from readiness.settings import Settings, SettingsError

ini_option: Final[Callable[..., Any]] = click.option(
    "--ini",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read settings from this file; READINESS_* in the environment wins.",
)


def read_ini(path: Path | None) -> dict[str, str]:
    """Return the settings of an ini file's [app:main]."""
    if path is None:
        return {}
    parser = configparser.RawConfigParser()
    try:
        parser.read(path, encoding="utf-8")
        return dict(parser.items("app:main"))
    except (configparser.Error, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} is no ini file with a part [app:main].") from error


def read_settings(path: Path | None, **defaults: str) -> Settings:
    """Return the settings, or end with the message that says what is wrong with them."""
    ini: Mapping[str, str] = {**defaults, **read_ini(path)}
    try:
        return Settings.read(ini)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def open_engine(settings: Settings) -> Engine:
    """Return the engine of the database; its connections are closed when the command ends."""
    engine = make_engine(settings)
    click.get_current_context().call_on_close(engine.dispose)
    return engine
