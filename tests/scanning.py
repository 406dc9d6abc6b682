"""Notes which statements of a request read a whole table, as SQLite would go about them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pyramid.threadlocal import get_current_request
from sqlalchemy import Engine, event

ASKS = ("SELECT", "UPDATE", "DELETE", "WITH")
STAYS_SMALL = {
    "outbox_job",  # A row is gone once its job is done.
    "pending_sign_up",  # A row is gone once its link was used or has run out.
}
"""Tables that do not grow with the installation."""
ALLOWED = (
    # Many tables name who did something, and each is asked once in the life of an account.
    "DELETE FROM app_user",
    # Begins with the newest, and stops at the first.
    "SELECT audit_event.hash",
)

_explained: set[str] = set()
"""Statements that were looked at: a way to the rows depends on their words alone."""


@contextmanager
def scans(engine: Engine) -> Iterator[list[str]]:
    """The statements that read a table row by row, of requests that are made meanwhile.

    Each is looked at once in a run. PostgreSQL is not asked: there a plan depends on the rows.
    """
    found: list[str] = []

    def explain(connection, _cursor, statement: str, parameters, _context, many) -> None:
        if many or statement in _explained or get_current_request() is None:
            return
        if not statement.startswith(ASKS) or statement.startswith(ALLOWED):
            return
        _explained.add(statement)
        cursor = connection.connection.cursor()
        steps = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        cursor.close()
        tables = {table for step in steps for table in re.findall(r"^SCAN ([a-z_]+)", step[3])}
        if tables - STAYS_SMALL:
            found.append(f"{', '.join(sorted(tables))}: {statement}")

    if engine.dialect.name != "sqlite":
        yield found
        return
    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)
