"""What a screen reader says of a page, in the order in which it says it.

It is read off the accessibility tree that Chromium hands to screen readers, node by node: what
something is, its name, its state, and what describes it. The wording is that of no one reader in
particular; `transcripts/` holds what was heard, and was read by a person.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Page

Node = Mapping[str, Any]

SAID = {
    "banner": "banner", "navigation": "navigation", "main": "main part",
    "contentinfo": "foot", "region": "region", "form": "form", "heading": "heading",
    "link": "link", "button": "button", "radio": "radio button", "checkbox": "checkbox",
    "textbox": "edit", "combobox": "list to choose from", "DisclosureTriangle": "button that opens",
    "group": "group", "radiogroup": "group", "alert": "alert", "status": "status", "img": "picture",
    "image": "picture", "list": "list", "table": "table", "dialog": "dialog",
    "article": "article", "complementary": "beside", "Date": "date", "columnheader": "column",
    "rowheader": "row", "cell": "cell", "figure": "figure",
}  # fmt: skip
# Their name is made from the words inside, which are not said again.
WHOLE = {
    "heading", "link", "button", "radio", "checkbox", "textbox", "combobox", "DisclosureTriangle",
    "img", "image", "Date", "columnheader", "rowheader", "cell",
}  # fmt: skip
SILENT_WITHOUT_A_NAME = {"region", "form", "group", "complementary", "figure"}
WORDS, MARK = "StaticText", "ListMarker"
ITEM = "\N{BULLET}"


def transcript(page: Page, *, within: str = "body") -> str:
    """Give all that is said from the top to the end, a line for each stop."""
    return "\n".join(_clean(_Reader(page, within).lines())) + "\n"


class Stop(str):
    """A line of its own, which no words are put to."""

    __slots__ = ()


class _Reader:
    def __init__(self, page: Page, within: str) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Accessibility.enable")
        session.send("DOM.enable")
        found = session.send("Accessibility.getFullAXTree")["nodes"]
        self.nodes = {one["nodeId"]: one for one in found}
        root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        chosen = session.send("DOM.querySelector", {"nodeId": root, "selector": within})["nodeId"]
        there = session.send("DOM.describeNode", {"nodeId": chosen})["node"]["backendNodeId"]
        self.title = page.title()
        self.start = next(one for one in found if one.get("backendDOMNodeId") == there)

    def lines(self) -> Iterator[str]:
        """Say what the window is called, then the chosen part."""
        yield Stop(f"page, “{self.title}”")
        yield from self._say(self.start)

    def _say(self, node: Node) -> Iterator[str]:
        role = _value(node, "role")
        if node.get("ignored") or role not in SAID:
            if role == WORDS and not node.get("ignored"):
                yield _value(node, "name")
            elif role == MARK:
                return
            elif role == "listitem":
                yield ITEM
                yield from self._inside(node)
            else:
                yield from self._inside(node)
            return
        name = _value(node, "name")
        if name or role not in SILENT_WITHOUT_A_NAME:
            yield Stop(", ".join([*self._what(node, role), *_state(node), *_described(node)]))
        if role not in WHOLE:
            yield from self._inside(node)
            if role in {"group", "radiogroup"} and name:
                yield Stop("end of group")
        elif role == "cell":
            # Links inside a cell are stops of their own.
            yield from (line for line in self._inside(node) if isinstance(line, Stop))

    def _what(self, node: Node, role: str) -> list[str]:
        name = _value(node, "name")
        what = SAID[role]
        if role == "heading":
            what = f"heading {_properties(node).get('level')}"
        if role == "list":
            what = f"list of {sum(1 for _ in self._items(node))}"
        return [what, f"“{name}”"] if name else [what]

    def _items(self, node: Node) -> Iterator[Node]:
        for child in self._children(node):
            if _value(child, "role") == "listitem" and not child.get("ignored"):
                yield child
            elif child.get("ignored"):
                yield from self._items(child)

    def _inside(self, node: Node) -> Iterator[str]:
        for child in self._children(node):
            yield from self._say(child)

    def _children(self, node: Node) -> list[Node]:
        return [self.nodes[one] for one in node.get("childIds", []) if one in self.nodes]


def _value(node: Node, what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())


def _properties(node: Node) -> dict[str, Any]:
    return {one["name"]: one["value"].get("value") for one in node.get("properties", [])}


def _state(node: Node) -> Iterator[str]:
    """Say what holds of it now."""
    has = _properties(node)
    if "checked" in has:
        yield {"true": "chosen", "mixed": "partly chosen"}.get(str(has["checked"]), "not chosen")
    if "expanded" in has and _value(node, "role") != "combobox":
        yield "open" if has["expanded"] else "closed"
    if has.get("invalid") not in {None, "false"}:
        yield "not valid"
    for name in ("required", "disabled", "focused"):
        if has.get(name) and (name != "focused" or _value(node, "role") != "RootWebArea"):
            yield name
    value = _value(node, "value")
    if value and _value(node, "role") in {"textbox", "combobox", "Date"}:
        yield f"“{value}”"


def _described(node: Node) -> Iterator[str]:
    description = _value(node, "description")
    if description:
        yield f"described by “{description}”"


def _clean(lines: Iterator[str]) -> Iterator[str]:
    """Put words that stand side by side into one line, and a bullet before what it belongs to."""
    waiting: list[str] = []
    for line in lines:
        stop = isinstance(line, Stop)
        if line == ITEM or (stop and waiting != [ITEM]):
            if waiting not in ([], [ITEM]):
                yield " ".join(waiting)
            waiting = []
        if stop:
            yield " ".join([*waiting, line])
            waiting = []
        elif line:
            waiting.append(line)
    if waiting:
        yield " ".join(waiting)
