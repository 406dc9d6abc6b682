"""From one database to another, row by row, and a look at every row afterwards.

A small installation begins on SQLite and may outgrow it. The new database holds the same rows,
in the same tables at the same revision; nothing is changed on the way and nothing in the old
one is touched. Then every row is read back from both, and every frozen score is computed anew.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, func, select, text, tuple_

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
            _compare(table, old, new, progress)


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


def _batches(table: Table, connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table some at a time, so that memory does not grow with them."""
    rows = connection.execution_options(yield_per=BATCH).execute(select(table))
    for batch in rows.mappings().partitions(BATCH):
        yield [dict(row) for row in batch]


def _copy(table: Table, old: Connection, new: Connection, progress: Progress) -> int:
    count = 0
    for batch in _batches(table, old):
        new.execute(table.insert(), batch)
        count += len(batch)
        progress(len(batch))
    return count


def _compare(table: Table, old: Connection, new: Connection, progress: Progress) -> None:
    count = 0
    for batch in _batches(table, old):
        arrived = _beside(table, new, batch)
        for row in batch:
            count += 1
            if arrived.get(_key(table, row)) != row:
                raise MoveError(f"Row {count} of {table.name} is not the same in both.")
        progress(len(batch))
    if new.scalar(select(func.count()).select_from(table)) != count:
        raise MoveError(f"The new database has rows in {table.name} that the old one has not.")


def _beside(
    table: Table, connection: Connection, batch: list[dict[str, Any]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the rows with the keys of a batch, by their keys."""
    wanted = tuple_(*table.primary_key).in_([_key(table, row) for row in batch])
    rows = connection.execute(select(table).where(wanted)).mappings()
    return {_key(table, row): row for row in map(dict, rows)}


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


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
