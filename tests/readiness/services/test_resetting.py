"""The job that gives a link to choose a new password."""

import datetime as dt

import pytest
from sqlalchemy import select

from readiness.models import ResetToken
from readiness.services.resetting import give_link
from tests.factories import make_user

LINK = "http://localhost:6543/reset/token"


@pytest.fixture
def give(app, clock, mails, dbsession):
    """Do the job; return the tokens there are and to whom mails went."""

    def given(address):
        until = (clock.now + dt.timedelta(minutes=30)).isoformat()
        dbsession.commit()
        give_link(app.registry.jobs, address, "0" * 64, LINK, until)
        dbsession.commit()
        return dbsession.scalars(select(ResetToken)).all(), [mail["To"] for mail in mails()]

    return given


def test_link_is_kept_and_sent(give, dbsession, clock, mails):
    user = make_user(dbsession, email="known@example.org")

    (kept,), sent = give("known@example.org")

    assert (kept.user_id, kept.token_hash) == (user.id, "0" * 64)
    assert kept.expires_at == clock.now + dt.timedelta(minutes=30)
    assert sent == ["known@example.org"]
    assert LINK in mails()[0].get_content()


@pytest.mark.parametrize("active", [None, False])
def test_nobody_and_a_closed_account_get_none(give, dbsession, active):
    if active is False:
        make_user(dbsession, email="known@example.org", active=False)

    assert give("known@example.org") == ([], [])


def test_job_that_is_done_again_keeps_one_link(give, dbsession):
    make_user(dbsession, email="known@example.org")
    give("known@example.org")

    kept, sent = give("known@example.org")

    assert len(kept) == 1
    assert len(sent) == 2
