"""Leaving quickly while signed in: what was written is gone from the browser, Back included."""

import pytest

from readiness.models import AuthSession
from tests.browser.looking import focused
from tests.browser.walking import BANNED, go_back

CANARY = "The blue door sticks in winter"


def by_button(page):
    page.get_by_role("link", name="Leave this page").click()


def by_shift(page):
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("Shift")


def by_second_stop(page):
    page.goto(page.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "/exit"
    page.keyboard.press("Enter")


WAYS = {
    "button": (by_button, True),
    "shift": (by_shift, True),
    "second stop": (by_second_stop, True),
    "button without a script": (by_button, False),
    "second stop without a script": (by_second_stop, False),
}


@pytest.fixture
def write(open_page, sign_in_page, house):
    """Write something nobody else may read, and look at it on two more pages."""

    def written(*, script):
        page = open_page(script=script)
        sign_in_page(page, house.user)
        page.goto(house.address["section"])
        page.locator("#item-STF-1 summary").click()
        page.fill("#STF-1-note", CANARY)
        page.get_by_role("button", name="Save and come back later").click()
        page.wait_for_url("**/home")
        page.goto(house.address["review"])
        page.goto(house.address["section"])
        assert page.input_value("#STF-1-note") == CANARY
        return page

    return written


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left_behind(write, way, dbsession):
    act, script = WAYS[way]
    page = write(script=script)

    act(page)
    page.wait_for_url("**/exit")

    assert not any(word in page.content().lower() for word in (*BANNED, "readiness", "sign"))
    for _ in range(5):
        go_back(page)
        assert CANARY not in page.content()
        assert page.locator("#STF-1-note").count() == 0
    page.goto("/home")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    assert [cookie for cookie in page.context.cookies() if cookie["name"] == "sid"] == []
    dbsession.commit()
    assert dbsession.query(AuthSession).count() == 0


def test_browser_stores_nothing(write):
    page = write(script=True)

    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie]"
    )

    assert kept == [0, 0, 0, 0, ""]


def test_browser_is_asked_not_to_fill_in_answers(write):
    page = write(script=True)

    assert page.locator("form[data-autosave]").get_attribute("autocomplete") == "off"
