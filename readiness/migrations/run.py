"""Bring a database to the present tables, and tell whether it is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

FOLDER: Final = Path(__file__).parent
LOCK: Final = 7_346_543
"""Any number that no other program on the same server locks."""


def config() -> Config:
    """Return Alembic's configuration, made here so that no ini file is needed."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def upgrade(engine: Engine, progress: Callable[[int], object] | None = None) -> None:
    """Migrate to the newest revision in one transaction: all of it or nothing.

    `progress` is told of each revision.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # One migration at a time, for as long as it takes.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        made = config()
        made.attributes["connection"] = connection
        made.attributes["progress"] = progress
        command.upgrade(made, "head")


def current(engine: Engine) -> str | None:
    """Return the database's revision; None for an empty database."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def ahead(engine: Engine) -> int:
    """Say how many revisions there are from the database's to the newest."""
    here = current(engine) or "base"
    script = ScriptDirectory.from_config(config())
    return sum(one.revision != here for one in script.iterate_revisions("head", here))


def head() -> str | None:
    """Return the newest revision."""
    return ScriptDirectory.from_config(config()).get_current_head()
