"""The table of rules, cell by cell, as `design.md` 5 has it."""

from dataclasses import dataclass

import pytest

from readiness.models import OrganizationKind, Role, WorkRole
from readiness.security.identity import Identity
from readiness.security.permissions import Permission
from readiness.security.rules import RULES, allowed

ME = Identity("me", "session", "me@example.org", None)


@dataclass(frozen=True)
class Member:
    user_id: str
    role: Role


@dataclass(frozen=True)
class Runs:
    kind: OrganizationKind = OrganizationKind.PROGRAM


@dataclass(frozen=True)
class Place:
    membership: Member | None
    organization: Runs = Runs()


LEAD = Place(Member("me", Role.LEAD))
CONTRIBUTOR = Place(Member("me", Role.CONTRIBUTOR))
CONSULTANT = Place(Member("me", Role.CONSULTANT))
REVIEWER = Place(Member("me", Role.REVIEWER))
SOMEBODY_ELSE = Place(Member("other", Role.LEAD))
NOWHERE = Place(None)
FUNDER_LEAD = Place(Member("me", Role.LEAD), Runs(OrganizationKind.FUNDER))
ALL = (LEAD, CONTRIBUTOR, CONSULTANT, REVIEWER, SOMEBODY_ELSE, NOWHERE, FUNDER_LEAD)

EXPECTED = {
    # Who: lead, contributor, consultant, reviewer, somebody else's lead, nobody of the place,
    # the lead of a funder.
    "account:manage": "yyyyyyy",
    "account:read": "yyyyyyy",
    # Only after handing in; `test_rules_team` asks that.
    "agreement:set": "-------",
    "assessment:answer": "yy-----",
    "assessment:read": "yy-----",
    "assessment:set-up": "y------",
    "assessment:start": "y------",
    "assessment:submit": "y------",
    "closed": "-------",
    "consultation:agree": "y------",
    "consultation:comment": "yy-----",
    "consultation:meet": "y------",
    "consultation:rate": "-------",
    "consultation:read": "yy-----",
    "engagement:manage": "y------",
    "engagement:read": "yy-----",
    "home:read": "yyyyyyy",
    "membership:manage": "yyyy--y",
    "organization:create": "yyyyyyy",
    "organization:delete": "y-----y",
    "organization:read": "yy-----",
    "people:manage": "y-----y",
    "people:read": "yyyy--y",
    "portfolio:ask": "------y",
    "portfolio:read": "------y",
    "plan-step:edit": "y------",
    "plan:advise": "-------",
    "plan:edit": "y------",
    "plan:read": "yy-----",
    "profile:edit": "y------",
    "profile:read": "yy-----",
    "pulse:read": "yy-----",
    "pulse:take": "yy-----",
    "what-if:try": "yy-----",
    "records:export": "y------",
    "records:read": "y------",
    "report:read": "yy-----",
    "report:render": "yy-----",
    "share:manage": "y------",
    "share:read": "y------",
    "spread:read": "-------",
}


@pytest.mark.parametrize("permission", list(Permission))
def test_permission_is_granted_as_the_table_says(permission):
    granted = "".join("y" if allowed(permission, ME, place) else "-" for place in ALL)

    assert granted == EXPECTED[permission.value]


def test_every_permission_has_a_rule_and_none_is_left_over():
    assert set(RULES) == set(Permission)
    assert set(EXPECTED) == {permission.value for permission in Permission}


def test_context_without_a_membership_grants_nothing_of_a_place():
    assert not allowed(Permission.REPORT_READ, ME, object())


def test_reviewer_reads_for_a_funder_and_for_nobody_else():
    funder = Place(Member("me", Role.REVIEWER), Runs(OrganizationKind.FUNDER))
    ta = Place(Member("me", Role.REVIEWER), Runs(OrganizationKind.TA))

    assert allowed(Permission.PORTFOLIO_READ, ME, funder)
    assert not allowed(Permission.PORTFOLIO_READ, ME, ta)
    assert not allowed(Permission.SHARE_MANAGE, ME, funder)


@dataclass(frozen=True)
class Worker(Member):
    work_role: WorkRole | None = None


@dataclass(frozen=True)
class Step:
    owner: str


@dataclass(frozen=True)
class StepPlace:
    membership: Member
    step: Step
    organization: Runs = Runs()


@pytest.mark.parametrize(
    ("role", "work_role", "owner", "granted"),
    [
        (Role.LEAD, None, "peer-leader", True),
        (Role.CONTRIBUTOR, WorkRole.PEER_LEADER, "peer-leader", True),
        (Role.CONTRIBUTOR, WorkRole.PEER_LEADER, "supervisor", False),
        (Role.CONTRIBUTOR, WorkRole.PEER_LEADER, "", False),
        (Role.CONTRIBUTOR, None, "", False),
        (Role.CONSULTANT, WorkRole.PEER_LEADER, "peer-leader", False),
    ],
)
def test_contributor_works_on_the_steps_of_the_own_role(role, work_role, owner, granted):
    place = StepPlace(Worker("me", role, work_role), Step(owner))

    assert allowed(Permission.PLAN_STEP_EDIT, ME, place) is granted
