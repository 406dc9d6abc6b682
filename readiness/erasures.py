"""What has been erased stays erased: a list of it outlives the database.

A backup still holds what was deleted since it was made. So each deletion leaves the hash of an
id in a file of the data folder, beside the database and not in it, and whoever restores a
backup deletes those rows again. The file names nobody: an id is random, and only its hash
stands there.
"""

import datetime as dt
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, column, delete, select, table

FILE: Final = "erased"
TABLES: Final = {"organization": "organization", "person": "app_user"}
"""What can be erased, and the table whose row takes all the rest along."""


def note(data: Path, kind: str, ids: Iterable[str], *, today: dt.date) -> None:
    """Write down that these were erased, so that it is on the disk when this returns."""
    lines = "".join(f"{today.isoformat()} {kind} {_hashed(one)}\n" for one in ids)
    if not lines:
        return
    data.mkdir(parents=True, exist_ok=True)
    place = os.open(data / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(place, lines.encode())
        os.fsync(place)
    finally:
        os.close(place)


def noted(data: Path) -> set[tuple[str, str]]:
    """Return what was erased: kind and hash. Lines that are none are passed over."""
    try:
        lines = (data / FILE).read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return set()
    parts = (line.split() for line in lines)
    return {(part[1], part[2]) for part in parts if len(part) == 3 and part[1] in TABLES}  # noqa: PLR2004


def erase_again(engine: Engine, data: Path) -> int:
    """Delete what a restored database should no longer hold; return how many rows.

    Works on the tables of any version: it asks for nothing but ids.
    """
    erased = noted(data)
    count = 0
    with engine.begin() as connection:
        for kind, name in TABLES.items():
            rows = table(name, column("id"))
            ids = [
                one
                for one in connection.execute(select(rows.c.id)).scalars()
                if (kind, _hashed(one)) in erased
            ]
            for one in ids:
                connection.execute(delete(rows).where(rows.c.id == one))
            count += len(ids)
    return count


def _hashed(name: str) -> str:
    return sha256(name.encode()).hexdigest()
