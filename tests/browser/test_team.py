"""A lead and a peer side by side: each answers alone, they hand in, differ, clash and agree."""

import pytest
from sqlalchemy import select

from readiness.models import AgreedAnswer, WorkRole
from tests.browser.test_axe_states import look
from tests.browser.walking import choose, press, submit, words
from tests.functional.teaming import Team


@pytest.fixture
def team(app, dbsession, clock, sign_in):
    made = Team(app, dbsession, clock, sign_in)
    made.all_may_agree()
    return made


@pytest.fixture
def both(team, open_page, sign_in_page):
    """Two browsers: the lead's and a peer leader's."""

    def opened(**more):
        pages = []
        for member in (team.lead, team.member(WorkRole.PEER_LEADER)):
            page = open_page(bypass_csp=True, **more)
            sign_in_page(page, member.user)
            pages.append(page)
        return pages

    return opened


def answer(page, team, **levels):
    """Answer on the questionnaire's own pages."""
    for item, level in levels.items():
        name = item.replace("_", "-")
        page.goto(f"{team.base}/formative/{name.partition('-')[0]}")
        choose(page, name, str(level))
        submit(page, "Save and continue")


def hand_in(page, team):
    page.goto(f"{team.base}/review")
    press(page, "Hand in my sheet")
    page.wait_for_url("**/spread")


def said(page, item):
    return page.locator(f"#item-{item} [data-saved]")


def kept(dbsession, item):
    dbsession.commit()
    row = dbsession.scalars(select(AgreedAnswer).where(AgreedAnswer.item_id == item)).one()
    return row.level, row.note


def test_two_people_differ_clash_and_agree(team, both, dbsession):
    lead, peer = both()
    answer(lead, team, CON_1=0, STF_4=2)
    # Nothing of the lead's is to be seen before the peer hands in.
    hand_in(lead, team)
    answer(peer, team, CON_1=2, STF_4=2)
    peer.goto(f"{team.base}/spread")
    assert "You see this after you hand in your own sheet." in words(peer)
    hand_in(peer, team)
    assert "Your two answers are far apart." in words(peer)
    assert "Your two answers are same." in words(peer)

    # Both open the same question; the peer is first.
    for page in (lead, peer):
        page.goto(f"{team.base}/agree")
        page.locator("#item-CON-1 summary").click()
    peer.click("label[for='CON-1-1']")
    peer.fill("#CON-1-note", "We have it, not everywhere.")
    peer.locator("#CON-1-note").blur()
    said(peer, "CON-1").get_by_text("Saved at").wait_for()
    lead.fill("#CON-1-note", "The cabinet has no lock.")
    lead.click("label[for='CON-1-0']")
    lead.get_by_text("This was also saved on another page.").wait_for()
    assert "We have it, not everywhere." in words(lead)
    assert lead.input_value("#CON-1-note") == "The cabinet has no lock."
    assert kept(dbsession, "CON-1") == (1, "We have it, not everywhere.")
    press(lead, "Keep what is on this page")
    said(lead, "CON-1").get_by_text("Saved at").wait_for()
    assert kept(dbsession, "CON-1") == (0, "The cabinet has no lock.")

    # Nothing is left to talk about: the lead submits with one click.
    lead.goto(f"{team.base}/review")
    press(lead, "Submit and see the report")
    lead.wait_for_url("**/submit")
    lead.goto(f"{team.base}/report")
    assert "Two sheets were handed in." in words(lead)


def test_the_same_without_a_script(team, both, dbsession):
    lead, peer = both(script=False)
    for page, level in ((lead, 0), (peer, 2)):
        answer(page, team, CON_1=level)
        hand_in(page, team)
    for page in (lead, peer):
        page.goto(f"{team.base}/agree")
    for page, level, note in ((peer, 1, "Not everywhere."), (lead, 0, "No lock.")):
        page.locator("#item-CON-1 summary").click()
        page.fill("#CON-1-note", note)
        page.click(f"label[for='CON-1-{level}']")
        submit(page, "Save agreed answers")

    assert "Somebody else wrote down an answer meanwhile." in words(lead)
    assert "Not everywhere." in words(lead)
    assert "No lock." in words(lead)
    assert kept(dbsession, "CON-1") == (1, "Not everywhere.")
    lead.click("label[for='CON-1-keep-mine']")
    submit(lead, "Save agreed answers")
    lead.get_by_text("One answer is agreed.").wait_for()
    assert kept(dbsession, "CON-1") == (0, "No lock.")


def test_note_without_an_answer_is_said_beside_it(team, both, dbsession):
    lead, peer = both()
    for page, level in ((lead, 0), (peer, 2)):
        answer(page, team, CON_1=level)
        hand_in(page, team)
    lead.goto(f"{team.base}/agree")
    lead.locator("#item-CON-1 summary").click()

    lead.fill("#CON-1-note", "We talked for long.")
    lead.locator("#CON-1-note").blur()

    said(lead, "CON-1").get_by_text("Choose an answer as well").wait_for()
    lead.click("label[for='CON-1-1']")
    said(lead, "CON-1").get_by_text("Saved at").wait_for()
    assert kept(dbsession, "CON-1") == (1, "We talked for long.")


@pytest.fixture
def page(team, open_page, sign_in_page):
    """The lead's browser, in which axe may run."""
    made = open_page(bypass_csp=True)
    sign_in_page(made, team.lead.user)
    return made


LEVELS = ({"CON-1": 0, "CON-5": "not-applicable"}, {"CON-1": 2}, {"CON-1": 2, "CON-5": 3})


@pytest.mark.parametrize("sheets", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "path", ["review", "spread", "agree", "agree/CON-1", "agree/STF-1", "team"]
)
def test_pages_of_a_team_are_accessible(team, page, sheets, path):
    team.member()
    for number, levels in enumerate(LEVELS[:sheets]):
        team.handed_in(levels, None if number else team.lead)
    page.goto(f"{team.base}/{path}")

    look(page)


def test_refused_and_settled_states_are_accessible(team, page):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    page.goto(f"{team.base}/review")
    press(page, "Submit and see the report")
    page.get_by_role("heading", name="Not settled yet").wait_for()
    look(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{team.base}/agree/CON-1")
    page.click("label[for='CON-1-1']")
    said(page, "CON-1").get_by_text("Saved at").wait_for()
    page.reload()
    assert "Already agreed" in words(page)
    look(page)
    page.goto(f"{team.base}/agree")
    look(page)
