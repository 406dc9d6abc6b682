"""Sharing and time: a notice before an end, and pages that were open for too long."""

import datetime as dt

import pytest
from sqlalchemy import select

from readiness.models import OrganizationKind, Role, Share, ShareRequest
from readiness.services.share_terms import after
from tests.factories import PASSWORD, make_membership, make_organization
from tests.readiness.portfolios import make_funder
from tests.readiness.walking import Walker


@pytest.fixture
def lead(testapp, dbsession, sign_in):
    membership = make_membership(
        dbsession, organization=make_organization(dbsession, name="Circle House")
    )
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def share(dbsession, lead, clock):
    """A live share, by how many days it has left."""

    def made(left, **more):
        row = Share(
            organization_id=lead.organization_id,
            assessment_id=report.id,
            funder_id=make_funder(dbsession).id,
            purpose="To plan",
            asks=[],
            created_at=clock.now - dt.timedelta(days=60),
            shared_at=clock.now - dt.timedelta(days=60),
            expires_at=after((clock.now + dt.timedelta(days=left)).date()),
            **{"parts": ["result"], **more},
        )
        dbsession.add(row)
        dbsession.commit()
        return row

    walker = Walker(dbsession, clock, lead)
    report = walker.start(walker.program())
    walker.answer(report, {"STF-1": 2, "STF-2": 1})
    walker.submit(report)
    return made


def test_home_of_a_lead_tells_what_ends_soon_and_leads_there(testapp, share, lead):
    share(9)

    page = testapp.get("/home")

    assert "Something you share ends soon" in page
    link = page.html.select_one(f"main a[href='/organizations/{lead.organization_id}/shares']")
    assert "Harbor Fund" in testapp.get(link["href"])


def test_home_counts_what_ends_soon(testapp, share):
    share(9)
    share(3)

    assert "2 things you share end soon" in testapp.get("/home")


@pytest.mark.parametrize("left", [15, 200, -1])
def test_home_says_nothing_of_what_does_not_end_soon(testapp, share, left):
    share(left)

    assert "end soon" not in testapp.get("/home").text.replace("ends soon", "end soon")


def test_home_of_a_contributor_says_nothing_of_shares(testapp, dbsession, share, lead, sign_in):
    share(9)
    other = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, other.user)

    assert "ends soon" not in testapp.get("/home")


def late(form, clock, email):
    """Send a form after the session ran out, sign in again, and send what was kept."""
    clock.tick(minutes=31)
    page = form.submit(status=401)
    assert page.html.h1.get_text() == "Sign in again to keep what you wrote"
    again = page.forms["form"]
    again["email"], again["password"] = email, PASSWORD
    return again.submit().forms["form"].submit(expect_errors=True)


def choose(form, *parts):
    for field in form.fields["parts"]:
        field.checked = field._value in parts  # noqa: SLF001 -- WebTest has no other way


def test_choices_for_a_share_outlive_the_session(testapp, dbsession, lead, share, clock):
    share(200)
    form = testapp.get(f"/organizations/{lead.organization_id}/shares/new").forms["form"]
    form["funder"] = form["funder"].options[0][0]
    form["report"] = form["report"].options[0][0]
    choose(form, "areas", "steps")
    form["purpose"] = "To plan the spring & more"
    form["until"] = form["until"].options[0][0]

    late(form, clock, lead.user.email)

    made = dbsession.scalars(select(Share).where(Share.shared_at.is_(None))).one()
    assert (made.parts, made.purpose) == (["areas", "steps"], "To plan the spring & more")


def test_change_of_a_share_outlives_the_session(testapp, dbsession, lead, share, clock):
    made = share(200, parts=["areas", "steps"])
    address = f"/organizations/{lead.organization_id}/shares/{made.id}/change"
    form = testapp.get(address).forms["form"]
    choose(form, "areas")

    late(form, clock, lead.user.email)

    dbsession.refresh(made)
    assert made.parts == ["areas"]


def test_wish_of_a_funder_outlives_the_session(testapp, dbsession, lead, sign_in, clock):
    lead.organization.reach_code = "ABCDEFGHJKMN"
    funder = make_organization(dbsession, name="Harbor Fund", kind=OrganizationKind.FUNDER)
    reviewer = make_membership(dbsession, organization=funder, role=Role.REVIEWER)
    sign_in(testapp, reviewer.user)
    form = testapp.get("/portfolio/ask").forms["form"]
    form["code"] = "ABCD-EFGH-JKMN"
    choose(form, "areas")
    form["purpose"] = "To plan the year with you"
    form["until"] = form["until"].options[0][0]

    page = late(form, clock, reviewer.user.email)

    # A code is never carried along: it is asked for again, and nothing else is.
    assert page.status_int == 422
    form = page.forms["form"]
    assert form["purpose"].value == "To plan the year with you"
    form["code"] = "ABCD-EFGH-JKMN"
    form.submit()
    assert dbsession.scalars(select(ShareRequest.parts)).one() == ["areas"]


def test_words_on_ending_tell_of_copies_and_of_figures(testapp, lead, share):
    made = share(200)
    before = testapp.get(f"/organizations/{lead.organization_id}/shares/{made.id}")
    end = next(one for one in before.forms.values() if one.action.endswith("/end"))

    for page in (before, end.submit().follow()):
        assert "They may have a copy they downloaded before." in page
        assert "Figures about groups of ten or more may still count what you shared." in page
