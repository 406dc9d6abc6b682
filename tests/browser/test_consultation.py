"""A whole consultation with the consultant and the lead side by side, each in their own browser."""

import pytest
from sqlalchemy import update

from readiness.models import AgendaItem, AgendaKind, Engagement
from tests.browser.test_axe_states import look
from tests.browser.walking import press, submit, words
from tests.functional.engaging import make_scene

PAGES = (
    "", "/items/formative/CON", "/items/formative/CON/CON-1", "/compare?all=yes", "/agenda",
    "/meeting", "/steps", "/plan", "/summary",
)  # fmt: skip


@pytest.fixture
def scene(dbsession, clock, sign_in):
    made = make_scene(None, dbsession, clock, sign_in)
    made.sheet({"CON-1": 1, "STF-4": 3})
    made.sheet({"CON-1": 2, "STF-4": 0})
    return made


@pytest.fixture
def both(scene, open_page, sign_in_page):
    """Two browsers on one meeting: the consultant's and the lead's."""
    meeting = scene.meet()
    pages = []
    for membership in (scene.advisor, scene.lead):
        page = open_page(bypass_csp=True)
        sign_in_page(page, membership.user)
        pages.append(page)
    return meeting, *pages


@pytest.fixture
def point(scene):
    def made():
        item = AgendaItem(
            consultation_id=scene.consultation.id,
            kind=AgendaKind.OWN,
            title="Privacy policy",
            position=0,
        )
        scene.session.add(item)
        scene.session.commit()
        return item.id

    return made


def test_two_people_meet_and_lose_nothing(both):
    meeting, advisor, lead = both
    # Before the call: the consultant checks an answer, proposes a level and makes the agenda.
    advisor.goto(f"{meeting}/items/formative/CON")
    advisor.locator("label[for='CON-1-checked-seen']").click()
    submit(advisor, "Save and go to the next part")
    advisor.goto(f"{meeting}/items/formative/CON/CON-1")
    advisor.locator("label[for='proposed-2']").click()
    advisor.fill("#proposal_reason", "We read the policy together.")
    submit(advisor, "Propose this level")
    advisor.goto(f"{meeting}/agenda")
    submit(advisor, "Build it from the answers")
    assert "Written privacy policy" in words(advisor)

    # The lead agrees, and asks something.
    lead.goto(meeting)
    lead.locator("main ul.ruled a").first.click()
    press(lead, "Agree")
    lead.get_by_text("Write a comment").click()
    lead.fill("#text", "Which page is still open?")
    press(lead, "Save the comment")

    # On the call: both write, at the same note too. Nothing is thrown away.
    for page in (advisor, lead):
        page.goto(f"{meeting}/meeting")
    first = "textarea[name$='-shared-note'] >> nth=0"
    decided = "textarea[name$='-decision-note'] >> nth=0"
    advisor.fill(first, "Words of the consultant.")
    advisor.locator("[data-saved]", has_text="Saved at").first.wait_for()
    lead.fill(decided, "We finish it by spring.")
    lead.locator("[data-saved]", has_text="Saved at").first.wait_for()
    lead.fill(first, "Words of the lead.")
    lead.get_by_text("was also saved on another page").wait_for()
    assert "With this note: Words of the consultant." in words(lead)
    look(lead)
    press(lead, "Keep what is on this page")
    lead.get_by_text("was also saved on another page").wait_for(state="detached")

    # Afterwards both read the same.
    for page in (advisor, lead):
        page.wait_for_timeout(300)
        page.goto(f"{meeting}/summary")
        assert "Words of the lead." in words(page)
        assert "We finish it by spring." in words(page)
        assert "We read the policy together." in words(page)


def test_a_private_note_stays_with_the_consultant(both, point):
    meeting, advisor, lead = both
    point()
    advisor.goto(f"{meeting}/meeting")
    advisor.fill("textarea[name$='-private-note']", "PRIVATE WORDS")
    advisor.locator("[data-saved]", has_text="Saved at").first.wait_for()
    for page in PAGES:
        lead.goto(meeting + page)
        assert "PRIVATE WORDS" not in lead.content()


def test_the_end_of_an_engagement_reaches_an_open_page(both, point, scene):
    meeting, advisor, _ = both
    point()
    advisor.goto(f"{meeting}/meeting")
    scene.session.commit()
    scene.session.execute(update(Engagement).values(ends_on=scene.day(-1)))
    scene.session.commit()
    advisor.fill("textarea[name$='-shared-note']", "Too late.")
    advisor.get_by_text("Not saved yet").wait_for()

    assert advisor.input_value("textarea[name$='-shared-note']") == "Too late."
    advisor.reload()
    assert "Privacy policy" not in advisor.content()


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_consultation_are_accessible(both, point, page):
    meeting, advisor, lead = both
    point()
    for one in (advisor, lead):
        one.goto(meeting + page)
        look(one)


@pytest.mark.parametrize("side", ["lead", "advisor"])
def test_pages_of_engagements_are_accessible(both, scene, side):
    _, advisor, lead = both
    membership = getattr(scene, side)
    page = lead if side == "lead" else advisor
    home = f"/organizations/{membership.organization_id}/engagements"
    for address in ("/home", home, f"{home}/{scene.engagement.id}"):
        page.goto(address)
        look(page)


def test_a_meeting_works_without_a_script(scene, open_page, sign_in_page, point):
    meeting = scene.meet()
    point()
    page = open_page(script=False)
    sign_in_page(page, scene.advisor.user)
    page.goto(f"{meeting}/meeting")
    page.fill("textarea[name$='-shared-note']", "Written without a script.")
    submit(page, "Save everything")
    page.goto(f"{meeting}/summary")

    assert "Written without a script." in words(page)
