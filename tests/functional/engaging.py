"""A lead, a consultant and an assessment, for tests that act as both in turn."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from webtest import TestResponse

from readiness.models import (
    Assessment,
    Consultation,
    Engagement,
    Membership,
    OrganizationKind,
    ResponseSheet,
    Role,
    UnscoredAnswer,
)
from tests.factories import (
    make_assessment,
    make_consultation,
    make_engagement,
    make_membership,
    make_organization,
    make_profile,
    make_response,
    make_sheet,
)


@dataclass
class Scene:
    """Who is there, and a browser that is one of them at a time."""

    app: Any
    session: Session
    clock: Any
    sign_in: Any
    lead: Membership
    advisor: Membership
    assessment: Assessment
    engagement: Engagement | None = None
    consultation: Consultation | None = None

    def be(self, membership: Membership) -> str:
        """Go on as somebody else; gives the address of their list of engagements."""
        self.sign_in(self.app, membership.user)
        return f"/organizations/{membership.organization_id}/engagements"

    def peer(self) -> Membership:
        """Somebody else of the lead's organization."""
        return make_membership(
            self.session, organization=self.lead.organization, role=Role.CONTRIBUTOR
        )

    def engage(self, *named: Assessment, **more: object) -> Engagement:
        """Make an engagement of the two, a live one unless told otherwise."""
        return make_engagement(
            self.session, self.lead.organization, self.advisor.organization, *named, **more
        )

    def meet(self, **more: object) -> str:
        """Engage the two for the assessment; gives the address of their first meeting."""
        engagement = self.engage(self.assessment, **more)
        self.engagement = engagement
        self.consultation = make_consultation(self.session, engagement, self.assessment)
        return f"/consultations/{self.consultation.id}"

    def sheet(self, answers: dict[str, int | str], **more: object) -> ResponseSheet:
        """Hand in a sheet of somebody of the team."""
        person = make_membership(
            self.session, organization=self.lead.organization, role=Role.CONTRIBUTOR
        )
        sheet = make_sheet(
            self.session, self.assessment, person.user, handed_in_at=self.clock.now, **more
        )
        for item, answer in answers.items():
            level = answer if isinstance(answer, int) else None
            unscored = None if level is not None else UnscoredAnswer(answer)
            make_response(self.session, sheet, item, level=level, unscored=unscored)
        return sheet

    def day(self, days: int) -> dt.date:
        """Count days from today."""
        return self.clock.now.date() + dt.timedelta(days=days)

    def form(self, address: str, button: str) -> Any:
        """Find the form with a button on the page at an address."""
        page = self.app.get(address)
        return next(one for one in page.forms.values() if button in one.fields)

    def press(self, address: str, button: str, **fields: object) -> TestResponse:
        """Fill the form with a button, and press it."""
        form = self.form(address, button)
        for name, value in fields.items():
            form[name] = value
        return form.submit(button, status="*")

    def token(self, address: str) -> str:
        """Give the form token of a page."""
        return self.app.get(address).forms[0]["csrf_token"].value


def make_scene(testapp: Any, session: Session, clock: Any, sign_in: Any) -> Scene:
    """A lead with a draft, and the consultant of a TA provider, strangers so far."""
    organization = make_organization(session, name="CANARY-RIVER")
    provider = make_organization(session, name="Ridge Assistance", kind=OrganizationKind.TA)
    profile = make_profile(session, organization, name="CANARY-PROGRAM")
    return Scene(
        testapp,
        session,
        clock,
        sign_in,
        lead=make_membership(session, organization=organization),
        advisor=make_membership(session, organization=provider, role=Role.CONSULTANT),
        assessment=make_assessment(session, organization, profile=profile),
    )
