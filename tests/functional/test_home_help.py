"""What the front pages of both sides say about their work with each other."""

import pytest
from sqlalchemy import update

from readiness.models import (
    Assignee,
    CommentThread,
    Engagement,
    EngagementState,
    ProposalState,
    Role,
    Side,
    TaRating,
    ThreadState,
    WorkRole,
)
from tests.factories import make_membership

ON = {"instrument_id": "formative", "item_id": "CON-1"}


@pytest.fixture
def meeting(scene):
    return scene.meet()


def talk(scene, **more):
    values = {
        **ON,
        "engagement_id": scene.engagement.id,
        "assessment_id": scene.assessment.id,
        "opened_side": Side.ADVISOR,
        "opened_at": scene.clock.now,
        **more,
    }
    scene.session.add(CommentThread(**values))
    scene.session.commit()


def propose(scene, state=ProposalState.OPEN):
    scene.session.add(
        TaRating(
            **ON,
            engagement_id=scene.engagement.id,
            assessment_id=scene.assessment.id,
            proposed=2,
            proposal_reason="We looked.",
            proposal_state=state,
            updated_at=scene.clock.now,
        )
    )
    scene.session.commit()


def entry(scene, membership):
    """What the front page says about the TA provider: title, words and where it leads."""
    scene.be(membership)
    page = scene.app.get("/home").html
    for one in page.select("ol.next li"):
        if "Ridge Assistance" in one.h3.text:
            return one.h3.text, one.select("p")[1].text, one.a["href"]
    return None


def contributor(scene, work_role):
    made = make_membership(
        scene.session, organization=scene.lead.organization, role=Role.CONTRIBUTOR
    )
    made.work_role = work_role
    scene.session.add(made)
    scene.session.commit()
    return made


def test_without_a_day_and_without_a_question_nothing_is_next(scene, meeting):
    assert entry(scene, scene.lead) is None


def test_the_next_meeting_leads_to_it(scene, meeting):
    scene.consultation.meets_on = scene.day(7)
    scene.session.commit()

    for membership in (scene.lead, contributor(scene, None)):
        title, words, href = entry(scene, membership)
        assert (title, href) == ("Meet with Ridge Assistance", meeting)
        assert words.endswith("You find agenda, notes and next steps there.")
    assert scene.app.get(href).status_int == 200


def test_proposals_wait_for_the_lead_alone(scene, meeting):
    propose(scene)

    assert entry(scene, scene.lead)[:2] == (
        "Answer Ridge Assistance",
        "One proposed level waits for you.",
    )
    assert entry(scene, contributor(scene, WorkRole.BOARD)) is None
    # The day of the next meeting is told as well.
    scene.consultation.meets_on = scene.day(7)
    scene.session.commit()
    assert "waits for you. You meet on " in entry(scene, scene.lead)[1]


def test_an_answered_proposal_waits_for_nobody(scene, meeting):
    propose(scene, ProposalState.ACCEPTED)

    assert entry(scene, scene.lead) is None


def test_comments_wait_for_whom_they_were_handed_to_else_for_the_other_side(scene, meeting):
    talk(scene)
    talk(scene, assigned_to=Assignee.BOARD)
    talk(scene, assigned_to=Assignee.BOARD, state=ThreadState.ANSWERED)
    talk(scene, assigned_to=Assignee.BOARD, state=ThreadState.RESOLVED)
    talk(scene, assigned_to=Assignee.ADVISOR)
    talk(scene, state=ThreadState.ANSWERED)
    talk(scene, private=True, provider_id=scene.advisor.organization_id)

    assert entry(scene, scene.lead)[1] == "One comment waits for you."
    assert entry(scene, contributor(scene, WorkRole.BOARD))[1] == "3 comments wait for you."
    assert entry(scene, contributor(scene, WorkRole.LEADER))[1] == "One comment waits for you."
    propose(scene)
    assert entry(scene, scene.lead)[1] == "One comment and one proposed level wait for you."

    scene.be(scene.advisor)
    assert "One comment waits for you." in scene.app.get("/home")
    talk(scene, opened_side=Side.TEAM)
    talk(scene, opened_side=Side.TEAM, assigned_to=Assignee.LEAD)
    assert "2 comments wait." in scene.app.get("/home")


@pytest.mark.parametrize(
    "change",
    [
        {"state": EngagementState.INVITED},
        {"state": EngagementState.REQUESTED},
        {"days": -1},
    ],
    ids=["invited", "requested", "past its end"],
)
def test_nothing_waits_before_and_after(scene, change):
    if "days" in change:
        change = {"ends_on": scene.day(change["days"])}
    scene.meet(**change)
    talk(scene)
    propose(scene)

    assert entry(scene, scene.lead) is None


def links(scene, membership):
    page = scene.app.get(f"{scene.be(membership)}/{scene.engagement.id}").html
    return [one["href"] for one in page.select("main li a")]


def test_an_engagement_leads_both_sides_to_its_meeting(scene, meeting):
    for membership in (scene.lead, scene.advisor):
        assert links(scene, membership) == [meeting]


def test_after_the_end_the_organization_still_finds_what_was_agreed_on(scene, meeting):
    ended = {"state": EngagementState.ENDED, "ended_at": scene.clock.now}
    scene.session.execute(update(Engagement).values(ended))
    scene.session.commit()
    address = f"{scene.be(scene.lead)}/{scene.engagement.id}"
    page = scene.app.get(address)

    assert "What it was about" in page
    assert "What they may see" not in page
    assert "The work with this provider has ended" in page.click("Read what was agreed on")


def test_before_it_is_accepted_no_meeting_is_named(scene):
    scene.meet(state=EngagementState.INVITED)

    for membership in (scene.lead, scene.advisor):
        assert links(scene, membership) == []
