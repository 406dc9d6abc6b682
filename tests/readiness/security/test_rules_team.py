"""Who sees the spread and who agrees: only after handing in, and as the lead has set it."""

from dataclasses import dataclass, field

import pytest

from readiness.models import AgreedBy, Role
from readiness.security.permissions import Permission
from readiness.security.rules import allowed
from tests.readiness.security.test_rules import ME, Member, Runs


@dataclass(frozen=True)
class Draft:
    agreed_by: AgreedBy


@dataclass(frozen=True)
class Place:
    membership: Member
    handed_in: bool
    assessment: Draft
    organization: Runs = field(default_factory=Runs)


def place(role, *, handed_in, agreed_by=AgreedBy.LEAD, user="me"):
    return Place(Member(user, role), handed_in, Draft(agreed_by))


@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR])
@pytest.mark.parametrize("handed_in", [True, False])
def test_spread_is_for_those_who_handed_in(role, handed_in):
    assert allowed(Permission.SPREAD_READ, ME, place(role, handed_in=handed_in)) is handed_in


@pytest.mark.parametrize(
    ("role", "handed_in", "agreed_by", "may"),
    [
        (Role.LEAD, True, AgreedBy.LEAD, True),
        (Role.LEAD, True, AgreedBy.TEAM, True),
        (Role.LEAD, False, AgreedBy.TEAM, False),
        (Role.CONTRIBUTOR, True, AgreedBy.LEAD, False),
        (Role.CONTRIBUTOR, True, AgreedBy.TEAM, True),
        (Role.CONTRIBUTOR, False, AgreedBy.TEAM, False),
        (Role.CONSULTANT, True, AgreedBy.TEAM, False),
        (Role.REVIEWER, True, AgreedBy.TEAM, False),
    ],
)
def test_agreeing_is_for_whom_the_lead_says(role, handed_in, agreed_by, may):
    found = place(role, handed_in=handed_in, agreed_by=agreed_by)

    assert allowed(Permission.AGREEMENT_SET, ME, found) is may


def test_sheet_of_somebody_else_opens_nothing():
    other = place(Role.LEAD, handed_in=True, user="other")

    assert not allowed(Permission.SPREAD_READ, ME, other)
    assert not allowed(Permission.AGREEMENT_SET, ME, other)
