"""A lead and a peer leader side by side: invited, joined, told apart, gone; each page looked at."""

import re

import pyotp
import pytest

from readiness.clock import utc_now
from readiness.models import Role, WorkRole
from tests.browser.test_axe_states import look
from tests.browser.walking import PASSWORD, follow, press, submit, words
from tests.factories import (
    CODE,
    make_assessment,
    make_invitation,
    make_membership,
    make_user,
)


def code_on(page):
    return re.search(
        r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", page.locator("#card + ol").inner_text()
    )[0]


def people(page):
    page.get_by_role("link", name="People", exact=True).first.click()
    page.wait_for_url("**/people")


@pytest.fixture
def lead(dbsession):
    membership = make_membership(dbsession)
    make_assessment(dbsession, membership.organization)
    return membership


@pytest.mark.parametrize("script", [True, False])
def test_lead_and_peer_work_side_by_side(open_page, sign_in_page, lead, script):
    leading, joining = open_page(script=script), open_page(width=360, script=script)
    sign_in_page(leading, lead.user)

    leading.goto("/home")
    leading.get_by_role("link", name="Invite your team").click()
    leading.get_by_role("link", name="Invite somebody").click()
    leading.locator("label[for=work_role-peer-leader]").click()
    submit(leading, "Make the invitation")

    joining.goto("/join")
    joining.fill("[name=code]", code_on(leading).lower().replace("-", " "))
    submit(joining, "Go on")
    assert lead.organization.name in words(joining)
    joining.fill("[name=email]", "blue-heron")
    joining.fill("[name=password]", PASSWORD)
    press(joining, "Join")
    joining.wait_for_url("**/people")
    joining.fill("[name=label]", "The one with the dog")
    submit(joining, "Save")
    home = joining.url.removesuffix("/people")
    joining.goto(f"{home}/assessments")
    assert "Questions" in joining.locator("nav.nav").inner_text()

    follow(leading, "Done")
    assert "Peer leader called “The one with the dog”" in words(leading)
    assert "blue-heron" not in leading.content()
    leading.get_by_role("link", name=re.compile("Change or remove")).click()
    press(leading, "Remove them")
    leading.wait_for_url("**/people")

    # The open tab, the same page again, and any other.
    for address in (joining.url, f"{home}/people", f"{home}"):
        assert joining.goto(address).status == 404


def test_pages_of_inviting_are_accessible(open_page, sign_in_page, dbsession, lead):
    make_membership(
        dbsession,
        user=make_user(dbsession, email="blue-heron"),
        organization=lead.organization,
        role=Role.CONTRIBUTOR,
        work_role=WorkRole.PEER_LEADER,
        label="With the dog",
    )
    make_invitation(dbsession, lead)
    page = open_page(bypass_csp=True)
    sign_in_page(page, lead.user)
    page.goto("/home")
    people(page)
    look(page)
    follow(page, "Invite somebody")
    look(page)
    press(page, "Make the invitation")
    page.locator(".errors").wait_for()
    look(page)
    page.locator("label[for=work_role-board]").click()
    press(page, "Make the invitation")
    page.locator("#card").wait_for()
    look(page)
    follow(page, "Done")
    follow(page, re.compile("Change or remove"))
    look(page)
    press(page, "Make a code for them")
    page.locator("#card").wait_for()
    look(page)
    follow(page, "Done")
    page.fill("[name=label]", "n" * 80)
    press(page, "Save")
    page.locator(".errors").wait_for()
    look(page)


def test_pages_of_leaving_are_accessible(open_page, sign_in_page, lead):
    page = open_page(bypass_csp=True)
    sign_in_page(page, lead.user)
    page.goto(f"/organizations/{lead.organization_id}/people/leave")
    look(page)
    press(page, "Leave")
    page.get_by_text("You are the only lead").wait_for()
    look(page)


def test_pages_of_joining_are_accessible(open_page, sign_in_page, dbsession, lead):
    make_invitation(dbsession, lead)
    page = open_page("/join", bypass_csp=True)
    look(page)
    press(page, "Go on")
    page.locator(".errors").wait_for()
    look(page)
    page.goto("/join/0000-0000-0000-0000")
    look(page)
    page.goto(f"/join/{CODE}")
    look(page)
    page.fill("[name=email]", "two words")
    press(page, "Join")
    page.locator(".errors").wait_for()
    look(page)
    sign_in_page(page, make_user(dbsession))
    page.goto("/join")
    look(page)


def test_pages_of_the_second_step_are_accessible(open_page, sign_in_page, dbsession, clock, lead):
    clock.now = utc_now()
    page = open_page(bypass_csp=True)
    sign_in_page(page, lead.user)
    page.goto("/account/second-step")
    look(page)
    page.fill("[name=code]", "000000")
    press(page, "Turn it on")
    page.locator(".errors").wait_for()
    look(page)
    app = pyotp.TOTP(page.locator("main code").first.inner_text().replace(" ", ""))
    page.fill("[name=code]", app.at(clock.now))
    press(page, "Turn it on")
    page.get_by_role("heading", name="Your spare codes").wait_for()
    look(page)
    follow(page, "I have kept them")
    page.wait_for_url("**/account")
    look(page)
    follow(page, "Take the second step off")
    look(page)
    clock.tick(minutes=11)
    page.goto("/confirm")
    look(page)
    other = open_page("/sign-in", bypass_csp=True)
    other.fill("[name=email]", lead.user.email)
    other.fill("[name=password]", "a fine long password")
    press(other, "Sign in")
    other.get_by_role("heading", name="One more step").wait_for()
    look(other)
    other.fill("[name=code]", "000000")
    press(other, "Go on")
    other.locator(".errors").wait_for()
    look(other)


@pytest.mark.parametrize("refused", [False, True])
def test_page_of_the_way_back_is_accessible(open_page, refused):
    page = open_page("/way-back", bypass_csp=True)
    if refused:
        page.fill("[name=code]", "0000-0000-0000-0000")
        press(page, "Go on")
        page.locator(".errors").wait_for()

    look(page)
