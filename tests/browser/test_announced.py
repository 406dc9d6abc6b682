"""What is said of question, error and result pages, against what a person read and found right.

`READINESS_TRANSCRIPTS=1` writes the files anew; read them aloud before keeping them.
"""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from tests.browser.announced import transcript
from tests.browser.test_axe_states import as_it_is, refuse_password, tamper, twice
from tests.browser.walking import press

FOLDER = Path(__file__).with_name("transcripts")
NOW = dt.datetime(2026, 11, 5, 9, 0, tzinfo=dt.UTC)


def refuse_sign_in(page):
    page.fill("[name=email]", "no@river.example")
    page.fill("[name=password]", "not this one")
    press(page, "Sign in")
    page.locator(".errors").wait_for()


def answer_the_quick_screen(page):
    for group in page.locator("form fieldset").all():
        group.locator("label").nth(1).click()
    with page.expect_navigation():
        page.locator("form button").last.click()


PAGES = {
    "sign-in": ("/sign-in", as_it_is),
    "sign-in refused": ("/sign-in", refuse_sign_in),
    "quick screen result": ("/quick-screen", answer_the_quick_screen),
    "question": ("empty section", as_it_is),
    "question refused": ("empty section", tamper),
    "question answered twice": ("empty section", twice),
    "password refused": ("account", refuse_password),
    "review": ("review", as_it_is),
    "report": ("report", as_it_is),
    "not there": ("missing", as_it_is),
}


@pytest.fixture
def heard(open_page, sign_in_page, clock, request):
    """Open a page and listen."""
    clock.now = NOW

    def listen(name: str) -> str:
        place, act = PAGES[name]
        page = open_page()
        if not place.startswith("/"):
            house = request.getfixturevalue("house")
            sign_in_page(page, house.user)
            place = house.address[place]
        page.goto(place)
        act(page)
        # People of tests are numbered, and a script tells the time of the machine.
        said = re.sub(r"person\d+@", "person@", transcript(page))
        return re.sub(r"Saved at \d+:\d+ [AP]M", "Saved at 9:00 AM", said)

    return listen


@pytest.mark.parametrize("name", PAGES)
def test_page_is_said_as_it_was_found_right(heard, name):
    file = FOLDER / f"{name.replace(' ', '-')}.txt"
    said = heard(name)
    if os.environ.get("READINESS_TRANSCRIPTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")

    assert said == file.read_text(encoding="utf-8")
