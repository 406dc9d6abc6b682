"""A funder asked: the lead knows by which code, what for, and answers with what they choose."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from readiness.models import Organization, Role, ShareRequest
from tests.factories import make_membership, make_organization
from tests.functional.test_sharing import ask, code, two
from tests.readiness.portfolios import make_funder, make_share_request

__all__ = ["code", "two"]


@pytest.fixture
def asked(two, dbsession):
    funder = dbsession.get(Organization, two.funder)
    made = make_share_request(dbsession, funder, dbsession.get(Organization, two.org))
    return made.id


def chosen(form) -> list[str]:
    return [field._value for field in form.fields["parts"] if field.checked]  # noqa: SLF001


def test_lead_finds_the_code_that_a_funder_needs(two, dbsession):
    page = two.lead.get(two.path())
    assert "A funder that has your code can ask you to share something." in page
    assert "Make a code" in page
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(
            update(Organization).where(Organization.id == two.org).values(reach_code="ABCDEFGH2345")
        )

    page = two.lead.get(two.path())

    assert "Your code: <strong>ABCD-EFGH-2345</strong>" in page
    assert "a funder can ask you to share something" in page.click("Make a new code")


def test_answer_begins_with_who_asked_and_what_for_and_with_no_part(two, asked):
    page = two.lead.get(two.path()).click("Choose what to share", href="asked")
    form = page.forms["form"]

    assert "Harbor Fund asked to see the result and where to start" in page
    assert (form["funder"].value, form["purpose"].value) == (two.funder, "To plan")
    assert chosen(form) == []
    assert form["follows_plan"].checked is False


@pytest.mark.parametrize("theirs", [True, False])
def test_wish_to_somebody_else_is_nothing(two, dbsession, theirs):
    stranger = make_organization(dbsession, name="Else")
    funder = dbsession.get(Organization, two.funder)
    wish = make_share_request(dbsession, funder, stranger).id
    address = two.path(f"/new?asked={wish if theirs else 'nothing'}")

    page = two.lead.get(address)

    assert "asked to see" not in page
    assert page.forms["form"]["purpose"].value == ""


def test_answered_wish_is_nothing_any_more(two, dbsession, asked):
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(update(ShareRequest).values(state="declined"))

    assert "asked to see" not in two.lead.get(two.path(f"/new?asked={asked}"))


def refused(page):
    """The page that answers when nothing but the purpose is filled in, and that is wrong."""
    form = page.forms["form"]
    form["purpose"] = ""
    form.fields["parts"][-1].checked = True
    return form.submit(status=422)


def test_refused_answer_still_says_who_asked_and_what_is_wrong_all_at_once(two, asked):
    page = refused(two.lead.get(two.path(f"/new?asked={asked}")))

    assert page.html.h1.get_text() == "Choose what Harbor Fund may see"
    assert "Harbor Fund asked to see the result and where to start" in page
    assert [one.get_text() for one in page.html.select(".errors li")] == [
        "Report: Please choose one.",
        "Parts: Notes are read beside the answers: choose both, or leave the notes out.",
        "What for: Please fill this in.",
        "How long: Please choose one.",
    ]
    assert page.forms["form"]["funder"].value == two.funder


def test_lead_reads_what_a_funder_is_told_before_choosing(two):
    page = two.lead.get(two.path("/new"))

    assert "For planning help, not for choosing who gets money." in page
    assert "We cannot make sure that they keep to it." in page


def overdue(dbsession):
    """Let the day pass until which the funder wanted to see something."""
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(update(ShareRequest).values(until=dt.date(2020, 1, 1)))


def test_front_page_tells_the_lead_and_names_no_funder(two, asked):
    page = two.lead.get("/home")

    assert "A funder asked to see something" in page
    assert "Harbor Fund" not in page
    link = page.html.select_one(f"main a[href='{two.path()}']")
    assert "Harbor Fund" in two.lead.get(link["href"])


def test_front_page_counts_those_that_asked(two, dbsession, asked):
    organization = dbsession.get(Organization, two.org)
    make_share_request(dbsession, make_funder(dbsession, name="Maple Fund"), organization)

    assert "2 funders asked to see something" in two.lead.get("/home")


def test_front_page_of_a_contributor_says_nothing_of_it(two, dbsession, asked, sign_in):
    organization = dbsession.get(Organization, two.org)
    other = make_membership(dbsession, organization=organization, role=Role.CONTRIBUTOR)
    sign_in(two.lead, other.user)

    assert "asked to see something" not in two.lead.get("/home")


def test_wish_that_was_never_answered_is_over_after_its_last_day(two, dbsession, asked):
    overdue(dbsession)

    assert "asked to see" not in two.lead.get("/home")
    assert "They would like to see" not in two.lead.get(two.path())


def test_funder_that_got_no_answer_may_ask_again_later(two, dbsession, code):
    ask(two, code)
    overdue(dbsession)

    ask(two, code)

    assert two.lead.get(two.path()).text.count("They would like to see") == 1
    assert len(dbsession.scalars(select(ShareRequest)).all()) == 2
