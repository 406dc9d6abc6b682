"""From one database to another, row by row, and a look at every row afterwards.

A small installation begins on SQLite and may outgrow it. The new database holds the same rows,
in the same tables at the same revision; nothing is changed on the way and nothing in the old
one is touched. Then every row is read back from both, and every frozen score is computed anew.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, func, select, text

from instruments import catalogue, snapshot
from instruments.scoring import score
from instruments.snapshot import Result
from readiness.db import reading
from readiness.migrations import run
from readiness.models import Base, Snapshot

BATCH: Final = 500
"""Rows that travel together."""

Progress = Callable[[int], object]
"""Told how many more rows have been dealt with."""


class MoveError(Exception):
    """The rows cannot be moved, or did not arrive; the message says what to do."""


def count_rows(source: Engine) -> int:
    """Say how many rows there are; 0 before the first migration."""
    if run.current(source) is None:
        return 0
    with reading(source).connect() as old:
        counts = (old.scalar(select(func.count()).select_from(table)) for table in _tables())
        return sum(count or 0 for count in counts)


def move(source: Engine, target: Engine, progress: Progress) -> dict[str, int]:
    """Copy every row into an empty database; return how many, by table.

    The target is migrated first. All rows arrive in one transaction, or none do.
    Raises `MoveError`.
    """
    if run.current(source) != run.head():
        raise MoveError("The database is not up to date. Run: readiness migrate")
    if run.current(target) is not None:
        raise MoveError("The new database is not empty. Make a new one and name it instead.")
    run.upgrade(target)
    with reading(source).connect() as old, target.begin() as new:
        # What the migrations put there themselves comes along from the old database.
        for table in reversed(_tables()):
            new.execute(table.delete())
        counts = {table.name: _copy(table, old, new, progress) for table in _tables()}
        _count_on(new)
    return counts


def compare(source: Engine, target: Engine, progress: Progress) -> None:
    """Read every row back from both and compare them; raises `MoveError` at a difference."""
    with reading(source).connect() as old, reading(target).connect() as new:
        for table in _tables():
            for number, (one, other) in enumerate(_side_by_side(table, old, new), 1):
                if one != other:
                    raise MoveError(f"Row {number} of {table.name} is not the same in both.")
                progress(1)


def compare_scores(target: Engine) -> int:
    """Compute every frozen score anew; return how many. Raises `MoveError` at a difference."""
    count = 0
    every = select(Snapshot.id, Snapshot.content, Snapshot.sha256)
    with (
        reading(target).connect() as new,
        new.execution_options(yield_per=BATCH).execute(every) as rows,
    ):
        for row in rows:
            value = snapshot.from_json(row.content)
            if snapshot.sha256_of(value) != row.sha256:
                raise MoveError(f"Snapshot {row.id} is not what was frozen.")
            count += sum(_same_score(row.id, one) for one in (value.formative, value.evaluability))
    return count


def _same_score(name: str, result: Result | None) -> int:
    """Compute one result's scores anew; 1 when there is one."""
    if result is None:
        return 0
    instrument = catalogue.find(result.instrument, result.version)
    rules = catalogue.rules(result.rules_version)
    if score(instrument, result.answers, rules) != result.scorecard:
        raise MoveError(f"Snapshot {name} does not give the same scores.")
    return 1


def _tables() -> list[Table]:
    """Return the tables so that rows come after those they name."""
    return list(Base.metadata.sorted_tables)


def _copy(table: Table, old: Connection, new: Connection, progress: Progress) -> int:
    count = 0
    rows = old.execution_options(yield_per=BATCH).execute(select(table))
    for batch in rows.mappings().partitions(BATCH):
        new.execute(table.insert(), [dict(row) for row in batch])
        count += len(batch)
        progress(len(batch))
    return count


def _side_by_side(
    table: Table, old: Connection, new: Connection
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Pair the rows by their key: what only one has, stands beside None."""
    ones, others = _by_key(table, old), _by_key(table, new)
    for key in dict.fromkeys((*ones, *others)):
        yield ones.get(key), others.get(key)


def _by_key(table: Table, connection: Connection) -> dict[tuple[Any, ...], dict[str, Any]]:
    keys = [column.name for column in table.primary_key]
    rows = connection.execute(select(table)).mappings()
    return {tuple(row[key] for key in keys): dict(row) for row in rows}


def _count_on(new: Connection) -> None:
    """Let PostgreSQL number new rows after those that came with a number."""
    if new.dialect.name != "postgresql":
        return
    for table in _tables():
        for column in table.primary_key:
            # The counter of a column, where it has one.
            name = new.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            )
            if name is not None:
                last = new.scalar(select(func.max(column)))
                if last is not None:
                    new.execute(
                        text("SELECT setval(CAST(:name AS regclass), :last)"),
                        {"name": name, "last": last},
                    )
