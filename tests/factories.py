"""Rows for tests: small functions that add to a session and commit, with no surprises."""

import datetime as dt
from itertools import count

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from instruments import catalogue
from readiness.clock import utc_now
from readiness.models import (
    Assessment,
    AssessmentInstrument,
    AuditEvent,
    Consultation,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Invitation,
    Membership,
    Organization,
    OrganizationKind,
    PaperDraft,
    PlanStep,
    ProgramProfile,
    Response,
    ResponseSheet,
    Role,
    Snapshot,
    StepOrigin,
    User,
)
from readiness.security.tokens import hash_token

CODE = "0123456789ABCDEF"
PASSWORD = "a fine long password"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

_numbers = count(1)


def _keep(session: Session, row: object) -> None:
    session.add(row)
    session.commit()


def make_user(session: Session, *, email: str | None = None, **more: object) -> User:
    """A person whose password is `PASSWORD`."""
    values = {
        "email": email or f"person{next(_numbers)}@example.org",
        "password_hash": PASSWORD_HASH,
        "created_at": utc_now(),
    }
    user = User(**{**values, **more})
    _keep(session, user)
    return user


def make_organization(
    session: Session, *, name: str = "Sample Circle", **more: object
) -> Organization:
    """A program organization with nobody in it."""
    values = {"kind": OrganizationKind.PROGRAM, "created_at": utc_now()}
    organization = Organization(name=name, **{**values, **more})
    _keep(session, organization)
    return organization


def make_membership(
    session: Session,
    *,
    user: User | None = None,
    organization: Organization | None = None,
    role: Role = Role.LEAD,
    **more: object,
) -> Membership:
    """A person in an organization; both are made where they are not given."""
    membership = Membership(
        user=user or make_user(session),
        organization=organization or make_organization(session),
        role=role,
        **{"created_at": utc_now(), **more},
    )
    _keep(session, membership)
    return membership


def make_invitation(
    session: Session, lead: Membership, *, code: str = CODE, **more: object
) -> Invitation:
    """An open invitation, by default to answer, made by a lead just now."""
    values = {
        "organization_id": lead.organization_id,
        "token_hash": hash_token(code),
        "role": Role.CONTRIBUTOR,
        "created_by": lead.user_id,
        "created_at": utc_now(),
        "expires_at": utc_now() + dt.timedelta(days=7),
    }
    invitation = Invitation(**{**values, **more})
    _keep(session, invitation)
    return invitation


def make_profile(session: Session, organization: Organization, **more: object) -> ProgramProfile:
    """A program of the organization."""
    values = {
        "name": "Circle group",
        "answers": {},
        "created_at": utc_now(),
        "updated_at": utc_now(),
    }
    profile = ProgramProfile(organization=organization, **{**values, **more})
    _keep(session, profile)
    return profile


def make_assessment(
    session: Session,
    organization: Organization,
    *,
    instruments: tuple[str, ...] = ("formative",),
    profile: ProgramProfile | None = None,
    **more: object,
) -> Assessment:
    """A draft with the first version of each named instrument."""
    program = profile or make_profile(session, organization)
    assessment = Assessment(
        program_profile=program,
        organization_id=organization.id,
        **{"created_at": utc_now(), **more},
    )
    for position, name in enumerate(instruments):
        found = catalogue.find(name, 1)
        assessment.instruments.append(
            AssessmentInstrument(
                instrument_id=name, position=position, version=1, content_hash=found.content_hash
            )
        )
    _keep(session, assessment)
    return assessment


def make_sheet(
    session: Session, assessment: Assessment, user: User, **more: object
) -> ResponseSheet:
    """A person's empty sheet."""
    sheet = ResponseSheet(
        assessment=assessment,
        user_id=user.id,
        **{"role": Role.LEAD, "created_at": utc_now(), **more},
    )
    _keep(session, sheet)
    return sheet


def make_paper(
    session: Session, assessment: Assessment, user: User, *, own: bool = False, **more: object
) -> ResponseSheet:
    """A paper sheet that a person is keying in."""
    sheet = ResponseSheet(
        assessment_id=assessment.id,
        paper=True,
        **{"role": Role.LEAD, "created_at": utc_now(), **more},
    )
    _keep(session, sheet)
    _keep(
        session,
        PaperDraft(sheet_id=sheet.id, assessment_id=assessment.id, keyed_by=user.id, own=own),
    )
    return sheet


def make_response(
    session: Session,
    sheet: ResponseSheet,
    item: str,
    *,
    level: int | None = None,
    instrument: str = "formative",
    **more: object,
) -> Response:
    """An answer to one item."""
    response = Response(
        sheet_id=sheet.id,
        assessment_id=more.pop("assessment_id_given", sheet.assessment_id),
        instrument_id=instrument,
        item_id=item,
        level=level,
        **{"updated_at": utc_now(), **more},
    )
    _keep(session, response)
    return response


def make_snapshot(session: Session, assessment: Assessment, content: str = "{}") -> Snapshot:
    """A snapshot; the assessment stays what it is."""
    snapshot = Snapshot(
        assessment_id=assessment.id, content=content, sha256="0" * 64, created_at=utc_now()
    )
    _keep(session, snapshot)
    return snapshot


def make_plan_step(session: Session, assessment: Assessment, **more: object) -> PlanStep:
    """A step of their own in the plan of an assessment's program."""
    values = {
        "origin": StepOrigin.OWN,
        "title": "A step",
        "created_at": utc_now(),
        "updated_at": utc_now(),
    }
    step = PlanStep(
        organization_id=assessment.organization_id,
        program_profile_id=assessment.program_profile_id,
        assessment_id=assessment.id,
        **{**values, **more},
    )
    _keep(session, step)
    return step


def make_event(
    session: Session, *, happened_at: dt.datetime | None = None, **more: object
) -> AuditEvent:
    """An audit event."""
    event = AuditEvent(happened_at=happened_at or utc_now(), **{"kind": "signed-in", **more})
    _keep(session, event)
    return event


def make_engagement(
    session: Session,
    organization: Organization,
    provider: Organization,
    *assessments: Assessment,
    **more: object,
) -> Engagement:
    """A live engagement for a month that names the assessments."""
    now = utc_now()
    values = {
        "state": EngagementState.LIVE,
        "purpose": "Look at our answers together.",
        "ends_on": now.date() + dt.timedelta(days=30),
        "opened_at": now,
    }
    engagement = Engagement(
        organization_id=organization.id, provider_id=provider.id, **{**values, **more}
    )
    _keep(session, engagement)
    for one in assessments:
        _keep(
            session,
            EngagementAssessment(
                engagement_id=engagement.id,
                assessment_id=one.id,
                organization_id=organization.id,
            ),
        )
    return engagement


def make_consultation(
    session: Session, engagement: Engagement, assessment: Assessment, **more: object
) -> Consultation:
    """The first meeting about an assessment that the engagement names."""
    consultation = Consultation(
        engagement_id=engagement.id,
        assessment_id=assessment.id,
        **{"number": 1, "created_at": utc_now(), **more},
    )
    _keep(session, consultation)
    return consultation
