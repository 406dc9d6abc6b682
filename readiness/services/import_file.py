"""Opening a copy of an organization that somebody brought: nothing in it is believed.

Only one member of the ZIP is read, in pieces and up to a limit, and nothing is ever unpacked to
the disk. A file that is not what an export writes is refused as a whole, in plain words.
"""

import json
import stat
import zlib
from pathlib import Path, PurePosixPath
from typing import Any, Final, NoReturn
from zipfile import BadZipFile, ZipFile, ZipInfo

from readiness.services.export_scope import TAKEN
from readiness.services.exporting import DATA, FORMAT

MEGABYTE: Final = 2**20
LARGEST_FILE: Final = 500 * MEGABYTE
LARGEST_DATA: Final = 50 * MEGABYTE
MOST_MEMBERS: Final = 5_000
HIGHEST_RATIO: Final = 100
SMALL: Final = MEGABYTE
"""Below this size nobody minds how well something was packed."""
MOST_ROWS: Final = 200_000
DEEPEST: Final = 20

BROKEN: Final = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)
"""What the standard library raises for a file that is damaged, or was made to look like one."""

Row = dict[str, Any]
Tables = dict[str, list[Row]]


class ImportRefusedError(Exception):
    """The file cannot be taken in; the message says where, and what is wrong."""


def refuse(where: str, what: str) -> NoReturn:
    """Refuse the file."""
    raise ImportRefusedError(f"{where}: {what}")


def read(path: Path) -> Tables:
    """Return the rows of a copy, by table; raises `ImportRefusedError`."""
    if path.stat().st_size > LARGEST_FILE:
        refuse(path.name, "it is larger than 500 MB.")
    try:
        with ZipFile(path) as file:
            member = _checked(file, path.name)
            raw = _unpacked(file, member)
    except BROKEN as error:
        raise ImportRefusedError(f"{path.name}: it is no whole ZIP file.") from error
    return _tables(_parsed(raw))


def _checked(file: ZipFile, name: str) -> ZipInfo:
    members = file.infolist()
    if len(members) > MOST_MEMBERS:
        refuse(name, f"it holds more than {MOST_MEMBERS} files.")
    for member in members:
        _check_member(member, name)
    found = [member for member in members if member.filename == DATA]
    if len(found) != 1:
        refuse(name, f"it is no copy made here: there is {len(found) or 'no'} {DATA} in it.")
    if found[0].file_size > LARGEST_DATA:
        refuse(f"{name}, {DATA}", "it is larger than 50 MB.")
    return found[0]


def _check_member(member: ZipInfo, name: str) -> None:
    path = PurePosixPath(member.filename)
    odd = "\\" in member.filename or ":" in member.filename or "\x00" in member.orig_filename
    if path.is_absolute() or ".." in path.parts or odd:
        refuse(name, "a file in it names a place outside of it.")
    if stat.S_ISLNK(member.external_attr >> 16):
        refuse(name, "a file in it is a link.")
    if member.flag_bits & 1:
        refuse(name, "it is locked with a password.")
    if member.file_size > SMALL and member.file_size > HIGHEST_RATIO * member.compress_size:
        refuse(name, "a file in it is packed more tightly than any copy made here.")


def _unpacked(file: ZipFile, member: ZipInfo) -> bytes:
    with file.open(member) as data:
        # What the list of contents says of sizes need not be true.
        raw = data.read(LARGEST_DATA + 1)
    if len(raw) > LARGEST_DATA:
        refuse(DATA, "it is larger than 50 MB.")
    return raw


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 -- whatever the file holds
    try:
        content = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except ImportRefusedError:
        raise
    except RecursionError:
        refuse(DATA, "it is nested too deeply.")
    except ValueError as error:
        raise ImportRefusedError(f"{DATA}: it is not JSON in UTF-8.") from error
    _check_depth(content)
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        refuse(DATA, "a name stands twice in one group.")
    return made


def _no_number(text: str) -> NoReturn:
    refuse(DATA, f"{text} is no number.")


def _check_depth(content: object) -> None:
    level: list[Any] = [content] if isinstance(content, dict | list) else []
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            refuse(DATA, "it is nested too deeply.")
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]


def _tables(content: Any) -> Tables:  # noqa: ANN401 -- whatever the file holds
    if not isinstance(content, dict) or not isinstance(content.get("tables"), dict):
        refuse(DATA, "it is no copy made here.")
    if content.get("format") != FORMAT:
        refuse(DATA, f"it is of another version than {FORMAT}. Bring this installation up to date.")
    tables: dict[str, Any] = content["tables"]
    unknown = sorted(set(tables) - set(TAKEN))
    if unknown:
        refuse(DATA, f"this installation knows no {unknown[0][:40]!r}. Bring it up to date.")
    count = 0
    for name, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            refuse(f"{DATA}, {name}", "it is no list of rows.")
        count += len(rows)
    if count > MOST_ROWS:
        refuse(DATA, f"it holds more than {MOST_ROWS} rows.")
    return {name: tables.get(name, []) for name, taken in TAKEN.items() if taken.imported}
