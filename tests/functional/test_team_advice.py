"""What a TA provider says, beside the team's own answers on the page where it agrees."""

import datetime as dt

import pytest

from readiness.models import Checked, EngagementState, OrganizationKind, TaRating, WorkRole
from tests.factories import make_assessment, make_engagement, make_organization
from tests.functional.teaming import Team
from tests.statements import counted


@pytest.fixture
def team(app, dbsession, clock, sign_in, testapp):
    made = Team(app, dbsession, clock, sign_in)
    made.handed_in({"SUP-1": 0, "SUP-2": 2}, made.lead)
    made.handed_in({"SUP-1": 3, "SUP-2": 2})
    return made


@pytest.fixture
def lead(team):
    return team.browser(team.lead)


@pytest.fixture
def advise(team, dbsession, clock):
    """Let a TA provider say something of an item."""

    def said(*, name="Ridge Assistance", level=1, item="SUP-1", about=team.draft, **more):
        provider = make_organization(dbsession, name=name, kind=OrganizationKind.TA)
        engagement = make_engagement(dbsession, team.lead.organization, provider, about, **more)
        dbsession.add(
            TaRating(
                engagement_id=engagement.id,
                assessment_id=about.id,
                instrument_id="formative",
                item_id=item,
                checked=Checked.SEEN,
                level=level,
                reason="The <b>plan</b> is a draft.",
                updated_at=clock.now,
            )
        )
        dbsession.commit()

    return said


def beside(page):
    """The line that holds the views side by side, and what stands at the anchors."""
    lines = [" ".join(one.text.split()) for one in page.html.select("fieldset > p.small")]
    marks = [
        (one.find_parent(class_="choice").input["value"], one.text)
        for one in page.html.select(".tally span")
        if "says this" in one.text
    ]
    return lines, marks


def test_own_advice_and_agreed_stand_side_by_side_in_words(team, lead, advise):
    advise()
    line = "You: Not yet. Ridge Assistance: Started, seen. “The <b>plan</b> is a draft.” Agreed: "

    assert beside(lead.get(f"{team.base}/agree")) == (
        [f"{line}nothing yet."],
        [("1", "Ridge Assistance says this")],
    )
    # On the item's own page as well, and after the team agreed.
    page = lead.get(f"{team.base}/agree/SUP-1")
    form = next(one for one in page.forms.values() if "SUP-1" in one.fields)
    form["SUP-1"] = "2"
    form.submit()
    assert beside(lead.get(f"{team.base}/agree/SUP-1"))[0] == [f"{line}In place."]


def test_who_may_not_agree_reads_it_as_well(team, advise):
    advise()
    member = team.member(WorkRole.BOARD)
    team.handed_in({"SUP-1": 2}, member)

    page = team.browser(member).get(f"{team.base}/agree")
    assert "Ridge Assistance: Started, seen." in " ".join(page.html.text.split())
    assert "<b>plan</b>" not in page.text


def test_two_providers_stand_beside_each_other(team, lead, advise):
    advise(level=1)
    advise(name="Lake Assistance", level=3)

    lines, marks = beside(lead.get(f"{team.base}/agree"))
    assert "Ridge Assistance: Started, seen." in lines[0]
    assert "Lake Assistance: In place and checked, seen." in lines[0]
    assert marks == [("1", "Ridge Assistance says this"), ("3", "Lake Assistance says this")]


@pytest.mark.parametrize(
    "change",
    [
        {"state": EngagementState.INVITED},
        {"state": EngagementState.REQUESTED},
        {"state": EngagementState.DECLINED},
        {"state": EngagementState.ENDED, "ended_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"ends_on": dt.date(2020, 1, 1)},
    ],
    ids=["invited", "requested", "declined", "ended", "past its end"],
)
def test_without_a_live_engagement_nothing_is_shown(team, lead, advise, change):
    advise(**change)

    page = lead.get(f"{team.base}/agree")
    assert beside(page) == ([], [])
    assert "Ridge" not in page


def test_without_a_level_there_is_nothing_to_put_beside(team, lead, advise):
    advise(level=None)

    assert beside(lead.get(f"{team.base}/agree")) == ([], [])


def test_advice_on_another_assessment_stays_there(team, lead, advise, dbsession):
    advise(about=make_assessment(dbsession, team.lead.organization))

    assert beside(lead.get(f"{team.base}/agree")) == ([], [])


@pytest.mark.parametrize("many", [1, 3])
def test_page_asks_the_same_however_much_is_said(team, lead, advise, engine, many):
    for number, item in enumerate(("SUP-1", "SUP-2", "SUP-3")[:many]):
        advise(name=f"Ridge {number}", item=item)
    lead.get(f"{team.base}/agree")
    with counted(engine) as statements:
        lead.get(f"{team.base}/agree")

    assert len(statements) == 8
