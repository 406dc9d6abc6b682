"""A funder asked: the lead knows by which code, what for, and answers with what they choose."""

import pytest
from sqlalchemy import update

from readiness.models import Organization, ShareRequest
from tests.factories import make_organization
from tests.functional.test_sharing import two
from tests.readiness.portfolios import make_share_request

__all__ = ["two"]


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
