"""Random lives of engagements: after every step, no consultant is shown what is not open (V2).

Two organizations and two TA providers invite, ask, answer, end, let lapse and remove people in
any order. A plain model of its own says what is open; after each step every page of both
consultants is opened, and a canary of anything else fails the trace.
"""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from readiness.models import (
    Consultation,
    Engagement,
    EngagementState,
    Membership,
    OrganizationKind,
    Role,
    Side,
)
from readiness.services.audit import AuditLog
from readiness.services.engagements import Engagements, NotAllowedError, Terms
from tests.conftest import empty
from tests.factories import make_assessment, make_membership, make_organization, make_profile

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["invite", "ask", "grant", "accept", "decline", "end", "leave", "wait", "remove"]
        ),
        st.sampled_from([0, 1]),
        st.sampled_from([0, 1]),
        st.sampled_from([1, 40]),
    ),
    min_size=1,
    max_size=8,
)
PAGES = (
    "", "/items/formative/STF", "/items/formative/STF/STF-1", "/compare", "/agenda", "/meeting",
    "/agenda.pdf", "/steps", "/summary", "/summary.pdf", "/report", "/next.ics",
)  # fmt: skip
FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MANY = settings(FEW, max_examples=400)


@dataclass(frozen=True)
class Person:
    """Whose turn it is, and for which organization."""

    user_id: str
    organization_id: str


@dataclass
class Life:
    """The rows of a trace, and what a plain model says is open."""

    testapp: object
    session: object
    clock: object
    sign_in: object
    programs: list = field(default_factory=list)
    providers: list = field(default_factory=list)
    named: dict = field(default_factory=dict)
    users: list = field(default_factory=list)
    removed: set = field(default_factory=set)
    ends: dict = field(default_factory=dict)
    """Provider and organization: the last day on which something is open."""

    def begin(self):
        for number in (0, 1):
            house = make_organization(self.session, name=f"canary-{number}-house")
            lead = make_membership(self.session, organization=house)
            self.programs.append(Person(lead.user_id, lead.organization_id))
            program = make_profile(self.session, house, name=f"canary-{number}-program")
            self.named[number] = make_assessment(self.session, house, profile=program)
            provider = make_organization(
                self.session, name=f"Provider {number}", kind=OrganizationKind.TA
            )
            advisor = make_membership(self.session, organization=provider, role=Role.CONSULTANT)
            self.users.append(advisor.user)
            # Kept apart from its row, which a trace may delete.
            self.providers.append(Person(advisor.user_id, advisor.organization_id))

    def today(self):
        return self.clock.now.date()

    def of(self, org, provider, state):
        return self.session.scalars(
            select(Engagement).where(
                Engagement.organization_id == self.programs[org].organization_id,
                Engagement.provider_id == self.providers[provider].organization_id,
                Engagement.state == state,
            )
        ).first()

    def step(self, what, org, provider, days):
        self.session.expire_all()
        service = Engagements(self.session, self.clock, AuditLog(self.session, now=self.clock.now))
        program, advisor = self.programs[org], self.providers[provider]
        last = self.today() + dt.timedelta(days=days)
        terms = Terms([self.named[org].id], "Read with us.", last)
        try:
            self._do(service, what, (program, advisor), (org, provider), terms)
        except NotAllowedError:
            self.session.rollback()
        self.session.commit()

    def _do(self, service, what, people, key, terms):
        program, advisor = people
        if what == "invite":
            service.invite(
                program.organization_id, advisor.organization_id, terms, user_id=program.user_id
            )
        elif what == "ask":
            code = service.new_code(program.organization_id, user_id=program.user_id)
            service.request(
                advisor.organization_id, code, purpose="May we?", user_id=advisor.user_id
            )
        elif what == "grant" and (one := self.of(*key, EngagementState.REQUESTED)):
            service.grant(one.id, terms, user_id=program.user_id)
            self._opened(key, terms.ends_on)
        elif what == "accept" and (one := self.of(*key, EngagementState.INVITED)):
            service.accept(one.id, user_id=advisor.user_id)
            self._opened(key, one.ends_on)
        elif what == "decline" and (one := self.of(*key, EngagementState.INVITED)):
            service.decline(one.id, side=Side.ADVISOR, user_id=advisor.user_id)
        elif what in {"end", "leave"}:
            while one := self.of(*key, EngagementState.LIVE):
                side = Side.TEAM if what == "end" else Side.ADVISOR
                service.end(one.id, side=side, user_id=program.user_id)
            self.ends.pop(key, None)
        elif what == "wait":
            self.clock.tick(days=10)
        elif what == "remove":
            self.session.execute(delete(Membership).where(Membership.user_id == advisor.user_id))
            self.removed.add(key[1])

    def _opened(self, key, last):
        self.ends[key] = max(self.ends.get(key, last), last)

    def open_to(self, provider):
        if provider in self.removed:
            return set()
        return {
            org
            for (org, who), last in self.ends.items()
            if who == provider and last >= self.today()
        }

    def invited(self, provider):
        """Organizations whose name an invitation shows."""
        found = (self.of(org, provider, EngagementState.INVITED) for org in (0, 1))
        return {org for org, one in enumerate(found) if one and provider not in self.removed}

    def check(self):
        self.session.expire_all()
        meetings = self.session.execute(
            select(Consultation.id, Engagement.organization_id).join(
                Engagement, Engagement.id == Consultation.engagement_id
            )
        ).all()
        engagements = self.session.scalars(select(Engagement.id)).all()
        for provider, advisor in enumerate(self.providers):
            self.sign_in(self.testapp, self.users[provider])
            listed = f"/organizations/{advisor.organization_id}/engagements"
            own = ["/home", listed, *(f"{listed}/{one}" for one in engagements)]
            addresses = list(own)
            addresses += [f"/consultations/{one}{page}" for one, _ in meetings for page in PAGES]
            for address in addresses:
                shown = self.testapp.get(address, status="*")
                text = shown.text if shown.content_type.startswith("text/") else ""
                for org in {0, 1} - self.open_to(provider):
                    allowed = org in self.invited(provider) and address in own
                    assert f"canary-{org}-program" not in text, address
                    assert allowed or f"canary-{org}-house" not in text, address
        self._reach(meetings)

    def _reach(self, meetings):
        """What the model says is open can be opened: a search of closed pages proves nothing."""
        for provider in (0, 1):
            if provider in self.removed:
                continue
            self.sign_in(self.testapp, self.users[provider])
            home = self.testapp.get("/home").text
            for org in self.open_to(provider):
                assert f"canary-{org}-program" in home
        assert meetings is not None


@pytest.fixture
def life(testapp, dbsession, clock, sign_in, engine):
    testapp.look = False

    def made():
        dbsession.rollback()
        dbsession.expunge_all()
        empty(engine)
        begun = Life(testapp, dbsession, clock, sign_in)
        begun.begin()
        return begun

    return made


def walk(life, steps):
    trace = life()
    for step in steps:
        trace.step(*step)
        trace.check()


@FEW
@given(steps=STEPS)
def test_no_trace_shows_what_is_not_open(life, steps):
    walk(life, steps)


@pytest.mark.long
@MANY
@given(steps=STEPS)
def test_no_trace_shows_what_is_not_open_many_times(life, steps):
    walk(life, steps)


def test_a_whole_life_of_two_engagements(life):
    walk(
        life,
        [
            ("invite", 0, 0, 40), ("accept", 0, 0, 1), ("ask", 1, 0, 1), ("grant", 1, 0, 1),
            ("wait", 0, 0, 1), ("invite", 0, 1, 40), ("accept", 0, 1, 1), ("end", 0, 0, 1),
            ("remove", 0, 1, 1),
        ],
    )  # fmt: skip
