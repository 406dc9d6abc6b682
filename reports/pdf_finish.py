"""What the layout engine leaves out of a tagged PDF, added just before it is written.

PDF/UA-1 asks that a header cell says what it heads, that an annotation prints, and that
what stands in the margins is marked as an artifact. The engine does none of it.
"""

from collections.abc import Iterator
from typing import Any, Final

_COLUMN: Final = "/Column"
_ROW: Final = "/Row"
_PRINTS: Final = 4


def finish(_document: object, pdf: Any) -> None:  # noqa: ANN401 - The engine has no types.
    """Complete the tags of `pdf` in place."""
    by_reference = {item.reference: item for item in pdf.objects if item.number}
    for item in _dictionaries(pdf):
        if item.get("S") == "/TH":
            item["A"]["Scope"] = _scope(item, by_reference)
        elif item.get("Type") == "/Annot":
            item["F"] = _PRINTS
        elif item.get("Type") == "/Filespec":
            # The embedded data belongs to the whole document.
            item["AFRelationship"] = "/Data"
            pdf.catalog["AF"] = _array(item)


def _dictionaries(pdf: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - As above.
    return (item for item in pdf.objects if isinstance(item, dict))


def _array(item: Any) -> bytes:  # noqa: ANN401 - As above.
    return b"[" + bytes(item.reference) + b"]"


def _scope(cell: Any, by_reference: dict[bytes, Any]) -> str:  # noqa: ANN401 - As above.
    """Return what a header cell heads: cells of the table's head head columns."""
    row = by_reference[cell["P"]]
    return _COLUMN if by_reference[row["P"]]["S"] == "/THead" else _ROW
