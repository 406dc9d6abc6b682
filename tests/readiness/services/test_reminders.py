"""A word to the leads before a share ends: once, neutral, and only where it helps."""

import datetime as dt

import pytest
from sqlalchemy import select

from readiness.models import Role, Share
from readiness.services.reminders import ending, remind
from tests.factories import make_membership, make_organization, make_user
from tests.readiness.portfolios import FINE, make_funder, make_share

BEGAN = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
END = BEGAN + dt.timedelta(days=90)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def house(dbsession):
    """An organization with two leads and a contributor."""
    found = make_organization(dbsession, name="Circle House")
    for role in (Role.LEAD, Role.LEAD, Role.CONTRIBUTOR):
        make_membership(dbsession, organization=found, role=role)
    return found


@pytest.fixture
def share(dbsession, house):
    def made(**more):
        values = {"organization": house, "expires_at": END, **more}
        return make_share(dbsession, make_funder(dbsession), FINE, shared_at=BEGAN, **values)

    return made


@pytest.fixture
def jobs(app, engine):
    return app.registry.jobs


def test_leads_get_one_mail_each_two_weeks_before_and_no_second_one(jobs, share, house, mails):
    share()

    assert remind(jobs, END - 14 * DAY - SECOND) == 0
    assert remind(jobs, END - 14 * DAY) == 1
    assert remind(jobs, END - 13 * DAY) == 0

    leads = {one.user.email for one in house.memberships if one.role is Role.LEAD}
    assert {one["To"] for one in mails()} == leads
    assert len(mails()) == 2


def test_lead_without_a_mailbox_gets_no_mail(dbsession, jobs, share, house, mails):
    by_name = make_membership(
        dbsession, organization=house, user=make_user(dbsession, email="maple.river")
    )
    closed = make_membership(dbsession, organization=house, user=make_user(dbsession, active=False))
    share()

    remind(jobs, END - DAY)

    told = {one["To"] for one in mails()}
    assert len(told) == 2
    assert not told & {by_name.user.email, closed.user.email}


def test_mail_names_nobody_and_leads_to_the_record(jobs, share, house, mails):
    share(purpose="canary-purpose")
    remind(jobs, END - DAY)

    for mail in mails():
        text = mail.get_content()
        assert mail["Subject"] == "Something ends soon"
        assert f"/organizations/{house.id}/shares" in text
        for word in ("Circle House", "Harbor Fund", "canary-purpose", "report"):
            assert word not in f"{mail['Subject']} {text}"


@pytest.mark.parametrize(
    "more",
    [
        {"revoked_at": BEGAN + DAY},
        {"shared_at": None},
        {"expires_at": BEGAN + 300 * DAY},
        {"expires_at": END - 2 * DAY},
    ],
    ids=["ended", "draft", "far away", "already over"],
)
def test_share_that_does_not_end_soon_is_no_mail(dbsession, jobs, share, mails, more):
    made = share()
    for name, value in more.items():
        setattr(made, name, value)
    dbsession.commit()

    assert remind(jobs, END - DAY) == 0
    assert mails() == []


def test_share_for_two_weeks_or_less_needs_no_word(jobs, share, mails):
    share(expires_at=BEGAN + 13 * DAY)

    assert remind(jobs, BEGAN + 12 * DAY) == 0
    assert mails() == []


def test_what_ends_soon_is_told_soonest_first_and_of_the_own_organization_alone(
    dbsession, share, house
):
    share()
    share(expires_at=END - 3 * DAY)
    share(expires_at=END + 60 * DAY)
    share(organization=make_organization(dbsession, name="Another house"))

    found = ending(dbsession, house.id, END - 10 * DAY)

    assert found == [(END - 3 * DAY).date(), END.date()]


def test_that_a_mail_was_sent_is_kept_with_the_share(dbsession, jobs, share):
    share()
    remind(jobs, END - DAY)

    dbsession.rollback()
    assert dbsession.scalars(select(Share.reminded_at)).one() == END - DAY
