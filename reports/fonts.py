"""The two typefaces of the printed report, from their own packages.

A style sheet names them by a private address, "font:NAME"; no file path leaves this
module and nothing is fetched.
"""

from pathlib import Path
from typing import Final

import fontpkg_atkinson_hyperlegible
import fontpkg_literata

SCHEME: Final = "font:"
_ATKINSON: Final = Path(fontpkg_atkinson_hyperlegible.ROOT) / "files"
_LITERATA: Final = Path(fontpkg_literata.ROOT) / "files"
_FILES: Final = {
    "AtkinsonHyperlegible-Regular.ttf": _ATKINSON / "AtkinsonHyperlegible-Regular.ttf",
    "AtkinsonHyperlegible-Bold.ttf": _ATKINSON / "AtkinsonHyperlegible-Bold.ttf",
    "Literata.ttf": _LITERATA / "Literata[opsz,wght].ttf",
}


def read(address: str) -> bytes:
    """Return the font at a private address.

    Raises:
        KeyError: there is no such font, or the address is of another kind.

    """
    return _FILES[address.removeprefix(SCHEME)].read_bytes()
