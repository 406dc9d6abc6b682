"""What every page must be like, read from its HTML alone (trust.md V22).

`assert_accessible(response)` is run on each page that a functional test fetches. It
finds what axe does not: a group without its question, an error that nobody hears.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from webtest import TestResponse

TEXT_CONTROLS = ("select", "textarea", "input")
CHOICES = ("radio", "checkbox")
WITHOUT_LABEL = ("hidden", "submit", "button")
# The second is for a note to look at again, which is saved as it is.
LOOK_AGAIN = ("Error: ", "Please look again: ")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "headers")


def assert_accessible(response: TestResponse) -> BeautifulSoup:
    """Assert that a page keeps the house's rules; return it, parsed."""
    page = BeautifulSoup(response.text, "html.parser")
    found = problems(page, status=response.status_int)
    assert not found, "\n".join(found)
    return page


def problems(page: BeautifulSoup, *, status: int = 200) -> list[str]:
    """Return every rule the page breaks, in words; an empty list when it keeps all."""
    return [
        problem
        for check in (
            _language_and_title,
            _headings,
            _ids,
            _labels,
            _groups,
            _hidden_from_nobody,
            _nothing_inline,
            _nothing_foreign,
            _first_stops,
        )
        for problem in check(page)
    ] + list(_errors(page, status))


def _language_and_title(page: BeautifulSoup) -> Iterator[str]:
    if not page.html or page.html.get("lang") != "en":
        yield "the page does not say its language"
    if not page.title or not page.title.get_text(strip=True):
        yield "the page has no title"
    elif "traffick" in page.title.get_text().lower():
        yield "the title is not neutral"


def _headings(page: BeautifulSoup) -> Iterator[str]:
    levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    if levels.count(1) != 1:
        yield f"the page has {levels.count(1)} h1"
    # The error summary is an h2 above the h1, as GOV.UK has it; from the h1 on, no gaps.
    after = levels[levels.index(1) :] if 1 in levels else levels
    for before, level in pairwise(after):
        if level > before + 1:
            yield f"a heading jumps from h{before} to h{level}"
    for tag in page.find_all(["h1", "h2", "h3", "h4"]):
        if not tag.get_text(strip=True):
            yield f"an empty {tag.name}"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    count = Counter(tag["id"] for tag in page.find_all(id=True))
    for name, times in count.items():
        if times > 1:
            yield f"the id {name!r} is there {times} times"
    for attribute in REFERENCES:
        for tag in page.find_all(attrs={attribute: True}):
            for name in str(tag[attribute]).split():
                if name not in count:
                    yield f"{attribute} points at {name!r}, which is not there"
    for tag in page.select('a[href^="#"], svg use'):
        if str(tag["href"])[1:] not in count:
            yield f"{_short(tag)} leads nowhere"


def _labels(page: BeautifulSoup) -> Iterator[str]:
    labels = Counter(label.get("for") for label in page.find_all("label"))
    for control in page.find_all(TEXT_CONTROLS):
        if control.get("type") in WITHOUT_LABEL:
            continue
        if labels[control.get("id")] != 1:
            yield f"{_short(control)} has {labels[control.get('id')]} labels"
    controls = {control.get("id") for control in page.find_all(TEXT_CONTROLS)}
    for name in labels:
        if name not in controls:
            yield f"a label is for {name!r}, which is no control"
    for control in page.find_all(["a", "button", "summary"]):
        if not (control.get_text(strip=True) or control.get("aria-label")):
            yield f"{_short(control)} has no name"


def _groups(page: BeautifulSoup) -> Iterator[str]:
    for control in page.find_all("input", type=CHOICES):
        alone = len(page.find_all("input", attrs={"name": control.get("name")})) == 1
        if control["type"] == "checkbox" and alone:
            continue
        group = control.find_parent("fieldset")
        legend = group.find("legend") if group else None
        if not legend or not legend.get_text(strip=True):
            yield f"{_short(control)} is in no fieldset with a legend"


def _hidden_from_nobody(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(["svg", "img"]):
        named = tag.get("alt") is not None or tag.get("aria-label") or tag.find("title")
        # What is drawn inside a picture is part of it, and what is hidden stays so inside.
        around = tag.find_parent("svg") or tag.find_parent(attrs={"aria-hidden": "true"})
        hidden = around or tag.get("aria-hidden") == "true"
        if not (named or hidden or tag.get("aria-labelledby")):
            yield f"{_short(tag)} has neither words nor aria-hidden"
    for tag in page.select("*"):
        if str(tag.get("tabindex", "0")).lstrip("-").isdigit() and int(tag.get("tabindex", 0)) > 0:
            yield f"{_short(tag)} changes the order of the tab key"
        if tag.has_attr("autofocus"):
            yield f"{_short(tag)} takes the focus"


def _nothing_inline(page: BeautifulSoup) -> Iterator[str]:
    for script in page.find_all("script"):
        if script.get_text(strip=True) or not script.get("src"):
            yield "a script inside the page"
    for tag in page.select("*"):
        if tag.name == "style" or tag.has_attr("style"):
            yield f"{_short(tag)} carries its own style"
        for attribute in tag.attrs:
            if attribute.startswith("on"):
                yield f"{_short(tag)} carries {attribute}"


def _nothing_foreign(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(["script", "link", "img", "iframe", "form", "source", "object"]):
        for attribute in ("src", "href", "action", "data", "srcset"):
            address = urlsplit(str(tag.get(attribute, "")))
            if address.netloc or address.scheme not in {"", "data"}:
                yield f"{_short(tag)} asks somebody else: {tag[attribute]}"


def _first_stops(page: BeautifulSoup) -> Iterator[str]:
    stops = page.select("a[href], button, input:not([type=hidden]), select, textarea, summary")
    if [stop.get("href") for stop in stops[:2]] != ["#main", "/exit"]:
        yield "the first two stops are not the skip link and the exit"
    if not page.select_one("main#main"):
        yield "there is no main part"


def _errors(page: BeautifulSoup, status: int) -> Iterator[str]:
    title = page.title.get_text() if page.title else ""
    summary = page.select_one(".errors")
    if title.startswith(LOOK_AGAIN) != (summary is not None):
        yield "the title and the error summary do not agree"
    if status == 422 and summary is None:
        yield "the page was refused without an error summary"
    if summary and not (summary.get("role") == "alert" and summary.get("tabindex") == "-1"):
        yield "the error summary cannot take the focus"
    for control in page.find_all(attrs={"aria-invalid": "true"}):
        described = str(control.get("aria-describedby", "")).split()
        if not any(name.startswith("error-") for name in described):
            yield f"{_short(control)} is wrong, and nothing says why"


def _short(tag: Tag) -> str:
    names = [str(tag.get(name)) for name in ("id", "name", "href", "class") if tag.get(name)]
    return f"<{tag.name} {names[0] if names else ''}>"
