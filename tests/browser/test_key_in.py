"""Keying answers in from paper in a real browser, by the keyboard alone."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from instruments import catalogue
from readiness.models import Response
from tests.factories import make_assessment, make_membership, make_paper, make_response

FORMATIVE = catalogue.find("formative")
# Every kind of key, in turn: the same list on each run.
KEYS = [
    "n" if item.may_not_apply else "0123d"[place % 5] for place, item in enumerate(FORMATIVE.items)
]


@pytest.fixture
def paper(dbsession):
    lead = make_membership(dbsession)
    assessment = make_assessment(dbsession, lead.organization)
    sheet = make_paper(dbsession, assessment, lead.user)
    address = f"/organizations/{lead.organization_id}/assessments/{assessment.id}/key-in/{sheet.id}"
    return lead.user, sheet.id, f"{address}/formative"


@pytest.fixture
def page(open_page, sign_in_page, paper):
    made = open_page()
    sign_in_page(made, paper[0])
    made.goto(paper[2])
    made.locator("#STF-1").focus()
    return made


def keyed(dbsession, sheet):
    dbsession.rollback()
    rows = dbsession.scalars(select(Response).where(Response.sheet_id == sheet)).all()
    short = {"unknown": "d", "not-applicable": "n"}
    return {
        row.item_id: short[row.unscored.value] if row.unscored else str(row.level)
        for row in rows
        if row.unscored or row.level is not None
    }


def assert_keyed(dbsession, sheet, expected):
    """A save may still be on its way: look again for a while."""
    until = time.monotonic() + 10
    while (found := keyed(dbsession, sheet)) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert found == expected


def said(page):
    return " ".join(page.locator("[data-said]").inner_text().split())


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_fifty_answers_take_fifty_keys(page, paper, dbsession):
    for key in KEYS:
        page.keyboard.press(key)
    assert "That was the last question." in said(page)
    assert page.evaluate("document.activeElement.textContent") == "Save and look it over"
    expected = {item.id: key for item, key in zip(FORMATIVE.items, KEYS, strict=True)}
    assert_keyed(dbsession, paper[1], expected)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/key-in/{paper[1]}$"))
    assert "50 of 50 keyed in" in page.locator("main").inner_text()


def test_each_key_is_said_with_what_comes_next(page):
    page.keyboard.press("1")

    assert said(page).startswith("STF-1: Started. Next: STF-2 Do peer leaders")
    assert focused(page) == "STF-2"
    page.locator("#hint-STF-1", has_text=FORMATIVE.by_id["STF-1"].levels[1]).wait_for()
    assert page.locator("[data-said]").get_attribute("role") == "status"


def test_skipping_going_back_and_emptying(page, paper, dbsession):
    page.keyboard.press("2")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert focused(page) == "STF-4"
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Backspace")
    assert focused(page) == "STF-1"
    page.keyboard.press("Backspace")
    assert said(page) == "This is the first question."
    assert_keyed(dbsession, paper[1], {"STF-1": "2"})

    page.keyboard.press("Delete")
    assert_keyed(dbsession, paper[1], {})
    assert focused(page) == "STF-1"


@pytest.mark.parametrize("key", ["4", "x", "-", "?", "n"])
def test_key_that_is_no_answer_changes_nothing(page, paper, dbsession, key):
    page.keyboard.press("2")
    page.keyboard.press("Backspace")

    page.keyboard.press(key)

    assert "Nothing was changed." in said(page)
    assert focused(page) == "STF-1"
    assert page.input_value("#STF-1") == "2"
    assert_keyed(dbsession, paper[1], {"STF-1": "2"})


def test_key_changed_before_it_was_saved_is_saved_as_changed(page, paper, dbsession):
    for key in ("1", "Backspace", "2", "Backspace", "3"):
        page.keyboard.press(key)
    assert_keyed(dbsession, paper[1], {"STF-1": "3"})


def test_same_question_keyed_in_another_tab_shows_both(page, paper, dbsession):
    other = page.context.new_page()
    other.goto(paper[2])
    page.keyboard.press("1")
    assert_keyed(dbsession, paper[1], {"STF-1": "1"})
    other.locator("#STF-1").focus()
    other.keyboard.press("3")
    other.locator("#hint-STF-1", has_text="Another page").wait_for()
    words = other.locator("#hint-STF-1").inner_text()
    assert words.startswith("You keyed 3. Another page keyed 1: ")
    assert FORMATIVE.by_id["STF-1"].levels[1] in words
    assert_keyed(dbsession, paper[1], {"STF-1": "1"})
    other.locator("#STF-1").focus()
    other.keyboard.press("3")
    assert_keyed(dbsession, paper[1], {"STF-1": "3"})


def test_line_that_is_down_loses_nothing(page, paper, dbsession, watch):
    watch.expected = (*watch.expected, "Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    for key in ("1", "2", "3"):
        page.keyboard.press(key)
    page.get_by_text("Not saved yet").first.wait_for()
    page.context.set_offline(False)
    page.locator("#hint-STF-3", has_text=FORMATIVE.by_id["STF-3"].levels[3]).wait_for()
    assert_keyed(dbsession, paper[1], {"STF-1": "1", "STF-2": "2", "STF-3": "3"})


def test_phone_keyboard_that_names_no_key(page, paper, dbsession):
    # As a phone does it: text comes without a key that could be read.
    page.evaluate(
        """() => { const field = document.getElementById("STF-1"); field.value = "2";
        field.dispatchEvent(new Event("input", { bubbles: true })); }"""
    )
    assert focused(page) == "STF-2"
    assert_keyed(dbsession, paper[1], {"STF-1": "2"})


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["", "/formative", "/merge"])
def test_pages_are_accessible_and_fit(open_page, sign_in_page, dbsession, place, width):
    lead = make_membership(dbsession)
    assessment = make_assessment(dbsession, lead.organization)
    sheet = make_paper(dbsession, assessment, lead.user, own=True)
    make_response(dbsession, sheet, "STF-1", level=2, note="A note.")
    made = open_page(width=width)
    sign_in_page(made, lead.user)
    one = f"/organizations/{lead.organization_id}/assessments/{assessment.id}"

    for address in (f"{one}/key-in/{sheet.id}{place}", f"{one}/key-in", f"{one}/paper"):
        made.goto(address)
        assert Axe().run(made).response["violations"] == []
        assert made.evaluate("document.documentElement.scrollWidth") <= width


def test_form_to_print_is_accessible_and_fits(open_page):
    for width in (360, 1280):
        made = open_page("/quick-screen/paper", width=width)
        assert Axe().run(made).response["violations"] == []
        assert made.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_but_the_form_is_printed(open_page):
    made = open_page("/quick-screen/paper")
    made.emulate_media(media="print")

    for part in (".top", ".nav", ".foot", ".acts"):
        assert not made.locator(part).first.is_visible()
    assert made.locator("article.paper h3").count() == 15
