"""Whatever the sheets say, nobody reads more than S7 lets them: random teams, every page."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from readiness.db import operating
from readiness.models import AgreedAnswer, Response, ResponseSheet, WorkRole
from tests.functional.teaming import Team

ITEMS = ("CON-1", "CON-5", "STF-4")
ALLOWED = ("0", "1", "2", "3", "unknown", "not-applicable")
PAGES = ("/home", "/review", "/spread", "/agree", "/agree/CON-1", "/agree/CON-5", "/agree/STF-4")
COUNT = re.compile(r"\b\d+ of you\b")


SHEET = st.fixed_dictionaries(
    {
        item: st.sampled_from(
            [one for one in ALLOWED if one != "not-applicable" or item == "CON-5"]
        )
        for item in ITEMS
    }
)
SHEETS = st.lists(SHEET, min_size=0, max_size=6)


@pytest.fixture
def team(app, dbsession, clock, sign_in):
    made = Team(app, dbsession, clock, sign_in)
    made.all_may_agree()
    return made


@pytest.fixture
def others(team):
    """People who may answer: three of one role, and others of whom one said none."""
    roles = (WorkRole.PEER_LEADER,) * 3 + (WorkRole.LEADER, None, WorkRole.BOARD)
    return [team.member(role) for role in roles]


@pytest.fixture
def browser(team):
    """The lead's."""
    made = team.browser(team.lead)
    made.look = False
    return made


def start_again(team):
    for table in (AgreedAnswer, Response, ResponseSheet):
        with operating(team.app.registry.engine).begin() as connection:
            connection.execute(delete(table))
    team.dbsession.expire_all()


def read(browser, team):
    """The words of every page, with what redirects lead to."""
    found = {}
    for path in PAGES:
        page = browser.get(path if path == "/home" else team.base + path)
        while page.status_int == 303:
            page = page.follow()
        main = page.html.find(id="main")
        found[path] = " ".join(main.get_text(" ").split())
    return found


RELAXED = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@RELAXED
@given(sheets=SHEETS, mine=SHEET)
def test_who_has_not_handed_in_reads_the_same_whatever_the_others_say(
    team, others, browser, sheets, mine
):
    pages = []
    for change in (dict, lambda sheet: dict.fromkeys(sheet, "unknown")):
        start_again(team)
        team.walker.answer(team.draft, mine)
        for member, sheet in zip(others, sheets, strict=False):
            team.walker.answer(team.draft, change(sheet), member=member, hand_in=True)
        pages.append(read(browser, team))

    assert pages[0] == pages[1]
    assert not any(COUNT.search(text) for text in pages[0].values())


@RELAXED
@given(theirs=SHEET, mine=SHEET)
def test_of_two_sheets_no_page_has_a_count(team, others, browser, theirs, mine):
    start_again(team)
    team.walker.answer(team.draft, mine, hand_in=True)
    team.walker.answer(team.draft, theirs, member=others[0], hand_in=True)

    for text in read(browser, team).values():
        assert not COUNT.search(text)
        assert "Peer leaders:" not in text


@RELAXED
@given(sheets=st.lists(SHEET, min_size=2, max_size=6), mine=SHEET)
def test_counts_are_whole_and_cells_of_a_role_hold_three_or_more(
    team, others, browser, sheets, mine
):
    start_again(team)
    team.walker.answer(team.draft, mine, hand_in=True)
    for member, sheet in zip(others, sheets, strict=False):
        team.walker.answer(team.draft, sheet, member=member, hand_in=True)

    page = browser.get(f"{team.base}/spread")

    for item in ITEMS:
        place = page.html.find("a", href=re.compile(f"/agree/{item}$")).find_parent("li")
        whole, *roles = place.select("p.tally")
        assert counted(whole) == len(sheets) + 1
        assert all(counted(role) >= 3 for role in roles)
        rest = len(sheets) + 1 - sum(map(counted, roles))
        # The lead's own sheet has no role, so it is in the rest: take it away as well.
        assert not roles or rest - 1 >= 3


def counted(tally):
    return sum(int(one) for one in re.findall(r"(\d+) of you", tally.get_text()))
