"""The sample organizations of a development server, loaded from `catalogue/samples`.

They are answered and submitted by the same services as everybody's, only with the clock set
to each sample's date.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from instruments import answers, catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.model import Answer
from readiness import demo_meeting, demo_plans, demo_team
from readiness.clock import months_later, utc_now
from readiness.db import session_factory
from readiness.models import (
    Assessment,
    Membership,
    Organization,
    OrganizationKind,
    Role,
    User,
    WorkRole,
)
from readiness.security.passwords import Passwords
from readiness.services.answers import Answers
from readiness.services.assessments import Assessments
from readiness.services.audit import AuditLog
from readiness.services.engagements import Engagements, Terms
from readiness.services.merging import Sent
from readiness.services.organizations import Organizations
from readiness.services.reports import ReportFiles
from readiness.services.share_terms import Terms as ShareTerms
from readiness.services.sharing import Sharing
from readiness.services.submissions import Submissions
from reports.audience import Shared

PASSWORD: Final = "demo-readiness"  # noqa: S105 -- shown on the sign-in page, in development only
DRAFT_DOMAINS: Final = 3
"""How many domains of the sample draft are answered."""


@dataclass(frozen=True)
class Sample:
    """A sample person and, for a lead, what the organization has submitted."""

    email: str
    what: str
    files: tuple[str, ...] = ()
    """Names of the answers files, oldest first."""
    drafts: bool = False
    """Whether a new round has been begun from the last file."""
    joins: str = ""
    """For a peer: the address of the lead whose organization it is."""
    funds: tuple[tuple[str, tuple[Shared, ...], str], ...] = ()
    """For a funder's reviewer: whose lead shares which parts, and what for."""
    advises: tuple[str, ...] = ()
    """For a consultant: the addresses of the leads whose organizations engaged them."""


SAMPLES: Final = (
    Sample("lead@lantern.example", "leads Lantern House Collective", ("lantern-house",)),
    Sample(
        "lead@cedarfork.example",
        "leads Cedar Fork Women's Network, and has begun a new round",
        ("cedar-fork",),
        drafts=True,
    ),
    Sample(
        "lead@opengate.example",
        "leads Open Gate Alliance, with two rounds",
        ("open-gate-1", "open-gate-2"),
    ),
    Sample("lead@brightharbor.example", "leads Bright Harbor Services", ("bright-harbor",)),
    Sample(
        "peer@cedarfork.example",
        "answers for Cedar Fork Women's Network",
        joins="lead@cedarfork.example",
    ),
    Sample(
        "advisor@ridgeline.example",
        "advises Cedar Fork and Open Gate for Ridgeline Assistance",
        advises=("lead@cedarfork.example", "lead@opengate.example"),
    ),
    Sample(
        "reviewer@harborfund.example",
        "reads what three organizations share with Harbor Fund",
        funds=(
            (
                "lead@cedarfork.example",
                (Shared.RESULT, Shared.STEPS),
                "To plan support for our first group",
            ),
            ("lead@lantern.example", (Shared.AREAS,), "To find the training that fits us"),
            ("lead@brightharbor.example", (Shared.FULL,), "To show what the last year gave"),
        ),
    ),
)

TEAM: Final = "cedar-fork"
"""Whose new round several people answer."""
PROVIDER: Final = "Ridgeline Assistance (sample data)"
FUNDER: Final = "Harbor Fund (sample data)"
PURPOSE: Final = "Read our answers with us, and help us decide what to do first."
ENGAGED_FOR: Final = dt.timedelta(days=180)


def loaded(engine: Engine) -> bool:
    """Whether the samples are there."""
    with session_factory(engine).begin() as session:
        found = session.scalar(select(User.id).where(User.email == SAMPLES[0].email))
    return found is not None


def load(engine: Engine, passwords: Passwords) -> None:
    """Load all samples in one transaction: all of them or none."""
    password_hash = passwords.hash(PASSWORD)
    with session_factory(engine).begin() as session:
        for sample in SAMPLES:
            user = User(email=sample.email, password_hash=password_hash, created_at=utc_now())
            session.add(user)
            session.flush()  # Memberships and assessments need the id.
            if sample.joins:
                _join(session, user, sample.joins)
            elif sample.funds:
                _fund(session, user, sample)
            elif sample.advises:
                _advise(session, user, sample.advises)
            else:
                _Round(session, user.id).load(sample)
        demo_plans.load(session)
        team = answers.read(catalogue.samples()[TEAM])
        demo_team.fill(session, team.sheets["formative"].answers)


def _join(session: Session, user: User, lead: str) -> None:
    organization = session.scalars(
        select(Membership.organization_id).join(Membership.user).where(User.email == lead)
    ).one()
    session.add(
        Membership(
            organization_id=organization,
            user_id=user.id,
            role=Role.CONTRIBUTOR,
            work_role=WorkRole.PEER_LEADER,
            created_at=utc_now(),
        )
    )


def _advise(session: Session, user: User, leads: tuple[str, ...]) -> None:
    """Make the TA provider, invited by each lead and accepted."""
    now = utc_now()
    organizations = Organizations(session, utc_now)
    provider = organizations.create(PROVIDER, lead=user.id, kind=OrganizationKind.TA)
    engagements = Engagements(session, utc_now, AuditLog(session, now=now))
    for lead in leads:
        membership = session.scalars(
            select(Membership).join(Membership.user).where(User.email == lead)
        ).one()
        named = [one.id for one in engagements.nameable(membership.organization_id)]
        made = engagements.invite(
            membership.organization_id,
            provider.id,
            Terms(named, PURPOSE, now.date() + ENGAGED_FOR),
            user_id=membership.user_id,
        )
        engagements.accept(made.id, user_id=user.id)
    demo_meeting.fill(session, advisor=user.id, provider=provider.id, lead=leads[-1])


def _fund(session: Session, user: User, sample: Sample) -> None:
    """Make the funder, and what is shared with it: each for another time."""
    now = utc_now()
    organizations = Organizations(session, utc_now)
    funder = organizations.create(FUNDER, lead=user.id, kind=OrganizationKind.FUNDER)
    # Rows only: a file is made when somebody asks for it.
    files = ReportFiles(session, utc_now, Path())
    sharing = Sharing(session, utc_now, AuditLog(session, now=now), files)
    for months, (lead, parts, purpose) in zip((12, 3, 6), sample.funds, strict=True):
        membership = session.scalars(
            select(Membership).join(Membership.user).where(User.email == lead)
        ).one()
        submitted = Assessments(session, utc_now).submitted(membership.organization_id)
        made = sharing.prepare(
            membership.organization_id,
            ShareTerms(
                assessment_id=submitted[0].id,
                funder_id=funder.id,
                parts=parts,
                purpose=purpose,
                until=months_later(now.date(), months),
                asks=("time", "training"),
                follows_plan=Shared.STEPS in parts,
            ),
            user_id=membership.user_id,
        )
        sharing.begin(made.id, user_id=membership.user_id)
        files.forget(made)


class _Round:
    """Answers and submits one organization's files, in the name of its lead."""

    def __init__(self, session: Session, user_id: str) -> None:
        self._session = session
        self._user_id = user_id

    def load(self, sample: Sample) -> None:
        files = [answers.read(catalogue.samples()[name]) for name in sample.files]
        first = Organizations(self._session, _at(files[0].date))
        organization = first.create(files[0].organization, lead=self._user_id)
        for file in files:
            assessment = self._answer(organization, file)
            Submissions(self._session, _at(file.date)).submit(
                organization, assessment.id, user_id=self._user_id
            )
        if sample.drafts:
            self._answer(organization, files[-1], clock=utc_now, domains=DRAFT_DOMAINS)

    def _answer(
        self,
        organization: Organization,
        file: AnswersFile,
        *,
        clock: Callable[[], dt.datetime] | None = None,
        domains: int | None = None,
    ) -> Assessment:
        clock = clock or _at(file.date)
        profile = {
            key: value if isinstance(value, str) else list(value)
            for key, value in file.profile.items()
        }
        program = Organizations(self._session, clock).save_program(
            organization.id, name=file.program, answers=profile
        )
        names = tuple(file.sheets)[:1] if domains else tuple(file.sheets)
        assessment = Assessments(self._session, clock).start(
            program, names, user_id=self._user_id, role=Role.LEAD
        )
        for name in names:
            Answers(self._session, clock).save(
                assessment.id,
                name,
                _sent(file.sheets[name], domains),
                user_id=self._user_id,
                role=Role.LEAD,
            )
        return assessment


def _at(day: dt.date) -> Callable[[], dt.datetime]:
    moment = dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC)
    return lambda: moment


def _sent(sheet: AnswerSheet, domains: int | None) -> dict[str, Sent]:
    instrument = catalogue.find(sheet.instrument, sheet.version)
    wanted = [item.id for domain in instrument.domains[:domains] for item in domain.items]
    return {
        item: Sent(
            answer=_word(sheet.answers[item]) if item in sheet.answers else None,
            note=sheet.notes.get(item),
            evidence=sheet.evidence.get(item),
        )
        for item in wanted
        if item in sheet.answers or item in sheet.notes
    }


def _word(answer: Answer) -> str:
    return str(answer) if isinstance(answer, int) else answer.value
