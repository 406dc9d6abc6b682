"""Every page of the permission matrix in a browser, as whoever it is for, and every refusal.

The world of the matrix has something in every text, so that each page is filled. What is asked
here costs little and is asked of all of them; `houses.py` and its neighbours look longer at the
states that matter most. Dark and forced colors, 200 % zoom, long words and letters from right to
left are asked behind `make test-long`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from sqlalchemy import String, update

from readiness.models import Base
from tests.browser.looking import RULES, sideways, widen_spacing
from tests.functional.html import problems
from tests.security.matrix import Row, body, path, rows
from tests.security.world import World, made

WHO = ("anonymous", "lead", "contributor", "consultant_live", "reviewer_live")
PAGES = {"200", "202", "404", "410"}
# The page behind the exit ends the session, and has a test of its own.
NO_PAGE = ("_csv", "_xlsx", "_calendar", "healthz", "readyz", "exit")
REQUESTS = 15
LONG = "Unabhaengigkeitserklaerungsgesellschaft" * 4 + " and some words after it "
HEBREW = "שלום עולם, זה טקסט שנכתב מימין לשמאל (SUP-1), 12 "
BROKEN = {"nothing": "", "too much": "x" * 5_000}


@dataclass(frozen=True)
class Place:
    """One page: who asks for it, and where."""

    who: str
    row: Row
    address: str

    def __str__(self) -> str:
        return f"{self.who} at {self.row}"


@pytest.fixture(scope="module")
def world(app) -> Iterator[World]:
    with made(app, files=False) as found:
        yield found


@pytest.fixture(scope="module")
def patterns(app) -> dict[str, str]:
    return {
        entry["introspectable"]["name"]: entry["introspectable"]["pattern"]
        for entry in app.registry.introspector.get_category("routes")
    }


@pytest.fixture
def places(world, patterns):
    """The pages that somebody can come to: one of each route, or each address once."""

    def found(who: str, *, every: bool = True) -> list[Place]:
        there: dict[str, Place] = {}
        missing = False
        for row in rows():
            cell = row.cells[who]
            if row.method != "GET" or cell not in PAGES or row.route.endswith(NO_PAGE):
                continue
            # Of "not there" one is enough: it is the same page everywhere.
            if (row.route.endswith(("_file", "_pdf")) and cell != "202") or (
                missing and cell == "404"
            ):
                continue
            missing = missing or cell == "404"
            address = path(patterns[row.route], world.places.get(row.at, {}))
            there.setdefault(address if every else row.route, Place(who, row, address))
        return list(there.values())

    return found


class Looker:
    """One tab in which page after page is opened, and what was found on them."""

    def __init__(self, page, live: str) -> None:
        self.page = page
        self.live = live
        self.found: list[str] = []
        self.looked = 0
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def open(self, place: Place) -> None:
        """Open a page by its address."""
        self.asked.clear()
        self.page.goto(place.address)
        if "/sign-in" in self.page.url and place.who != "anonymous":
            self.found.append(f"{place}: is led to the sign-in page")
        self._look(place)

    def show(self, place: Place, html: str) -> None:
        """Show a page that a form was answered with."""
        self.asked.clear()
        self.page.route(
            f"**{place.address}",
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
            times=1,
        )
        self.page.goto(place.address)
        self._look(place)

    def _look(self, place: Place) -> None:
        self.looked += 1
        wrong = problems(self._parsed())
        if len(self.asked) > REQUESTS:
            wrong.append(f"{len(self.asked)} requests")
        wrong += [f"asked {url}" for url in self.asked if not url.startswith((self.live, "data:"))]
        widen_spacing(self.page)
        if (wide := sideways(self.page)) > 0:
            wrong.append(f"{wide} px too wide")
        self.found += [f"{place}: {one}" for one in wrong]

    def axe(self, place: Place, *, without: str = "") -> None:
        """Let axe look at the page that is open."""
        # An error summary takes the focus: what the bar on top half covers then is no small target.
        self.page.evaluate("scrollTo(0, 0)")
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        if without:
            options["rules"] = {without: {"enabled": False}}
        results = Axe().run(self.page, options=options)
        self.found += [
            f"{place}: {violation['id']}: {node['html'][:120]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]

    def forced(self, place: Place) -> None:
        """Ask whether buttons and fields still have an edge in the system's colors."""
        bare = self.page.evaluate(
            """() => [...document.querySelectorAll('.btn, select, textarea, input')]
              .filter((e) => e.type !== 'hidden' && e.getClientRects().length)
              .filter((e) => !['radio', 'checkbox'].includes(e.type))
              .filter((e) => parseFloat(getComputedStyle(e).borderTopWidth) < 1)
              .map((e) => e.outerHTML.slice(0, 80))"""
        )
        self.found += [f"{place}: no edge: {one}" for one in bare]

    def _parsed(self) -> BeautifulSoup:
        return BeautifulSoup(self.page.content(), "html.parser")


@pytest.fixture
def looker(world, live, chromium):
    """Open a tab as somebody: `with looker("lead", width=320) as tab`."""

    @contextmanager
    def opened(who: str, *, width: int = 320, **more: object) -> Iterator[Looker]:
        context = chromium.new_context(
            viewport={"width": width, "height": 640}, base_url=live, bypass_csp=True, **more
        )
        name, _, value = world.actors[who].cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": live, "httpOnly": True}])
        yield Looker(context.new_page(), live)
        context.close()

    return opened


def refused(world, patterns, who: str, value: str) -> Iterator[tuple[Place, str]]:
    """Send every form that somebody has, each field with the same value; give what they read."""
    actor = world.actors[who]
    for row in rows():
        if row.method != "POST" or row.cells[who] not in {"200", "303", "422", "409"}:
            continue
        address = path(patterns[row.route], world.places.get(row.at, {}))
        sent = [(name, value) for name, _ in body(world, row, actor) if name != "csrf_token"]
        answer = world.ask(actor, "POST", address, sent)
        if answer.content_type == "text/html" and answer.body:
            yield Place(who, row, address), answer.text
        world.app.registry.limits.reset()
        if world.changed():
            world.restore()


def overwrite(world, words: str) -> None:
    """Put words into every text that somebody wrote, as long as there is room."""
    with world.app.registry.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, String) or column.name in {"email", "content"}:
                    continue
                room = min(column.type.length or 900, 900)
                text = (words * 40)[:room].strip()
                # Only where somebody wrote: ids and kinds stay what they are.
                connection.execute(
                    update(table).where(column.like("canary%")).values({column.name: text})
                )


@pytest.mark.parametrize("who", ["anonymous", "lead", "consultant_live", "reviewer_live"])
def test_every_page_is_narrow_light_and_in_order(looker, places, who):
    with looker(who) as tab:
        for place in places(who, every=False):
            tab.open(place)

    assert tab.looked > 5
    assert not tab.found, "\n".join(tab.found)


@pytest.mark.long
@pytest.mark.parametrize("value", BROKEN)
@pytest.mark.parametrize("who", WHO)
def test_every_form_says_well_what_is_wrong(world, patterns, looker, who, value):
    with looker(who) as tab:
        for place, html in refused(world, patterns, who, BROKEN[value]):
            tab.show(place, html)
            tab.axe(place)

    assert tab.looked > 3
    assert not tab.found, "\n".join(tab.found)


LOOKS = {
    "narrow": {},
    "wide": {"width": 1280},
    "zoomed to 200 %": {"width": 640, "device_scale_factor": 2},
    "dark": {"width": 640, "color_scheme": "dark"},
    "forced colors": {"width": 640, "forced_colors": "active"},
    "without a script": {"java_script_enabled": False},
}


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("who", WHO)
def test_every_page_stands_every_look(looker, places, who, look):
    with looker(who, **LOOKS[look]) as tab:
        for place in places(who):
            tab.open(place)
            if look == "forced colors":
                # The system chooses the colors, and axe reads those that it did not take.
                tab.axe(place, without="color-contrast")
                tab.forced(place)
            elif look != "without a script":
                tab.axe(place)

    assert not tab.found, "\n".join(tab.found)


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(LONG, id="long"),
        pytest.param(HEBREW, id="right to left"),
    ],
)
def test_every_page_stands_long_words_and_other_letters(world, looker, places, words):
    there = {who: places(who) for who in WHO[1:]}
    overwrite(world, words)
    found = []
    for who, theirs in there.items():
        with looker(who) as tab:
            for place in theirs:
                tab.open(place)
                tab.axe(place)
        found += tab.found
    world.restore()

    assert not found, "\n".join(found)
