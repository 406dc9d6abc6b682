"""Finds instruments, selections, profiles, lessons and rules by id and version.

Everything is read once per process. Published versions never change: a change of
content is a new file with the next number.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from instruments import definition
from instruments.model import Instrument, Lessons, Profile, Selection

if TYPE_CHECKING:
    from instruments.rules import Rules

PATH: Final = Path(__file__).with_name("catalogue")
"""The folder that holds the content."""

INSTRUMENTS: Final = ("formative", "evaluability")
"""What can be taken, in the order in which it is answered."""
SELECTIONS: Final = ("quick-screen", "pulse")
"""Short questionnaires made of the items of another one."""


class NotInCatalogueError(KeyError):
    """There is no such id or version in the catalogue."""

    def __str__(self) -> str:
        """Return the message without the quotes of a KeyError."""
        return str(self.args[0])


def find(instrument: str, version: int | None = None) -> Instrument:
    """Return an instrument: "formative" or "evaluability"; the newest without a version."""
    return _instrument(_file(instrument, version, INSTRUMENTS))


def selection(name: str, version: int | None = None) -> Selection:
    """Return "quick-screen" or "pulse"; the newest without a version."""
    return _selection(_file(name, version, SELECTIONS))


def profile(version: int | None = None) -> Profile:
    """Return the profile questions; the newest without a version."""
    return _profile(_file("profile", version, ("profile",)))


def lessons(version: int | None = None) -> Lessons:
    """Return the next steps; the newest without a version."""
    return _lessons(_file("lessons", version, ("lessons",)))


def rules(version: int | None = None) -> "Rules":
    """Return the rules of scoring; the newest without a version."""
    return _rules(_file("rules", version, ("rules",)))


@cache
def versions(name: str) -> tuple[int, ...]:
    """Return the versions of an instrument, a selection or another numbered part, rising."""
    folder = PATH / name
    return tuple(sorted(int(path.stem) for path in folder.glob("*.yaml") if path.stem.isdigit()))


@cache
def samples() -> Mapping[str, Path]:
    """Return the sample answers files by name, such as "cedar-fork"."""
    paths = sorted((PATH / "samples").glob("*.yaml"))
    return MappingProxyType({path.stem: path for path in paths})


@cache
def _file(name: str, version: int | None, names: tuple[str, ...]) -> Path:
    if name not in names:
        raise NotInCatalogueError(f'There is no "{name}". There is: {", ".join(names)}.')
    known = versions(name)
    if version is None and known:
        version = known[-1]
    if version not in known:
        shown = ", ".join(map(str, known)) or "none"
        raise NotInCatalogueError(f'"{name}" has no version {version}. Versions: {shown}.')
    return PATH / name / f"{version}.yaml"


@cache
def _instrument(path: Path) -> Instrument:
    return definition.instrument(path)


@cache
def _selection(path: Path) -> Selection:
    return definition.selection(path)


@cache
def _profile(path: Path) -> Profile:
    return definition.profile(path)


@cache
def _lessons(path: Path) -> Lessons:
    return definition.lessons(path)


@cache
def _rules(path: Path) -> "Rules":
    # Imported late: the rules' own schema is built with the toolkit of this package.
    from instruments import rules_file  # noqa: PLC0415

    return rules_file.read(path)
