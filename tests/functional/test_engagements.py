"""Inviting, asking, answering and ending, as a lead and a consultant do it."""

import pytest
from sqlalchemy import delete, select

from readiness.models import Engagement, EngagementState, Membership, OrganizationKind, Role
from readiness.security.limits import Limit
from tests.factories import PASSWORD, make_assessment, make_membership, make_organization


def invite(scene, address, **changes):
    """Fill the lead's form and send it."""
    fields = {
        "provider": scene.advisor.organization_id,
        "assessments": [scene.assessment.id],
        "purpose": "Read with us.",
        "ends_on": scene.day(30).isoformat(),
    }
    return scene.press(address, "invite", **{**fields, **changes})


def engagements(scene):
    scene.session.expire_all()
    return scene.session.scalars(select(Engagement)).all()


def test_a_lead_invites_and_a_consultant_accepts(scene):
    mine = scene.be(scene.lead)
    invite(scene, mine).follow()
    assert "They have not answered yet" in scene.app.get(mine)

    theirs = scene.be(scene.advisor)
    home = scene.app.get("/home")
    assert "New invitations" in home
    assert "CANARY-PROGRAM" not in home
    scene.press(f"{theirs}/{engagements(scene)[0].id}", "accept").follow()

    home = scene.app.get("/home")
    assert "CANARY-RIVER" in home
    assert "CANARY-PROGRAM" in home
    scene.be(scene.lead)
    assert (
        "The people in your organization can see it. "
        "Ridge Assistance can see the questionnaires you chose for them."
    ) in scene.app.get("/home")
    assert "Working with you until" in scene.app.get(mine)


def test_a_provider_that_has_yet_to_answer_is_not_invited_twice(scene):
    mine = scene.be(scene.lead)
    token = scene.app.get(mine).html.find("input", {"name": "csrf_token"})["value"]
    invite(scene, mine).follow()

    again = scene.app.post(mine, {"csrf_token": token, "invite": "invite"}).follow()

    assert "Every TA provider who uses this service works with you already" in again
    assert len(engagements(scene)) == 1


def test_a_provider_that_has_yet_to_answer_is_not_offered_beside_others(scene):
    other = make_organization(scene.session, name="Alder", kind=OrganizationKind.TA)
    mine = scene.be(scene.lead)
    invite(scene, mine).follow()

    page = scene.app.get(mine)

    assert [one["value"] for one in page.html.select("select[name=provider] option")] == [
        "",
        other.id,
    ]


def test_an_invitation_that_nobody_took_up_can_be_made_again(scene):
    mine = scene.be(scene.lead)
    invite(scene, mine, ends_on=scene.day(1).isoformat()).follow()
    scene.clock.tick(days=2)
    scene.be(scene.lead)

    invite(scene, mine).follow()

    assert len(engagements(scene)) == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_on", "2020-01-01", "or later"),
        ("ends_on", "2099-01-01", "or earlier"),
        ("ends_on", "soon", "Please use a date"),
        ("purpose", "", "Please fill this in"),
        ("purpose", "x" * 501, "500 characters or fewer"),
        ("assessments", [], "choose at least one"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(scene, field, value, words):
    answer = invite(scene, scene.be(scene.lead), **{field: value})

    assert answer.status_int == 422
    assert words in answer
    assert engagements(scene) == []


def test_a_refused_invitation_keeps_what_was_typed(scene):
    answer = invite(scene, scene.be(scene.lead), ends_on="soon")

    assert "Read with us." in answer
    assert f'value="{scene.assessment.id}" checked' in answer


def test_ids_of_others_are_no_choices(scene):
    other = make_assessment(scene.session, make_organization(scene.session))
    form = scene.form(scene.be(scene.lead), "invite")
    good = {
        "csrf_token": form["csrf_token"].value,
        "provider": scene.advisor.organization_id,
        "assessments": scene.assessment.id,
        "purpose": "Read with us.",
        "ends_on": scene.day(30).isoformat(),
    }
    address = f"/organizations/{scene.lead.organization_id}/engagements"
    for wrong in ({"provider": other.organization_id}, {"assessments": other.id}):
        scene.app.post(address, good | wrong, status=422)

    assert engagements(scene) == []


def test_a_contributor_reads_and_changes_nothing(scene):
    made = scene.engage(scene.assessment)
    mine = scene.be(scene.peer())

    assert "End it" not in scene.app.get(f"{mine}/{made.id}")
    assert "Invite a TA provider" not in scene.app.get(mine)
    token = scene.token(mine)
    for address in (mine, f"{mine}/{made.id}"):
        scene.app.post(address, {"csrf_token": token, "end": "yes"}, status=404)
    assert [one.state for one in engagements(scene)] == [EngagementState.LIVE]


def test_ending_closes_everything_at_once(scene):
    made = scene.engage(scene.assessment)
    theirs = scene.be(scene.advisor)
    assert "CANARY-RIVER" in scene.app.get(f"{theirs}/{made.id}")
    scene.press(f"{scene.be(scene.lead)}/{made.id}", "end").follow()

    scene.be(scene.advisor)
    scene.app.get(f"{theirs}/{made.id}", status=404)
    # The page was open meanwhile: its button leads nowhere any more.
    data = {"csrf_token": scene.token(theirs), "end": "yes"}
    scene.app.post(f"{theirs}/{made.id}", data, status=404)
    for address in ("/home", theirs):
        assert "CANARY" not in scene.app.get(address)


def test_after_the_last_day_nothing_is_open(scene):
    made = scene.engage(scene.assessment, ends_on=scene.day(0))
    theirs = scene.be(scene.advisor)
    assert "CANARY-RIVER" in scene.app.get("/home")

    scene.clock.tick(days=1)
    scene.be(scene.advisor)
    scene.app.get(f"{theirs}/{made.id}", status=404)
    for address in ("/home", theirs):
        assert "CANARY" not in scene.app.get(address)


def test_a_removed_consultant_sees_nothing(scene):
    made = scene.engage(scene.assessment)
    theirs = scene.be(scene.advisor)
    assert "CANARY-RIVER" in scene.app.get("/home")
    with scene.app.app.registry.engine.begin() as connection:
        connection.execute(delete(Membership).where(Membership.user_id == scene.advisor.user_id))

    scene.app.get(theirs, status=404)
    scene.app.get(f"{theirs}/{made.id}", status=404)
    assert "CANARY" not in scene.app.get("/home").maybe_follow()


def test_another_provider_finds_nothing(scene):
    made = scene.engage(scene.assessment)
    stranger = make_organization(scene.session, kind=OrganizationKind.TA)
    theirs = scene.be(make_membership(scene.session, organization=stranger, role=Role.LEAD))

    there = scene.app.get(f"{theirs}/{made.id}", status=404)
    nowhere = scene.app.get(f"{theirs}/none", status=404)
    assert there.text == nowhere.text
    assert "CANARY" not in scene.app.get(theirs)


def test_asking_says_the_same_whether_there_is_somebody_or_not(scene):
    mine = scene.be(scene.lead)
    scene.press(mine, "new_code").follow()
    scene.session.expire_all()
    code = scene.lead.organization.reach_code
    theirs = scene.be(scene.advisor)
    answers = [
        scene.press(theirs, "ask", reach_code=tried, purpose="We can help.").follow()
        for tried in (code, "WXYZ-WXYZ-WXYZ")
    ]

    assert answers[0].text == answers[1].text
    assert "CANARY" not in answers[0]
    [made] = engagements(scene)
    scene.app.get(f"{theirs}/{made.id}", status=404)
    scene.be(scene.lead)
    assert "Waits for you" in scene.app.get(mine)


@pytest.mark.parametrize("spelled", ["-".join, " ".join, lambda parts: "".join(parts).lower()])
def test_a_reach_code_is_found_however_it_is_typed(scene, spelled):
    mine = scene.be(scene.lead)
    page = scene.press(mine, "new_code").follow()
    scene.session.expire_all()
    code = scene.lead.organization.reach_code
    parts = [code[:4], code[4:8], code[8:]]
    assert "-".join(parts) in page
    theirs = scene.be(scene.advisor)
    scene.press(theirs, "ask", reach_code=f" {spelled(parts)} ", purpose="We can help.").follow()

    assert len(engagements(scene)) == 1


def test_a_lead_answers_a_request_on_their_own_terms(scene):
    made = scene.engage(state=EngagementState.REQUESTED, ends_on=None)
    page = f"{scene.be(scene.lead)}/{made.id}"
    assert scene.press(page, "grant", assessments=[scene.assessment.id]).status_int == 422
    fields = {"assessments": [scene.assessment.id], "ends_on": scene.day(0).isoformat()}
    scene.press(page, "grant", **fields).follow()

    theirs = scene.be(scene.advisor)
    assert "CANARY-RIVER" in scene.app.get(f"{theirs}/{made.id}")


def test_a_declined_request_stays_unknown(scene):
    made = scene.engage(state=EngagementState.REQUESTED, ends_on=None)
    scene.press(f"{scene.be(scene.lead)}/{made.id}", "decline").follow()

    theirs = scene.be(scene.advisor)
    scene.app.get(f"{theirs}/{made.id}", status=404)
    assert "CANARY" not in scene.app.get(theirs)


def test_a_lead_names_more(scene):
    made = scene.engage()
    scene.press(
        f"{scene.be(scene.lead)}/{made.id}", "more", assessments=[scene.assessment.id]
    ).follow()

    assert [one.assessment_id for one in engagements(scene)[0].named] == [scene.assessment.id]


def test_a_button_of_the_other_side_does_nothing(scene):
    made = scene.engage(scene.assessment, state=EngagementState.INVITED)
    mine = scene.be(scene.lead)
    data = {"csrf_token": scene.token(mine), "accept": "yes"}

    scene.app.post(f"{mine}/{made.id}", data, status=404)
    assert engagements(scene)[0].state is EngagementState.INVITED


def test_answering_what_was_answered_says_so(scene):
    made = scene.engage(scene.assessment, state=EngagementState.INVITED)
    theirs = scene.be(scene.advisor)
    form = scene.form(f"{theirs}/{made.id}", "accept")
    form.submit("accept").follow()

    assert "Somebody else was faster" in form.submit("accept").follow()


def test_too_many_codes_are_not_tried(scene):
    theirs = scene.be(scene.advisor)
    limits = scene.app.app.registry.limits
    while limits.count(Limit.ENGAGEMENT_REQUESTS, scene.advisor.organization_id):
        pass
    answer = scene.press(theirs, "ask", reach_code="WXYZ", purpose="We can help.")

    assert answer.status_int == 429
    assert "wait a while" in answer


def test_inviting_asks_for_the_password_again_after_a_while(scene):
    mine = scene.be(scene.lead)
    page = scene.form(mine, "invite")
    scene.clock.tick(minutes=11)
    page["provider"] = scene.advisor.organization_id
    page["assessments"] = [scene.assessment.id]
    page["purpose"] = "Read with us."
    page["ends_on"] = scene.day(30).isoformat()
    asked = page.submit("invite", status=401)

    assert engagements(scene) == []
    form = asked.forms["form"]
    form["password"] = PASSWORD
    form.submit().forms[0].submit().follow()
    assert len(engagements(scene)) == 1
