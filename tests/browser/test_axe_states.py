"""Every page in every state it can be in: axe, our own checks, wide and narrow.

`test_public_pages.py` and `test_evidence_pages.py` look at the pages without an account.
"""

import pytest
from bs4 import BeautifulSoup

from tests.browser.looking import assert_axe, assert_fits
from tests.browser.walking import assert_neutral, follow_mail, press, submit
from tests.functional.html import problems


def look(page, *, checked=True):
    """Look at a page as it is now, wide and narrow; the widest window comes first."""
    if checked:
        assert problems(BeautifulSoup(page.content(), "html.parser")) == []
    assert_neutral([(page.url, page.title())])
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert_axe(page)
    assert_fits(page)


def as_it_is(_page):
    pass


def send(*values, button):
    """Fill fields, then press a button; the answer is a page with errors."""

    def act(page):
        for name, value in values:
            page.fill(f"[name={name}]", value)
        press(page, button)
        page.locator(".errors").wait_for()
        assert page.title().startswith("Error: ")

    return act


OUTSIDE = {
    "sign-up": ("/sign-up", as_it_is),
    "sign-up, refused": ("/sign-up", send(("email", "nobody"), button="Sign up")),
    "sign-up, a link that no longer works": ("/sign-up/nothing", as_it_is),
    "sign-in": ("/sign-in", as_it_is),
    "sign-in, refused": (
        "/sign-in",
        send(("email", "no@river.example"), ("password", "not this one"), button="Sign in"),
    ),
    "reset": ("/reset", as_it_is),
    "reset, refused": ("/reset", send(("email", "nobody"), button="Send the link")),
    "reset, a link that no longer works": ("/reset/nothing", as_it_is),
    "sources": ("/method", as_it_is),
}


@pytest.mark.parametrize("state", OUTSIDE)
def test_page_without_an_account_is_accessible(open_page, state):
    path, act = OUTSIDE[state]
    page = open_page(path, bypass_csp=True)
    act(page)

    look(page)


def test_mail_sent_and_finishing_are_accessible(open_page):
    page = open_page("/sign-up", bypass_csp=True)
    page.fill("[name=organization]", "River Circle")
    page.fill("[name=email]", "first@river.example")
    page.fill("[name=password]", "tuesday garden kettle")
    submit(page, "Sign up")
    look(page)
    follow_mail(page)
    look(page)


def test_page_behind_the_exit_is_accessible(open_page):
    page = open_page("/exit", bypass_csp=True)

    # It has no skip link and no exit of its own, on purpose.
    look(page, checked=False)


def tamper(page):
    page.evaluate("document.getElementById('SUP-1-2').value = '9'")
    page.locator("label[for='SUP-1-2']").click()
    press(page, "Save and continue")
    page.locator(".errors").wait_for()


def twice(page):
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("label[for='SUP-1-1']").click()
    other.get_by_text("Saved at").first.wait_for()
    other.close()
    page.locator("label[for='SUP-1-3']").click()
    page.get_by_text("was also saved on another page").wait_for()


def tell_too_much(page):
    page.locator("#item-SUP-1 summary").click()
    page.fill("#SUP-1-note", "Ask Dana on 555-010-9999.")
    press(page, "Save and continue")
    page.get_by_text("You may keep it as it is.").wait_for()


def look_again(page):
    """What somebody without a script sees after saving such a note."""
    tell_too_much(page)
    page.goto(f"{page.url}?look=SUP-1")
    page.locator(".errors").wait_for()


def refuse_password(page):
    page.fill("[name=password]", "not this one")
    page.fill("[name=new_password]", "a whole new sentence")
    press(page, "Change the password")
    page.locator(".errors").wait_for()


def choose_nothing(page):
    press(page, "Add to what is under way")
    page.locator(".errors").wait_for()


def long_name(page):
    page.fill("[name=program]", "n" * 300)
    press(page, "Save and continue")
    page.locator(".errors").wait_for()


INSIDE = {
    "home": ("home", as_it_is),
    "organization": ("organization", as_it_is),
    "profile": ("profile", as_it_is),
    "profile, refused": ("profile", long_name),
    "assessments": ("assessments", as_it_is),
    "assessments, refused": ("assessments", choose_nothing),
    "section, empty": ("empty section", as_it_is),
    "section, filled": ("section", as_it_is),
    "section, refused": ("empty section", tamper),
    "section, answered twice": ("empty section", twice),
    "section, a note that tells too much": ("empty section", tell_too_much),
    "section, a note to look at": ("empty section", look_again),
    "section, handed in": ("handed-in section", as_it_is),
    "review": ("review", as_it_is),
    "submitted": ("submitted", as_it_is),
    "report": ("report", as_it_is),
    "report, of both": ("report of both", as_it_is),
    "report, steps": ("steps", as_it_is),
    "report, answers": ("answers", as_it_is),
    "report, background": ("background", as_it_is),
    "account": ("account", as_it_is),
    "account, refused": ("account", refuse_password),
    "missing": ("missing", as_it_is),
    "not theirs": ("not theirs", as_it_is),
}


@pytest.mark.parametrize("state", INSIDE)
def test_page_of_an_account_is_accessible(open_page, sign_in_page, house, state):
    place, act = INSIDE[state]
    page = open_page(bypass_csp=True)
    sign_in_page(page, house.user)
    page.goto(house.address[place])
    act(page)

    look(page)


@pytest.mark.parametrize("place", ["home", "profile", "organizations"])
def test_first_pages_of_a_new_account_are_accessible(open_page, sign_in_page, new_house, place):
    page = open_page(bypass_csp=True)
    sign_in_page(page, new_house.user)
    page.goto(new_house.address[place])

    look(page)


def test_report_being_made_is_accessible(open_page, sign_in_page, house, worker):
    page = open_page(bypass_csp=True)
    sign_in_page(page, house.user)
    page.goto(house.address["report"] + ".pdf")

    assert page.get_by_role("heading", level=1).inner_text() == "Your file is being made"
    look(page)
