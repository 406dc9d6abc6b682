"""Who has which permission: a table to be read beside `design.md` 5.

Each row gives alternatives; each alternative is a list of conditions that must all hold.
Contexts come from `resources`, which has already looked everything up through the person's
own scope: the rules only narrow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from readiness.models import AgreedBy, OrganizationKind, Role
from readiness.security.identity import Identity
from readiness.security.permissions import Permission

Condition: TypeAlias = Callable[[Identity, object], bool]
Alternatives: TypeAlias = tuple[tuple[Condition, ...], ...]


def signed_in(identity: Identity, context: object) -> bool:  # noqa: ARG001 -- conditions share a shape
    """Hold for anyone with a live session."""
    return True


def leads(identity: Identity, context: object) -> bool:
    """Hold for the lead of the context's organization, where it runs programs."""
    return _role(identity, context) is Role.LEAD and _runs_programs(context)


def contributes(identity: Identity, context: object) -> bool:
    """Hold for whoever answers for the context's organization."""
    return _role(identity, context) is Role.CONTRIBUTOR and _runs_programs(context)


def advises(identity: Identity, context: object) -> bool:
    """Hold for whoever advises for the context's organization, where it is a TA provider."""
    organization = getattr(context, "organization", None)
    return (
        _role(identity, context) in {Role.LEAD, Role.CONSULTANT}
        and organization is not None
        and organization.kind is OrganizationKind.TA
    )


def reviews(identity: Identity, context: object) -> bool:
    """Hold for whoever reads for the context's organization, where it is a funder."""
    organization = getattr(context, "organization", None)
    return (
        _role(identity, context) in {Role.LEAD, Role.REVIEWER}
        and organization is not None
        and organization.kind is OrganizationKind.FUNDER
    )


def does_step(identity: Identity, context: object) -> bool:
    """Hold for whoever answers for the organization and has the role that leads the step."""
    step = getattr(context, "step", None)
    membership = getattr(context, "membership", None)
    return (
        contributes(identity, context)
        and step is not None
        and membership is not None
        and membership.work_role is not None
        and step.owner == membership.work_role.value
    )


def heads(identity: Identity, context: object) -> bool:
    """Hold for the lead of the context's organization, of whatever kind it is."""
    return _role(identity, context) is Role.LEAD


def belongs(identity: Identity, context: object) -> bool:
    """Hold for everyone in the context's organization, of whatever kind it is."""
    return _role(identity, context) is not None


def handed_in(identity: Identity, context: object) -> bool:  # noqa: ARG001 -- conditions share a shape
    """Hold where the person has handed in a sheet of their own: nobody peeks before."""
    return getattr(context, "handed_in", False) is True


def team_agrees(identity: Identity, context: object) -> bool:  # noqa: ARG001 -- conditions share a shape
    """Hold where the lead lets everyone settle answers."""
    assessment = getattr(context, "assessment", None)
    return assessment is not None and assessment.agreed_by is AgreedBy.TEAM


def _role(identity: Identity, context: object) -> Role | None:
    membership = getattr(context, "membership", None)
    if membership is None or membership.user_id != identity.user_id:
        return None
    role: Role = membership.role
    return role


def _runs_programs(context: object) -> bool:
    # Assessments belong to programs: a context without its organization is one of those.
    organization = getattr(context, "organization", None)
    return organization is None or organization.kind is OrganizationKind.PROGRAM


WHO_HANDED_IN: Final[Alternatives] = ((leads, handed_in), (contributes, handed_in))
WHO_MAY_AGREE: Final[Alternatives] = (
    (leads, handed_in),
    (contributes, handed_in, team_agrees),
)
SIGNED_IN: Final[Alternatives] = ((signed_in,),)
LEAD: Final[Alternatives] = ((leads,),)
TEAM: Final[Alternatives] = ((leads,), (contributes,))
ADVISORS: Final[Alternatives] = ((advises,),)
BOTH_SIDES: Final[Alternatives] = ((leads,), (contributes,), (advises,))
EITHER_LEADING: Final[Alternatives] = ((leads,), (advises,))
REVIEWERS: Final[Alternatives] = ((reviews,),)
MEMBERS: Final[Alternatives] = ((belongs,),)
HEAD: Final[Alternatives] = ((heads,),)

RULES: Final[Mapping[Permission, Alternatives]] = MappingProxyType(
    {
        Permission.ACCOUNT_MANAGE: SIGNED_IN,
        Permission.ACCOUNT_READ: SIGNED_IN,
        Permission.AGREEMENT_SET: WHO_MAY_AGREE,
        Permission.ASSESSMENT_ANSWER: TEAM,
        Permission.ASSESSMENT_READ: TEAM,
        Permission.ASSESSMENT_SET_UP: LEAD,
        Permission.ASSESSMENT_START: LEAD,
        Permission.ASSESSMENT_SUBMIT: LEAD,
        Permission.CLOSED: (),
        Permission.CONSULTATION_AGREE: LEAD,
        Permission.CONSULTATION_COMMENT: BOTH_SIDES,
        Permission.CONSULTATION_MEET: EITHER_LEADING,
        Permission.CONSULTATION_RATE: ADVISORS,
        Permission.CONSULTATION_READ: BOTH_SIDES,
        Permission.ENGAGEMENT_MANAGE: EITHER_LEADING,
        Permission.ENGAGEMENT_READ: BOTH_SIDES,
        Permission.HOME_READ: SIGNED_IN,
        Permission.MEMBERSHIP_MANAGE: MEMBERS,
        Permission.ORGANIZATION_CREATE: SIGNED_IN,
        Permission.ORGANIZATION_DELETE: HEAD,
        Permission.ORGANIZATION_READ: TEAM,
        Permission.PEOPLE_MANAGE: HEAD,
        Permission.PEOPLE_READ: MEMBERS,
        Permission.PORTFOLIO_ASK: REVIEWERS,
        Permission.PORTFOLIO_READ: REVIEWERS,
        Permission.PLAN_ADVISE: ADVISORS,
        Permission.PLAN_EDIT: LEAD,
        Permission.PLAN_READ: TEAM,
        Permission.PLAN_STEP_EDIT: ((leads,), (does_step,)),
        Permission.PROFILE_EDIT: LEAD,
        Permission.PROFILE_READ: TEAM,
        Permission.PULSE_READ: TEAM,
        Permission.PULSE_TAKE: TEAM,
        Permission.WHAT_IF_TRY: TEAM,
        Permission.RECORDS_EXPORT: LEAD,
        Permission.RECORDS_READ: LEAD,
        Permission.REPORT_READ: TEAM,
        Permission.REPORT_RENDER: TEAM,
        Permission.SHARE_MANAGE: LEAD,
        Permission.SHARE_READ: LEAD,
        Permission.SPREAD_READ: WHO_HANDED_IN,
    }
)


def allowed(permission: Permission, identity: Identity, context: object) -> bool:
    """Whether one of the permission's alternatives holds."""
    return any(
        all(condition(identity, context) for condition in alternative)
        for alternative in RULES[permission]
    )
