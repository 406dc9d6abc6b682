"""Whether somebody answers alone: their own paper, still being typed in, is nobody else."""

import pytest

from readiness.models import Role
from readiness.services.sheets import Sheets
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_paper,
    make_sheet,
    make_user,
)


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession, organization=make_organization(dbsession))


@pytest.fixture
def draft(dbsession, lead):
    return make_assessment(dbsession, lead.organization)


@pytest.fixture
def several(dbsession, lead, draft, clock):
    return lambda: Sheets(dbsession, clock).several(lead.organization_id, draft.id, lead.user_id)


def test_somebody_alone_with_a_sheet_of_their_own_is_one(dbsession, lead, draft, clock, several):
    make_sheet(dbsession, draft, lead.user, handed_in_at=clock.now)

    assert not several()


def test_a_paper_that_is_still_typed_in_is_nobody_yet(dbsession, lead, draft, several):
    make_paper(dbsession, draft, lead.user, own=True)

    assert not several()


def test_a_paper_that_was_handed_in_is_somebody(dbsession, lead, draft, clock, several):
    make_paper(dbsession, draft, lead.user, handed_in_at=clock.now)

    assert several()


def test_what_a_person_who_left_had_handed_in_still_counts(dbsession, draft, clock, several):
    make_sheet(dbsession, draft, make_user(dbsession), handed_in_at=clock.now)

    assert several()


def test_another_member_is_somebody_before_they_answer(dbsession, lead, several):
    make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)

    assert several()
