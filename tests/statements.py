"""Counts what a piece of code asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

ASKS_NOTHING = ("BEGIN", "PRAGMA", "SELECT set_config", "SET LOCAL", "SELECT pg_advisory")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that ran meanwhile, without those that begin a transaction or only lock."""
    found: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        if not statement.startswith(ASKS_NOTHING):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
