"""What the layout engine leaves out of a tagged PDF, added just before it is written.

PDF/UA-1 asks that a header cell says what it heads, that an annotation prints, and that
what stands in the margins is marked as an artifact. The engine does none of it.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Objects: TypeAlias = dict[bytes, Any]
"""The objects of a PDF by their reference. The engine's own objects have no types."""

_PRINTS: Final = 4


def finish(_document: object, pdf: Any) -> None:  # noqa: ANN401 - The engine has no types.
    """Complete the tags of `pdf` in place."""
    objects: Objects = {each.reference: each for each in pdf.objects if hasattr(each, "get")}
    streams = {each.reference: each for each in pdf.objects if hasattr(each, "stream")}
    for each in objects.values():
        if each.get("S") == "/TH":
            each["A"]["Scope"] = _scope(each, objects)
        elif each.get("Type") == "/Annot":
            each["F"] = _PRINTS
        elif each.get("Type") == "/Filespec":
            # The embedded data belongs to the whole document.
            each["AFRelationship"] = "/Data"
            pdf.catalog["AF"] = b"[" + each.reference + b"]"
    tree = objects[pdf.catalog["StructTreeRoot"]]
    for element in _outside(tree, objects):
        _make_artifact(element, pdf, objects[tree["ParentTree"]], streams, objects)


def _scope(cell: Any, objects: Objects) -> str:  # noqa: ANN401 - As above.
    """Return what a header cell heads: cells of the table's head head columns."""
    row = objects[cell["P"]]
    return "/Column" if objects[row["P"]]["S"] == "/THead" else "/Row"


def _outside(tree: Any, objects: Objects) -> Iterator[Any]:  # noqa: ANN401 - As above.
    """Yield the elements that hang on no branch of the tree: what stands in the margins."""
    inside = set()
    waiting = list(tree["K"])
    while waiting:
        reference = waiting.pop()
        if reference in inside or reference not in objects:
            continue
        inside.add(reference)
        waiting.extend(kid for kid in objects[reference].get("K", ()) if isinstance(kid, bytes))
    for reference, each in objects.items():
        if each.get("Type") == "/StructElem" and reference not in inside:
            yield each


def _make_artifact(
    element: Any,  # noqa: ANN401 - As above.
    pdf: Any,  # noqa: ANN401
    parents: Any,  # noqa: ANN401
    streams: Objects,
    objects: Objects,
) -> None:
    """Take an element out of the tags, and mark what it holds as part of the page's margin."""
    page = pdf.page_references.index(element["Pg"])
    content = streams[objects[element["Pg"]]["Contents"]].stream
    for mark in element["K"]:
        if isinstance(mark, int):
            place = _place(content, mark)
            content[place - 1 : place + 1] = ["/Artifact", "<</Type/Pagination>>"]
            parents["Nums"][2 * page + 1][mark] = b"null"
    element.free = "f"


def _place(content: list[Any], mark: int) -> int:
    """Return where in a page's content the properties of a mark stand."""
    return next(
        place
        for place, each in enumerate(content)
        if isinstance(each, dict) and each.get("MCID") == mark
    )
