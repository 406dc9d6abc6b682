"""Adding columns to tables that hold rows, the same way on both databases.

SQLite changes a table by making it anew and dropping the old one, and dropping a table that
others refer to deletes their rows. So nothing is ever made anew: a column is added with its
checks beside it, which both databases can do in place.
"""

from collections.abc import Iterable

from alembic import op


def add_choice(
    table: str, column: str, values: Iterable[str], *, default: str | None = None
) -> None:
    """Add a text column that takes only `values`; without a default it may be empty."""
    allowed = ", ".join(f"'{value}'" for value in values)
    rest = f"DEFAULT '{default}' NOT NULL " if default is not None else ""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(40) {rest}"
        f"CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({allowed}))"
    )


def add_reference(table: str, column: str, target: str, *, ondelete: str = "SET NULL") -> None:
    """Add a text column that names a row of `target`, empty at first."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} TEXT "
        f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id) ON DELETE {ondelete}"
    )


def add_count(table: str, column: str, *, default: int, least: int) -> None:
    """Add a whole number that is never below `least`."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER DEFAULT {default} NOT NULL "
        f"CONSTRAINT ck_{table}_{column} CHECK ({column} >= {least})"
    )
