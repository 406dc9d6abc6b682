"""A whole consultation with the consultant and the lead side by side, each in their own browser."""

import datetime as dt

import pytest
from sqlalchemy import update

from readiness.models import AgendaItem, AgendaKind, Engagement
from tests.browser.test_axe_states import look
from tests.browser.walking import follow, press, submit, words
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


@pytest.mark.parametrize("page", ["/compare", "/summary"])
def test_a_reason_can_be_read_on_a_phone_without_moving_the_table_sideways(both, page):
    meeting, advisor, lead = both
    advisor.goto(f"{meeting}/items/formative/CON")
    advisor.select_option("[name=CON-1-level]", "3")
    advisor.fill("[name=CON-1-reason]", "We read each page of the policy together. " * 4)
    submit(advisor, "Save and go to the next part")
    lead.set_viewport_size({"width": 360, "height": 800})
    lead.goto(meeting + page)

    reason = lead.get_by_text("We read each page")
    assert reason.bounding_box()["width"] > 250
    assert lead.locator(".scroll").evaluate_all(
        "all => all.map(one => one.scrollWidth - one.clientWidth)"
    ) == [0]


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


def test_a_comment_is_handed_on_and_every_state_of_it_is_accessible(both):
    meeting, advisor, lead = both
    item = f"{meeting}/items/formative/CON/CON-1"
    advisor.goto(item)
    advisor.locator("summary", has_text="Write a comment").click()
    advisor.fill("#text", "Where is the policy kept?")
    advisor.select_option("#assigned_to", "lead")
    submit(advisor, "Save the comment")

    # The front page tells the lead that it waits.
    lead.goto("/home")
    assert "One comment waits for you." in words(lead)
    lead.goto(item)
    hand_on(lead)
    advisor.locator("summary", has_text="Hand it on").click()
    advisor.locator("select[id^='assign-']").select_option("board")
    submit(advisor, "Hand it on")
    lead.locator("select[id^='assign-']").select_option("supervisor")
    submit(lead, "Hand it on")
    assert "Now it is for: a board member or advisor." in words(lead)
    look(lead)
    submit(lead, "Hand it on")
    assert "For: a supervisor" in words(lead)

    # Answered, and resolved.
    lead.locator("textarea[id^=reply]").fill("In the shared folder.")
    submit(lead, "Answer")
    assert "Answered. For: a supervisor" in words(lead)
    look(lead)
    submit(lead, "Mark as resolved")
    assert "Open it again" in words(lead)
    look(lead)


def hand_on(page):
    page.locator("summary", has_text="Hand it on").click()


@pytest.mark.long
def test_agenda_and_side_by_side_are_accessible_empty_refused_and_changed_by_two(
    both, open_page, sign_in_page, scene
):
    meeting, advisor, lead = both
    for page in (advisor, lead):
        page.goto(f"{meeting}/agenda")
        look(page)
    advisor.goto(f"{meeting}/compare")
    look(advisor)
    advisor.goto(f"{meeting}/agenda")
    submit(advisor, "Add the point")
    assert advisor.title().startswith("Error: ")
    look(advisor)
    advisor.fill("[name=title]", "Our own point")
    submit(advisor, "Add the point")

    # Two pages of the same consultant change one point.
    second = open_page(bypass_csp=True)
    sign_in_page(second, scene.advisor.user)
    second.goto(f"{meeting}/agenda")
    for page in (advisor, second):
        follow(page, "Edit")
    advisor.fill("[name=title]", "The first words")
    submit(advisor, "Save the point")
    second.fill("[name=title]", "The second words")
    submit(second, "Save the point")
    assert "Somebody else changed it meanwhile to “The first words”." in words(second)
    look(second)


@pytest.mark.long
def test_what_is_left_after_the_end_is_accessible(both, point, scene):
    meeting, advisor, lead = both
    point()
    home = f"/organizations/{scene.lead.organization_id}/engagements/{scene.engagement.id}"
    scene.session.execute(update(Engagement).values(ends_on=scene.day(-1)))
    scene.session.commit()
    lead.goto(home)
    assert "What it was about" in words(lead)
    look(lead)
    for page in PAGES:
        lead.goto(meeting + page)
        assert "The work with this provider has ended." in words(lead)
        look(lead)
    advisor.goto(meeting)
    look(advisor)
    # Nobody engages them any more.
    advisor.goto("/home")
    look(advisor)


class Counting:
    """A person with a browser, who counts the clicks that lead to a page."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def submit(self, name):
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.locator("main button", has_text=name).first.click()

    def follow(self, name):
        self.clicks += 1
        follow(self.page, name)

    def tab(self, name):
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.locator("nav[aria-label='Pages of this consultation']").get_by_role(
                "link", name=name, exact=True
            ).click()


@pytest.mark.long
def test_two_meetings_from_the_front_page_to_the_end(both, scene, clock):
    _, advisor, lead = both
    consultant, leader = Counting(advisor), Counting(lead)
    for number in (1, 2):
        consultant.clicks = leader.clicks = 0
        advisor.goto("/home")
        consultant.follow("Open")
        if number > 1:
            consultant.submit(f"Prepare meeting {number}")
        advisor.fill("[name=meets_on]", scene.day(1).isoformat())
        consultant.submit("Save the dates")
        consultant.tab("Agenda")
        consultant.submit("Build it from the answers")
        consultant.follow("Go to the meeting")
        # The lead comes from the front page as well.
        lead.goto("/home")
        leader.follow("Meet with Ridge Assistance")
        leader.tab("Meeting")
        lead.fill("textarea[name$='-decision-note'] >> nth=0", f"Decided at meeting {number}.")
        lead.locator("[data-saved]", has_text="Saved at").first.wait_for()
        consultant.follow("Write down a next step")
        advisor.fill("[name=title]", f"Step of meeting {number}")
        advisor.select_option("[name=owner]", "supervisor")
        consultant.submit("Add the step")
        consultant.tab("Overview")
        advisor.fill("[name=held_on]", scene.day(0).isoformat())
        advisor.fill("[name=next_on]", scene.day(30).isoformat())
        consultant.submit("Save the dates")
        leader.tab("Next steps")
        leader.submit("Put it into our plan")
        leader.tab("Summary")
        for what in (f"Decided at meeting {number}.", f"Step of meeting {number}"):
            assert what in words(lead)
        assert consultant.clicks <= (10 if number > 1 else 9)
        assert leader.clicks == 5
        clock.now += dt.timedelta(minutes=5)

    # The end, by the lead: the consultant's open page closes, the lead keeps everything.
    lead.goto(f"/organizations/{scene.lead.organization_id}/engagements/{scene.engagement.id}")
    leader.submit("End it now")
    advisor.reload()
    assert "Step of meeting" not in words(advisor)
    lead.goto(f"/organizations/{scene.lead.organization_id}/engagements/{scene.engagement.id}")
    leader.follow("Read what was agreed on")
    leader.tab("Summary")
    assert "Decided at meeting 2." in words(lead)
