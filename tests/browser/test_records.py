"""A worried lead: who looked, a copy of everything, everything deleted after all not.

Each page is looked at in every state, and the walk works without a script too.
"""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.browser.test_axe_states import as_it_is, look
from tests.browser.walking import follow, press, submit, words


@pytest.mark.parametrize("script", [True, False])
def test_a_worried_lead_looks_takes_a_copy_and_thinks_again(
    open_page, sign_in_page, house, worker, script
):
    page = open_page(width=360, script=script)
    sign_in_page(page, house.user)
    page.goto(house.address["organization"])

    page.get_by_role("link", name="Take a copy of everything").click()
    press(page, "Make a copy")
    page.get_by_text("Your copy is being made").wait_for()
    worker()
    # The page looks again by itself: asking for it as well would be in its way.
    there = page.get_by_role("link", name="Download it (ZIP)")
    there.wait_for()
    with page.expect_download() as begun:
        there.click()
    file = ZipFile(BytesIO(Path(begun.value.path()).read_bytes()))
    assert begun.value.suggested_filename == "readiness-export.zip"
    assert file.testzip() is None

    follow(page, "Who looked")
    assert "You downloaded a copy of everything" in words(page)

    page.goto(house.address["organization"])
    page.get_by_role("link", name="Have everything deleted").click()
    page.fill("[name=word]", "delete")
    submit(page, "Delete in two weeks")
    page.goto(house.address["home"])
    assert "Your organization will be deleted on" in words(page)
    submit(page, "Keep everything")
    assert "Nothing will be deleted." in words(page)
    assert "will be deleted on" not in words(page)


def type_another_word(page):
    page.fill("[name=word]", "no")
    press(page, "Delete in two weeks")
    page.locator(".errors").wait_for()


def begin_grace(page):
    page.fill("[name=word]", "delete")
    press(page, "Delete in two weeks")
    page.get_by_role("button", name="Keep everything").first.wait_for()


def ask_for_a_copy(page):
    press(page, "Make a copy")
    page.get_by_text("Your copy is being made").wait_for()


STATES = {
    "who looked": ("/who-looked", as_it_is),
    "who looked, narrowed to nothing": ("/who-looked?show=people", as_it_is),
    "a copy, not asked for": ("/export", as_it_is),
    "a copy, being made": ("/export", ask_for_a_copy),
    "deletion": ("/delete", as_it_is),
    "deletion, refused": ("/delete", type_another_word),
    "deletion, in its grace": ("/delete", begin_grace),
}


@pytest.mark.parametrize("state", STATES)
def test_each_page_is_accessible_in_each_state(open_page, sign_in_page, house, worker, state):
    path, act = STATES[state]
    page = open_page(bypass_csp=True)
    sign_in_page(page, house.user)
    page.goto(house.address["organization"] + path)
    act(page)

    look(page)


def test_last_lead_who_wants_to_leave_reads_what_comes_first(open_page, sign_in_page, house):
    page = open_page(bypass_csp=True)
    sign_in_page(page, house.user)
    page.goto("/account")
    page.get_by_role("link", name="Close your account").click()

    assert "You cannot close it yet." in words(page)
    look(page)
