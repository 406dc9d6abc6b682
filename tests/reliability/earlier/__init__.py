"""Rows as earlier versions of the service left them, one file for each version that was out.

A file is named after the revision of its database. It holds the sample organizations as that
version loaded them, as rows by table, in an order in which they can be put in. A new version
that changes the tables adds a file; none is ever changed.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, Engine

from readiness.migrations import run
from readiness.security.tokens import hash_token

FILES = {path.stem: path for path in Path(__file__).parent.glob("*.json")}


def load(engine: Engine, revision: str) -> dict[str, list[dict[str, Any]]]:
    """Make the tables of a revision and put that version's rows into them; return the rows."""
    rows: dict[str, list[dict[str, Any]]] = json.loads(FILES[revision].read_text())
    with engine.begin() as connection:
        _upgrade(connection, revision)
        metadata = sa.MetaData()
        for name, found in rows.items():
            table = sa.Table(name, metadata, autoload_with=connection)
            connection.execute(table.insert(), [_read(table, row) for row in found])
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text("SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 100)")
            )
    return rows


def sign_in(engine: Engine, token: str, moment: dt.datetime) -> None:
    """Make the one session of those rows one of a browser, begun and last seen at a moment."""
    with engine.begin() as connection:
        table = sa.Table("auth_session", sa.MetaData(), autoload_with=connection)
        at = {
            name: moment if table.c[name].type.timezone else moment.replace(tzinfo=None)
            for name in ("created_at", "last_seen_at")
        }
        connection.execute(table.update().values(token_hash=hash_token(token), **at))


def _upgrade(connection: Connection, revision: str) -> None:
    config = run.config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _read(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Turn SQLite's own writing of times, truths and JSON into values."""
    return {name: _value(table.c[name].type, text) for name, text in row.items()}


def _value(kind: Any, text: Any) -> Any:
    if text is None:
        return None
    if isinstance(kind, sa.DateTime):
        moment = dt.datetime.fromisoformat(text)
        # SQLite's column keeps no zone; PostgreSQL's wants one.
        return moment.replace(tzinfo=dt.UTC) if kind.timezone else moment
    if isinstance(kind, sa.Boolean):
        return bool(text)
    if isinstance(kind, sa.JSON):
        return json.loads(text)
    return text
