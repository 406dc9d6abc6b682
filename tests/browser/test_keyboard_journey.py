"""The whole way by keyboard: Tab, Shift+Tab, Space, Enter and the arrows, and no pointer."""

import pytest
from sqlalchemy import select

from readiness.models import ResponseSheet
from tests.browser import walking
from tests.browser.looking import focus_is_visible, focused, in_view
from tests.browser.walking import FORMATIVE, SAMPLE, SHEET
from tests.factories import make_response

MANY = 90
"""Stops on the longest page, and some more; a trap would use them up."""


class Keys:
    """Somebody at the keyboard, who must see where they are at each stop."""

    def __init__(self, page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        self.page.goto(path)

    def tab(self, *, back: bool = False) -> None:
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        if self.page.evaluate("document.activeElement !== document.body"):
            assert focus_is_visible(self.page), focused(self.page)
            assert in_view(self.page), focused(self.page)

    def reach(self, selector: str, *, back: bool = False) -> None:
        """Go from stop to stop until the one wanted has the focus."""
        for _ in range(MANY):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.tab(back=back)
        pytest.fail(f"{selector} is not within {MANY} stops")

    def type(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(words)

    def choose(self, name: str, place: int) -> None:
        """Choose the row at a place, from 0, with Space and the arrows."""
        self.reach(f"[name='{name}']")
        self.page.keyboard.press("Space")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def press(self, selector: str, url: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(url)


@pytest.fixture
def keys(open_page):
    return Keys(open_page(width=1280, height=700))


def sign_up(keys):
    keys.open("/sign-up")
    keys.type("#organization", SAMPLE.organization)
    keys.type("#email", walking.EMAIL)
    keys.type("#password", walking.PASSWORD)
    keys.press("#form button", "**/sign-up")
    walking.follow_mail(keys.page)
    keys.press("#form button", "**/home")


def tell_profile(keys):
    keys.press("main a.btn", "**/profile")
    keys.type("[name=program]", SAMPLE.program)
    keys.reach("[name=role]")
    keys.page.keyboard.type("Peer")
    keys.choose("survivors_in_charge", 0)
    keys.reach("[name=program]", back=True)
    keys.press("#form button[name=save]", "**/assessments")


def answer_first_part(keys):
    part = FORMATIVE.domains[0]
    for item in part.items:
        keys.choose(item.id, int(walking.value_of(item.id)))
    keys.reach(f"#item-{part.items[-1].id} summary")
    keys.page.keyboard.press("Enter")
    keys.type(f"#{part.items[-1].id}-note", SHEET.notes[part.items[-1].id])
    keys.press("button[value=next]", "**/SUP")


def answer_the_rest(dbsession):
    """Answer the other parts as if on another device."""
    sheet = dbsession.scalars(select(ResponseSheet)).one()
    for item in FORMATIVE.items:
        value = walking.value_of(item.id)
        if item.domain == "STF":
            continue
        if value.isdigit():
            make_response(dbsession, sheet, item.id, level=int(value))
        else:
            make_response(dbsession, sheet, item.id, unscored=value)


def test_whole_way_is_walked_by_keyboard_alone(keys, worker, dbsession):
    sign_up(keys)
    tell_profile(keys)
    keys.press("#form button[name=start]", "**/formative/STF")
    answer_first_part(keys)
    answer_the_rest(dbsession)
    keys.open(keys.page.url)
    keys.press("nav#parts li:last-child a", "**/review")
    keys.press("form[action$='/submit'] button", "**/submit")
    keys.press("main a.btn", "**/report")

    assert "ready for a small pilot" in walking.words(keys.page).lower()
    assert "61" in walking.words(keys.page)

    keys.reach("a[href$='/report.pdf']")
    keys.press("form[action='/sign-out'] button", "**/")


def test_exit_is_the_second_stop_on_every_page_of_the_way(open_page, sign_in_page, house):
    page = open_page()
    sign_in_page(page, house.user)

    for path in house.paths:
        page.goto(path)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert focused(page) == "/exit", path
        assert focus_is_visible(page), path


@pytest.mark.parametrize("place", ["section", "review", "report"])
def test_tab_goes_through_the_page_and_out_again(open_page, sign_in_page, house, place):
    page = open_page()
    sign_in_page(page, house.user)
    page.goto(house.address[place])

    stops = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        stops += 1
        assert stops < 400, focused(page)
        page.keyboard.press("Tab")

    assert stops > 10
