"""Style sheet and script: cached for a year under an address that changes with them."""

import hashlib
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyramid.config import Configurator

FOLDER: Final = Path(__file__).parent / "static"
YEAR: Final = 365 * 24 * 3600


@cache
def fingerprint(name: str) -> str:
    """Return a short hash of a file's content."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


class ByContent:
    """Adds the fingerprint to the address of a static file."""

    def __call__(
        self, _request: object, subpath: str, values: MutableMapping[str, Any]
    ) -> tuple[str, MutableMapping[str, Any]]:
        """Return the path and the query of the file's address."""
        if (FOLDER / subpath).is_file():
            values["_query"] = {"v": fingerprint(subpath)}
        return subpath, values


def includeme(config: Configurator) -> None:
    """Serve the folder `static`."""
    config.add_static_view("static", "readiness:static", cache_max_age=YEAR)
    config.add_cache_buster("readiness:static", ByContent())
