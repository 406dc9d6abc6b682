"""What Alembic runs: migrate over the connection it is given, or open one from the settings."""

from typing import TYPE_CHECKING

from alembic import context
from sqlalchemy import Connection

from readiness.db import make_engine
from readiness.models import Base
from readiness.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite changes a table by making it anew.
        render_as_batch=True,
        compare_type=True,
        on_version_apply=_tell,
    )
    with context.begin_transaction():
        context.run_migrations()


def _tell(*_: object, **__: object) -> None:
    """Tell whoever waits that one more revision is done."""
    tell: Callable[[int], object] | None = context.config.attributes.get("progress")
    if tell is not None:
        tell(1)


def _main() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    ini = dict(context.config.file_config.items("app:main", raw=True))
    engine = make_engine(Settings.read(ini))
    with engine.connect() as connection:
        _run(connection)
        connection.commit()
    engine.dispose()


_main()
