"""What has run out is deleted, and nothing else."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from readiness.models import (
    AuthSession,
    FailedAttempt,
    Invitation,
    PendingSignUp,
    ResetToken,
    ResponseSheet,
    Role,
    User,
)
from readiness.services import purging
from readiness.settings import Settings
from tests.factories import (
    make_assessment,
    make_invitation,
    make_membership,
    make_paper,
    make_sheet,
    make_user,
)

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
TABLES = (AuthSession, PendingSignUp, Invitation, ResetToken, FailedAttempt)


@pytest.fixture
def rows(dbsession):
    """Two rows a table: one that has just run out, and one that has not."""
    lead = make_membership(dbsession)
    user = lead.user
    second = dt.timedelta(seconds=1)
    week = dt.timedelta(days=7, hours=12)
    for number, early in enumerate((second, -second)):
        make_invitation(dbsession, lead, code=f"i{number}", expires_at=NOW - early)
        dbsession.add_all(
            [
                AuthSession(
                    token_hash=f"s{number}",
                    user_id=user.id,
                    created_at=NOW - week - early,
                    last_seen_at=NOW - week,
                ),
                PendingSignUp(
                    token_hash=f"p{number}",
                    email="a@example.org",
                    organization="River",
                    password_hash="x",
                    expires_at=NOW - early,
                ),
                ResetToken(token_hash=f"r{number}", user_id=user.id, expires_at=NOW - early),
                FailedAttempt(subject="x", happened_at=NOW - dt.timedelta(days=1) - early),
            ]
        )
    dbsession.commit()


def left(dbsession):
    return [dbsession.scalar(select(func.count()).select_from(table)) for table in TABLES]


def test_what_has_run_out_is_counted(dbsession, rows):
    counts = purging.count(dbsession, now=NOW, settings=Settings())

    assert counts == {
        "sessions": 1,
        "sign-ups never confirmed": 1,
        "invitations": 1,
        "password links": 1,
        "papers nobody keys in any more": 0,
        "files of many reports": 0,
        "failed sign-ins": 1,
    }
    assert left(dbsession) == [2, 2, 2, 2, 2]


def test_what_has_run_out_is_deleted(dbsession, rows):
    purging.delete_all(dbsession, now=NOW, settings=Settings())

    assert left(dbsession) == [1, 1, 1, 1, 1]
    assert dbsession.scalar(select(func.count()).select_from(User)) == 1


def test_deleted_text_leaves_the_log_file(engine, dbsession, data_folder):
    make_user(dbsession, name="CANARY")
    dbsession.commit()

    purging.forget_deleted(engine)

    log = data_folder / "readiness.sqlite-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_paper_is_deleted_when_its_keyer_is_gone_and_not_before(dbsession, settings):
    lead = make_membership(dbsession)
    assessment = make_assessment(dbsession, lead.organization)
    gone = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    deleted = make_user(dbsession)
    open_one = make_paper(dbsession, assessment, lead.user).id
    for user in (gone.user, deleted):
        make_paper(dbsession, assessment, user)
    handed_in = make_sheet(dbsession, assessment, lead.user, handed_in_at=NOW)
    handed_in.user_id, handed_in.paper = None, True
    kept = {open_one, handed_in.id}
    dbsession.delete(gone)
    dbsession.delete(deleted)
    dbsession.commit()

    purging.delete_all(dbsession, now=NOW, settings=settings)

    assert set(dbsession.scalars(select(ResponseSheet.id))) == kept
