"""What people are and do, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from readiness.models import OrganizationKind, Role, WorkRole
from readiness.services.people import MEMBER_ROLE

WORK: Final[Mapping[WorkRole, str]] = MappingProxyType(
    {
        WorkRole.LEADER: "Leader",
        WorkRole.PEER_LEADER: "Peer leader",
        WorkRole.SUPERVISOR: "Supervisor",
        WorkRole.CLINICIAN: "Clinician",
        WorkRole.BOARD: "Board member or advisor",
    }
)
WORK_PLURAL: Final[Mapping[WorkRole, str]] = MappingProxyType(
    {
        WorkRole.LEADER: "leaders",
        WorkRole.PEER_LEADER: "peer leaders",
        WorkRole.SUPERVISOR: "supervisors",
        WorkRole.CLINICIAN: "clinicians",
        WorkRole.BOARD: "board members or advisors",
    }
)
MEMBER: Final[Mapping[OrganizationKind, str]] = MappingProxyType(
    {
        OrganizationKind.PROGRAM: "Answers for the team",
        OrganizationKind.TA: "Consultant",
        OrganizationKind.FUNDER: "Reviewer",
    }
)
LEAD: Final = "Lead"
UNSAID: Final = "Person with no role named"
UNSAID_PLURAL: Final = "people with no role named"


def role_choices(kind: OrganizationKind) -> dict[str, str]:
    """Return the roles a person may have in such an organization, the usual one first."""
    what = {
        OrganizationKind.PROGRAM: "Answers questions, and reads the report",
        OrganizationKind.TA: "Works as a consultant",
        OrganizationKind.FUNDER: "Reads what is shared with you",
    }[kind]
    return {
        MEMBER_ROLE[kind].value: what,
        Role.LEAD.value: "Leads with you: invites, removes, hands in, shares and deletes",
    }


def work_choices(kind: OrganizationKind) -> dict[str, str]:
    """Return what people do in the work; only programs ask."""
    if kind is not OrganizationKind.PROGRAM:
        return {}
    return {one.value: words for one, words in WORK.items()}


def person_words(kind: OrganizationKind, role: Role, work_role: WorkRole | None) -> str:
    """Say what somebody is, without a name."""
    if kind is not OrganizationKind.PROGRAM:
        return LEAD if role is Role.LEAD else MEMBER[kind]
    return WORK[work_role] if work_role else UNSAID


def count_words(count: int, work_role: WorkRole | None) -> str:
    """Say how many people do something in the work."""
    if count == 1:
        return f"1 {WORK[work_role].lower() if work_role else UNSAID.lower()}"
    return f"{count} {WORK_PLURAL[work_role] if work_role else UNSAID_PLURAL}"
