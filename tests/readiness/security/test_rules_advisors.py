"""What the rules give to whoever advises for a TA provider, and to nobody by mistake."""

from dataclasses import dataclass

import pytest

from readiness.models import OrganizationKind, Role
from readiness.security.identity import Identity
from readiness.security.permissions import Permission
from readiness.security.rules import allowed

ME = Identity("me", "session", "me@example.org", None)
EVERYBODY = {"account:manage", "account:read", "home:read", "organization:create"}
ADVISORS = {
    "consultation:comment",
    "consultation:meet",
    "consultation:rate",
    "consultation:read",
    "engagement:manage",
    "engagement:read",
    "plan:advise",
}
OWN_OF_THE_ORGANIZATION = {"consultation:agree", "report:read", "assessment:read", "profile:edit"}


@dataclass(frozen=True)
class Member:
    role: Role
    user_id: str = "me"


@dataclass(frozen=True)
class Runs:
    kind: OrganizationKind


@dataclass(frozen=True)
class Place:
    membership: Member
    organization: Runs


def granted(role, kind, **more):
    place = Place(Member(role, **more), Runs(kind))
    return {str(one) for one in Permission if allowed(one, ME, place)}


@pytest.mark.parametrize("role", [Role.LEAD, Role.CONSULTANT])
def test_a_ta_provider_s_people_advise(role):
    assert granted(role, OrganizationKind.TA) >= ADVISORS
    assert granted(role, OrganizationKind.TA) & OWN_OF_THE_ORGANIZATION == set()


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER])
def test_other_roles_of_a_ta_provider_do_not(role):
    assert granted(role, OrganizationKind.TA) & ADVISORS == set()


@pytest.mark.parametrize("role", list(Role))
def test_a_funder_s_people_do_not(role):
    assert granted(role, OrganizationKind.FUNDER) & ADVISORS == set()


def test_somebody_else_s_membership_does_not():
    assert granted(Role.CONSULTANT, OrganizationKind.TA, user_id="other") & ADVISORS == set()
