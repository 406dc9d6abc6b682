"""Under which licences the pinned packages stand, and the list of parts of a release (V21).

    python -m tests.security.packages              writes docs/licences.md
    python -m tests.security.packages --sbom FILE  puts the licences into a CycloneDX file

A package says its licence in its metadata, in one of three ways. What says nothing, or only
"BSD-like", was looked up by hand and stands in `LOOKED_UP`. A package that is not on the list
of what is allowed stops the command, and the test.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "licences.md"
RUNS: Final = "requirements.txt"
TESTS: Final = "requirements-dev.txt"

ALLOWED: Final = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Modification", "CC0-1.0"}
    | {"ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0", "OFL-1.1"}
    | {"PSF-2.0", "ZPL-2.1", "Zlib"}
)
"""SPDX ids. Those of the LGPL and the MPL hold for the packages themselves, which are used as
they are."""

ONLY_IN_TESTS: Final = frozenset({"AGPL-3.0-only"})
"""Allowed for what no installation of the service holds."""

REPOZE: Final = (
    *("chameleon", "colander", "deform", "peppercorn", "pyramid", "pyramid-jinja2"),
    *("pyramid-tm", "translationstring", "venusian"),
)
"""They say "BSD-derived": the Repoze licence, the three clauses and one on marks."""

LOOKED_UP: Final = {
    **dict.fromkeys(REPOZE, "BSD-3-Clause-Modification"),
    # Say nothing that a program could read; their files named LICENSE do.
    "axe-playwright-python": "MIT",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "cssselect2": "BSD-3-Clause",
    "huey": "MIT",
    "legacy-cgi": "PSF-2.0",
    "pyrage": "MIT",
    "tzdata": "Apache-2.0",
    # Several may be chosen from.
    "pyphen": "LGPL-2.1-or-later OR MPL-1.1",
    # Used for tests alone, where their source is not passed on.
    **dict.fromkeys(("pymupdf", "pymupdf4llm", "pymupdf-layout"), "AGPL-3.0-only"),
}

CLASSIFIERS: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Zope Public License": "ZPL-2.1",
}
WORDS: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "ZPL 2.1": "ZPL-2.1",
}

HEAD: Final = """\
# Licences

Every package that is pinned, and the licence it stands under. Made by `make licences`; a test
compares it with the pinned files.

## What the service runs on

| package | version | licence |
| --- | --- | --- |
"""
MIDDLE: Final = """
## What only the tests use

No installation holds these.

| package | version | licence |
| --- | --- | --- |
"""


def locked(file: str) -> dict[str, str]:
    """Give the pinned packages of a file: name, and version or versions."""
    found: dict[str, str] = {}
    for name, version in re.findall(
        r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)", (ROOT / file).read_text(), re.MULTILINE
    ):
        found[name] = f"{found[name]}, {version}" if name in found else version
    return found


def licence(name: str) -> str:
    """Give a package's licence as SPDX expression; empty when nobody knows."""
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    expression = said.get("License-Expression")
    if expression:
        return str(expression)
    words = (said.get("License") or "").strip()
    if words in ALLOWED or words in WORDS:
        return WORDS.get(words, words)
    classes = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or []]
    known = [CLASSIFIERS[one] for one in classes if one in CLASSIFIERS]
    return " AND ".join(known)


def allowed(expression: str, *, in_tests: bool = False) -> bool:
    """Whether an SPDX expression lets us use a package: one of several, or all together."""
    ids = ALLOWED | ONLY_IN_TESTS if in_tests else ALLOWED
    return any(
        all(part.strip() in ids for part in choice.split(" AND "))
        for choice in expression.strip("()").split(" OR ")
    )


def refused() -> list[str]:
    """Give the pinned packages whose licence is unknown or not allowed."""
    runs = locked(RUNS)
    return [
        f"{name}: {licence(name) or 'unknown'}"
        for name in (runs | locked(TESTS))
        if not allowed(licence(name), in_tests=name not in runs)
    ]


def page() -> str:
    """Write the page."""
    runs, tests = locked(RUNS), locked(TESTS)
    only = {name: version for name, version in tests.items() if name not in runs}
    return HEAD + _rows(runs) + MIDDLE + _rows(only)


def _rows(packages: dict[str, str]) -> str:
    return "".join(
        f"| {name} | {version} | {licence(name)} |\n" for name, version in sorted(packages.items())
    )


def add_licences(bom: dict[str, object]) -> None:
    """Put the licences into a list of parts that was made from a pinned file."""
    for part in bom["components"]:
        found = licence(part["name"])
        choice = {"expression": found} if " " in found else {"license": {"id": found}}
        part["licenses"] = [choice]
        # The line it was read from, with all its hashes once more.
        part.pop("description", None)


def main(arguments: list[str]) -> int:
    """Write what was asked for; 1 when a licence is not allowed."""
    wrong = refused()
    for line in wrong:
        sys.stderr.write(f"{line}: look it up, and decide.\n")
    match arguments:
        case []:
            PAGE.write_text(page(), encoding="utf-8")
        case ["--sbom", name]:
            bom = json.loads(Path(name).read_text(encoding="utf-8"))
            add_licences(bom)
            Path(name).write_text(json.dumps(bom, indent=2) + "\n", encoding="utf-8")
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
