"""A second round: last time's answers, what changed, what would change, and the pulse."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from instruments import catalogue
from readiness.models import (
    AgreedAnswer,
    Assessment,
    Organization,
    OrganizationKind,
    PlanStep,
    ProposalState,
    PulseCheck,
    Response,
    Snapshot,
    TaRating,
)
from readiness.services import comparisons
from tests.factories import make_engagement, make_membership, make_organization, make_profile
from tests.readiness.walking import Walker, given


@pytest.fixture
def walker(testapp, dbsession, clock, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return Walker(dbsession, clock, membership)


@pytest.fixture
def rounds(walker, clock, sign_in, testapp):
    """Open Gate's two rounds, a year apart."""
    first = walker.hand_in_as("open-gate-1")
    clock.tick(days=363)
    second = walker.hand_in_as("open-gate-2")
    sign_in(testapp, walker.lead.user)
    return first, second


def place(assessment):
    return f"/organizations/{assessment.organization_id}/assessments/{assessment.id}"


@pytest.fixture(autouse=True)
def jobs(app, monkeypatch):
    sent = []
    monkeypatch.setattr(app.registry.jobs, "send", lambda *job, **_: sent.append(job))
    return sent


# Taking it again.


def test_last_answer_stands_beside_each_question_and_is_not_chosen(
    testapp, walker, rounds, dbsession
):
    draft = walker.start(walker.program(), "evaluability")

    page = testapp.get(f"{place(draft)}/evaluability/DAT")

    hints = [one.text for one in page.html.select("p[id^=last-]")]
    items = catalogue.find("evaluability").domains
    (domain,) = (one for one in items if one.id == "DAT")
    assert len(hints) == len(domain.items)
    assert all(one.startswith("Last time (") for one in hints)
    level = given("open-gate-2", "evaluability")[domain.items[0].id]
    assert domain.items[0].levels[level] in hints[0]
    assert page.html.select("input[type=radio][checked]") == []
    group = page.html.select_one("fieldset")
    assert f"last-{domain.items[0].id}" in group["aria-describedby"]
    assert dbsession.scalars(select(Response).where(Response.assessment_id == draft.id)).all() == []


def test_first_round_has_no_last_time(testapp, walker):
    draft = walker.start(walker.program())

    assert "Last time" not in testapp.get(f"{place(draft)}/formative/STF")


def test_round_of_another_organization_is_no_last_time(testapp, walker, dbsession, clock):
    Walker(dbsession, clock, make_membership(dbsession)).hand_in_as("open-gate-1")
    draft = walker.start(walker.program())

    assert "Last time" not in testapp.get(f"{place(draft)}/formative/STF")


@pytest.fixture
def next_round(walker, rounds, dbsession):
    """Let a TA provider have proposed a level for DAT-1; gives where it is asked again."""

    def made(state, level):
        _, second = rounds
        provider = make_organization(dbsession, kind=OrganizationKind.TA)
        engagement = make_engagement(dbsession, walker.lead.organization, provider, second)
        dbsession.add(
            TaRating(
                engagement_id=engagement.id,
                assessment_id=second.id,
                instrument_id="evaluability",
                item_id="DAT-1",
                reason="",
                proposal_reason="We looked at it together.",
                proposal_state=state,
                proposed=level,
                updated_at=walker.clock(),
            )
        )
        dbsession.commit()
        return f"{place(walker.start(walker.program(), 'evaluability'))}/evaluability/DAT"

    return made


@pytest.mark.parametrize(
    ("state", "level", "told"),
    [
        (ProposalState.ACCEPTED, 2, True),
        # What both agreed on may be what the report says anyway.
        (ProposalState.ACCEPTED, 3, False),
        (ProposalState.OPEN, 2, False),
        (ProposalState.DECLINED, 2, False),
    ],
)
def test_level_agreed_on_after_the_report_stands_beside_it(testapp, next_round, state, level, told):
    page = testapp.get(next_round(state, level))

    hint = page.html.select_one("#last-DAT-1").get_text()
    levels = catalogue.find("evaluability").by_id["DAT-1"].levels
    assert f"“{levels[3]}” (In place and checked)" in hint
    assert ("Agreed on since then" in hint) is told
    assert (f"Agreed on since then: “{levels[2]}” (In place)" in hint) is told
    assert page.html.select("input[type=radio][checked]") == []


def test_what_the_team_wrote_down_itself_holds_over_a_proposal(
    testapp, walker, rounds, next_round, dbsession
):
    page = next_round(ProposalState.ACCEPTED, 2)
    dbsession.add(
        AgreedAnswer(
            assessment_id=rounds[1].id,
            instrument_id="evaluability",
            item_id="DAT-1",
            level=3,
            sheets={},
            agreed_at=walker.clock(),
            agreed_by=walker.lead.user_id,
        )
    )
    dbsession.commit()

    assert "Agreed on since then" not in testapp.get(page)


# What changed.


def test_comparison_tells_what_moved_and_why(testapp, rounds):
    first, second = rounds

    page = testapp.get(f"{place(second)}/compare/{first.id}")

    assert page.html.h1.text == "What changed"
    moved = [one.text for one in page.html.select("section[aria-labelledby=c-evaluability] .row p")]
    assert len(moved) == 3
    assert "3 answers are higher" in page or "Three answers are higher" in page
    assert "No answer moved." in page


def test_comparison_puts_the_older_first_whichever_is_named(testapp, rounds):
    first, second = rounds

    one = testapp.get(f"{place(second)}/compare/{first.id}").html.select_one(".lead").text
    other = testapp.get(f"{place(first)}/compare/{second.id}").html.select_one(".lead").text

    assert one == other


@pytest.mark.parametrize("suffix", ["", ".pdf", ".xlsx"])
def test_only_two_submitted_assessments_of_the_own_program_are_compared(
    testapp, walker, rounds, dbsession, suffix
):
    _, second = rounds
    draft = walker.start(walker.program())
    stranger = make_membership(dbsession)
    theirs = Walker(dbsession, walker.clock, stranger).hand_in_as("open-gate-1")

    for other in (second.id, draft.id, theirs.id, "nothing", second.organization_id):
        testapp.get(f"{place(second)}/compare/{other}{suffix}", status=404)
    testapp.get(f"{place(draft)}/compare/{second.id}{suffix}", status=404)
    testapp.get(f"{place(theirs)}/compare/{second.id}{suffix}", status=404)


def test_round_of_another_program_is_not_compared(testapp, walker, rounds, dbsession):
    first, second = rounds
    other = make_profile(dbsession, walker.lead.organization)
    dbsession.execute(
        update(Assessment).where(Assessment.id == first.id).values(program_profile_id=other.id)
    )
    dbsession.commit()

    testapp.get(f"{place(second)}/compare/{first.id}", status=404)
    assert "/compare/" not in testapp.get(f"{place(second)}/report")


def test_report_leads_to_the_comparison_with_the_round_before(testapp, rounds):
    first, second = rounds

    assert f"/compare/{first.id}" in testapp.get(f"{place(second)}/report")
    assert "/compare/" not in testapp.get(f"{place(first)}/report")


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_comparison_is_made_as_a_file_outside_the_request(testapp, rounds, jobs, app, kind):
    first, second = rounds
    address = f"{place(second)}/compare/{first.id}.{kind}"
    assert testapp.get(address).status_int == 202
    ((name, *values),) = jobs
    assert name == comparisons.JOB

    comparisons.make_file(app.registry.jobs, *values)
    response = testapp.get(address)

    assert response.headers["Content-Disposition"] == f'attachment; filename="what-changed.{kind}"'
    if kind == "xlsx":
        book = openpyxl.load_workbook(BytesIO(response.body))
        assert book.sheetnames == ["Results", "Areas", "Answers", "Steps done"]
        assert book["Answers"].max_row == 4
    else:
        assert response.body.startswith(b"%PDF-")


# What would change it.


def test_what_if_shows_another_result_and_keeps_nothing(testapp, rounds, dbsession):
    first, _ = rounds
    page = testapp.get(f"{place(first)}/what-if?instrument=evaluability")
    before = page.html.select_one("#result h2").text
    form = page.forms["form"]
    for item in catalogue.find("evaluability").items:
        form[item.id] = "3"

    after = form.submit("see")

    assert after.html.select_one("#result h2").text != before
    assert "Ready for an outcome evaluation" in after.html.select_one("#result h2").text
    assert dbsession.scalars(select(PlanStep)).all() == []
    again = testapp.get(f"{place(first)}/what-if?instrument=evaluability")
    assert again.html.select_one("#result h2").text == before


def test_what_if_becomes_a_goal_of_the_plan(testapp, rounds, dbsession):
    first, _ = rounds
    form = testapp.get(f"{place(first)}/what-if?instrument=evaluability").forms["form"]
    form["DAT-4"] = "2"
    form = form.submit("see").forms["form"]
    form.action = form.html.select_one("[formaction]")["formaction"]

    page = form.submit("keep").follow()

    (step,) = dbsession.scalars(select(PlanStep)).all()
    assert step.origin.value == "goal"
    assert step.title.startswith("Goal: ")
    assert len(step.actions["list"]) == 1
    assert "to In place" in step.actions["list"][0]["text"]
    assert step.title in page


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({"STF-1": "2"}, "Goal: Trained peer leaders"),
        ({"STF-1": "2", "STF-2": "2", "STF-3": "2"}, "Goal: Trained peer leaders, and 2 more"),
    ],
)
def test_goal_that_leaves_the_result_as_it_is_names_its_answers(
    testapp, rounds, dbsession, changed, title
):
    # All answers of Open Gate are above these: the result stays what it is.
    form = testapp.get(f"{place(rounds[0])}/what-if").forms["form"]
    for item, level in changed.items():
        assert form[item].value != level
        form[item] = level
    form.action = f"{place(rounds[0])}/what-if/goal"

    form.submit("keep")

    (step,) = dbsession.scalars(select(PlanStep)).all()
    assert step.title == title


def test_goal_needs_a_change(testapp, rounds, dbsession):
    first, _ = rounds
    form = testapp.get(f"{place(first)}/what-if").forms["form"]
    form.action = f"{place(first)}/what-if/goal"

    page = form.submit("keep").follow()

    assert "Change an answer first" in page
    assert dbsession.scalars(select(PlanStep)).all() == []


@pytest.mark.parametrize("value", ["4", "-1", "yes", "", "not-applicable", "٣"])
def test_answer_that_no_page_offers_is_refused(testapp, rounds, value):
    first, _ = rounds
    form = testapp.get(f"{place(first)}/what-if").forms["form"]
    form["STF-1"].force_value(value)

    response = form.submit("see", expect_errors=True)

    assert response.status_int in ({200, 422} if not value else {422})


@pytest.mark.parametrize("path", ["/what-if?instrument=nothing", "/what-if?instrument=pulse"])
def test_questionnaire_that_was_not_taken_cannot_be_tried(testapp, rounds, path):
    testapp.get(place(rounds[0]) + path, status=404)


def test_draft_has_nothing_to_try(testapp, walker):
    testapp.get(f"{place(walker.start(walker.program()))}/what-if", status=404)


# The pulse.


def pulse(testapp, walker, **answered):
    page = testapp.get(f"/organizations/{walker.lead.organization_id}/pulse")
    form = page.forms["form"]
    form["reason"] = "someone-left"
    for item, level in answered.items():
        form[item.replace("_", "-")] = str(level)
    return form.submit("save").follow()


def test_pulse_compares_with_what_was_handed_in_and_changes_nothing(
    testapp, walker, rounds, dbsession
):
    before = dbsession.scalars(select(Snapshot.sha256)).all()

    page = pulse(testapp, walker, STF_2=1, PAR_3=3, PLN_1="unknown")

    assert page.html.h1.text == "What moved"
    moved = {row.p.text: row.h3.text for row in page.html.select("section .row") if row.h3}
    named = catalogue.find("formative").by_id
    assert moved[named["STF-2"].text] == "Lower"
    assert moved[named["PLN-1"].text] == "Not compared"
    assert moved[named["SUP-1"].text] == "Not compared"
    assert dbsession.scalars(select(Snapshot.sha256)).all() == before


def test_drop_to_nothing_leads_to_a_talk_first(testapp, walker, rounds):
    page = pulse(testapp, walker, STF_2=0)

    assert page.html.h1.text == "Take time to talk"
    cards = [one["aria-labelledby"] for one in page.html.select("article.step")]
    assert cards == ["step-L-P2", "step-L-P4"]


def test_missing_supervision_is_shown_at_once(testapp, walker, rounds):
    page = pulse(testapp, walker, SUP_1=0)

    cards = [one["aria-labelledby"] for one in page.html.select("article.step")]
    assert cards == ["step-R-5c", "step-L-P2", "step-L-P4"]


def test_missing_supervision_is_shown_also_when_nothing_was_handed_in(testapp, walker):
    walker.program()
    page = pulse(testapp, walker, SUP_1=0)

    assert "Nothing was handed in before" in page
    cards = [one["aria-labelledby"] for one in page.html.select("article.step")]
    assert cards == ["step-R-5c"]


def test_pulse_compares_with_the_pulse_before(testapp, walker, rounds, clock):
    pulse(testapp, walker, STF_2=1)
    clock.tick(minutes=5)

    page = pulse(testapp, walker, STF_2=2)

    name = catalogue.find("formative").by_id["STF-2"].name.lower()
    assert f"higher: {name}." in page
    listed = testapp.get(f"/organizations/{walker.lead.organization_id}/pulse")
    assert len(listed.html.select("#past ~ ul li")) == 2


def test_pulse_of_another_organization_is_not_there(testapp, walker, rounds, dbsession, sign_in):
    pulse(testapp, walker, STF_2=1)
    (check,) = dbsession.scalars(select(PulseCheck)).all()
    stranger = make_membership(dbsession)
    there, org = f"/pulse/{check.id}", walker.lead.organization_id
    sign_in(testapp, stranger.user)

    testapp.get(f"/organizations/{org}{there}", status=404)
    testapp.get(f"/organizations/{stranger.organization_id}{there}", status=404)
    testapp.get(f"/organizations/{org}/pulse", status=404)


@pytest.mark.parametrize(("field", "value"), [("reason", "boredom"), ("STF-2", "7")])
def test_pulse_refuses_what_it_does_not_offer(testapp, walker, rounds, field, value):
    form = testapp.get(f"/organizations/{walker.lead.organization_id}/pulse").forms["form"]
    form[field].force_value(value)

    form.submit("save", status=422)

    assert walker.session.scalars(select(PulseCheck)).all() == []


def test_pulse_without_an_answer_is_asked_for_one_and_not_kept(testapp, walker, rounds):
    form = testapp.get(f"/organizations/{walker.lead.organization_id}/pulse").forms["form"]
    form["reason"] = "someone-left"

    page = form.submit("save", status=422)

    assert "at least one question" in page.html.select_one(".errors").text
    assert page.forms["form"]["reason"].value == "someone-left"
    assert walker.session.scalars(select(PulseCheck)).all() == []
    page.forms["form"]["STF-2"] = "unknown"
    assert page.forms["form"].submit("save").status_int == 303


def test_pulse_goes_with_its_organization(testapp, walker, rounds, dbsession):
    pulse(testapp, walker, STF_2=1)
    dbsession.execute(delete(Organization))
    dbsession.commit()

    assert dbsession.scalars(select(PulseCheck)).all() == []
