"""Random lives of three organizations, and who may see what of each at every moment (V2).

A `Life` does one random thing after another (answering, handing in, removing, joining, handing
over, letting a consultant or a funder in and out, deleting), through requests where there are
pages for it. After each, people are sent to addresses of all three: no canary of an organization
may be shown to anyone whom its own rows, looked at here and not by the service, let see nothing.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pyramid.router import Router
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import (
    Assessment,
    AssessmentState,
    Consultation,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Membership,
    Organization,
    OrganizationKind,
    Role,
    Share,
    User,
)
from readiness.services.sessions import SessionService
from tests.factories import make_membership, make_organization, make_user
from tests.readiness.walking import Walker
from tests.security.canaries import found
from tests.security.matrix import path
from tests.security.world import Actor, World

NOT_THERE: Final = 404
BROKEN: Final = 500
ASKED: Final = 12
"""Requests after each step in a short run: so many to people who may no longer see something,
and so many to anyone."""


@dataclass
class House:
    """One organization, and all that was ever made in it."""

    canary: str
    id: str
    places: list[dict[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    engagement: str = ""
    share: str = ""
    gone: bool = False


@dataclass
class Life:
    """Three organizations and their people, consultants and reviewers, from the first day on."""

    app: Router
    session: Session
    chance: random.Random
    patterns: tuple[str, ...]
    """The addresses for GET that name something of an organization."""
    houses: list[House] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)
    ever: set[tuple[str, str]] = field(default_factory=set)
    """Who could ever see something of which organization."""
    done: list[str] = field(default_factory=list)
    """What was done, to be read when something is found."""

    def __post_init__(self) -> None:
        self.world = World(self.app)
        mark = self.chance.getrandbits(40)
        self.advisors = make_organization(self.session, name="Advisors", kind=OrganizationKind.TA)
        for name in ("consultant", "another consultant"):
            user = self._person(name)
            if name == "consultant":
                make_membership(
                    self.session, user=user, organization=self.advisors, role=Role.CONSULTANT
                )
        self.funder = make_organization(self.session, name="Fund", kind=OrganizationKind.FUNDER)
        for name in ("reviewer", "reviewer of another"):
            funder = self.funder
            if name != "reviewer":
                funder = make_organization(self.session, name="Fund", kind=OrganizationKind.FUNDER)
            user = self._person(name)
            make_membership(self.session, user=user, organization=funder, role=Role.REVIEWER)
        for number in range(3):
            canary = f"canary{mark:x}q{number}q"
            house = make_organization(self.session, name=f"{canary} house")
            for role in (Role.LEAD, Role.CONTRIBUTOR):
                user = self._person(f"{role} {number}")
                make_membership(self.session, user=user, organization=house, role=role)
            self.houses.append(House(canary, house.id, [{"org": house.id}]))
            self._program(self.houses[-1])
            # Some are under way when it begins, or most lives would end before it gets going.
            for act in self.chance.choice(BEGINNINGS):
                act(self, self.houses[-1])
                self.session.commit()
                self.done.append(f"{act.__name__} in {number}")

    def step(self) -> None:
        """Do one thing that can be done now."""
        house = self.chance.choice([one for one in self.houses if not one.gone] or self.houses)
        act = self.chance.choice(ACTS)
        if not house.gone and act(self, house):
            self.session.commit()
            self.done.append(f"{act.__name__} in {self.houses.index(house)}")

    def look(self, *, everything: bool = False) -> list[str]:
        """Send people to addresses of each organization; tell what they were wrongly shown."""
        allowed = self._allowed()
        visits = [
            (name, pattern, place, house.id)
            for house in self.houses
            for place in house.places
            for pattern in self.patterns
            if _fits(pattern, place)
            for name in self.people
            if (name, house.id) not in allowed
        ]
        # Who saw something once is the one to be asked first.
        past = [visit for visit in visits if (visit[0], visit[3]) in self.ever - allowed]
        self.ever |= allowed
        if not everything:
            visits = [*self._some(past), *self._some(visits)]
        visits = [visit[:3] for visit in visits]
        own = self.chance.sample(list(self.people), 2)
        visits += [(name, address, {}) for name in own for address in ("/home", "/account")]
        # What a funder has of its own, counts and all.
        visits += [("reviewer", self.chance.choice(PORTFOLIO), {})]
        return [words for visit in visits if (words := self._visit(*visit, allowed))]

    def _some(self, visits: list[tuple[str, str, dict[str, str], str]]) -> list[object]:
        return self.chance.sample(visits, min(ASKED, len(visits)))

    def _visit(
        self, name: str, pattern: str, place: dict[str, str], allowed: set[tuple[str, str]]
    ) -> str:
        response = self.world.ask(self.people[name], "GET", path(pattern, place))
        hidden = [one.canary for one in self.houses if (name, one.id) not in allowed]
        shown = found(response, hidden)
        opened = place and response.status_int != NOT_THERE
        if shown or opened or response.status_int >= BROKEN:
            return f"{name} at {pattern}: {response.status_int} {shown} after {self.done}"
        return ""

    def _allowed(self) -> set[tuple[str, str]]:
        """Look at the rows themselves: memberships, and engagements of one's provider."""
        self.session.commit()
        today = utc_now().date()
        held = self.session.execute(select(Membership.user_id, Membership.organization_id))
        member = {tuple(row) for row in held}
        engaged = set(
            self.session.scalars(
                select(Engagement.organization_id).where(
                    Engagement.provider_id == self.advisors.id,
                    Engagement.state == EngagementState.LIVE,
                    Engagement.ends_on >= today,
                )
            )
        )
        shared = set(
            self.session.scalars(
                select(Share.organization_id).where(
                    Share.funder_id == self.funder.id,
                    Share.shared_at.is_not(None),
                    Share.revoked_at.is_(None),
                    Share.expires_at > utc_now(),
                )
            )
        )
        advisors, funder = self.advisors.id, self.funder.id
        # Nothing is held while the service answers.
        self.session.commit()
        return {
            (name, house.id)
            for name, actor in self.people.items()
            for house in self.houses
            if (actor.user_id, house.id) in member
            or ((actor.user_id, advisors) in member and house.id in engaged)
            or ((actor.user_id, funder) in member and house.id in shared)
        }

    # What can be done; each says whether it was.

    def _post(self, name: str, address: str, place: dict[str, str], *body: tuple[str, str]) -> None:
        self.session.commit()
        self.world.ask(self.people[name], "POST", path(address, place), body)

    def answer(self, house: House) -> bool:
        member = self._member(house)
        if not house.drafts or member is None:
            return False
        place = {"org": house.id, "assessment": house.drafts[-1]}
        item = f"STF-{self.chance.randint(1, 4)}"
        note = ("note", f"{house.canary} note")
        way = f"{ONE}/formative/STF/{item}"
        self._post(member, way, place, ("answer", "2"), note, ("version", "0.-.-.-"))
        return True

    def start(self, house: House) -> bool:
        member = self._membership(house, Role.LEAD)
        if house.drafts or member is None:
            return False
        walker = Walker(self.session, utc_now, member)
        assessment = walker.start(self._program(house))
        house.drafts.append(assessment.id)
        place = {"org": house.id, "assessment": assessment.id, **PART}
        house.places += [{**place, "format": kind} for kind in ("pdf", "json")]
        return True

    def hand_in(self, house: House) -> bool:
        lead = self._member(house, Role.LEAD)
        if not house.drafts or lead is None:
            return False
        place = {"org": house.id, "assessment": house.drafts.pop()}
        self._post(lead, f"{ONE}/submit", place)
        found = self.session.get(Assessment, place["assessment"])
        if found is not None and found.state is AssessmentState.SUBMITTED:
            house.handed_in.append(found.id)
        return True

    def remove(self, house: House) -> bool:
        lead, other = self._member(house, Role.LEAD), self._member(house, Role.CONTRIBUTOR)
        if lead is None or other is None:
            return False
        place = {"org": house.id, "member": self.people[other].user_id}
        self._post(lead, "/organizations/{org}/people/{member}", place, ("do", "remove"))
        return True

    def leave(self, house: House) -> bool:
        """Take somebody out as an operator would: by their row alone."""
        other = self._membership(house, Role.CONTRIBUTOR)
        if other is None:
            return False
        self.session.delete(other)
        return True

    def join(self, house: House) -> bool:
        name = self.chance.choice(list(self.people))
        user = self.people[name].user_id
        if self.session.get(Membership, (house.id, user)) is not None:
            return False
        self.session.add(
            Membership(
                organization_id=house.id,
                user_id=user,
                role=Role.CONTRIBUTOR,
                created_at=utc_now(),
            )
        )
        return True

    def hand_over(self, house: House) -> bool:
        lead, other = self._membership(house, Role.LEAD), self._membership(house, Role.CONTRIBUTOR)
        if lead is None or other is None:
            return False
        lead.role, other.role = Role.CONTRIBUTOR, Role.LEAD
        return True

    def engage(self, house: House) -> bool:
        if house.engagement or not house.drafts:
            return False
        made = Engagement(
            organization_id=house.id,
            provider_id=self.advisors.id,
            state=EngagementState.LIVE,
            purpose=f"{house.canary} purpose",
            ends_on=utc_now().date() + dt.timedelta(days=9),
            opened_at=utc_now(),
        )
        self.session.add(made)
        self.session.flush()
        assessment = house.drafts[-1]
        self.session.add(
            EngagementAssessment(
                engagement_id=made.id, organization_id=house.id, assessment_id=assessment
            )
        )
        self.session.flush()
        meeting = Consultation(
            engagement_id=made.id, assessment_id=assessment, number=1, created_at=utc_now()
        )
        self.session.add(meeting)
        self.session.flush()
        house.engagement = made.id
        house.places += [
            {"org": house.id, "engagement": made.id},
            {"org": self.advisors.id, "engagement": made.id},
            {"consultation": meeting.id, "format": "pdf", **PART},
        ]
        return True

    def disengage(self, house: House) -> bool:
        lead = self._member(house, Role.LEAD)
        if not house.engagement or lead is None:
            return False
        place = {"org": house.id, "engagement": house.engagement}
        self._post(lead, "/organizations/{org}/engagements/{engagement}", place, ("end", "yes"))
        return True

    def share(self, house: House) -> bool:
        """Share a few parts; now and then it is prepared only, and its funder knows nothing."""
        if house.share or not house.handed_in:
            return False
        now = utc_now()
        made = Share(
            organization_id=house.id,
            assessment_id=house.handed_in[-1],
            funder_id=self.funder.id,
            parts=self.chance.choice((["result"], ["answers", "notes"], ["full", "steps"])),
            purpose=f"{house.canary} purpose",
            asks=[],
            facts={},
            created_at=now,
            shared_at=self.chance.choice((now, now, None)),
            expires_at=now + dt.timedelta(days=9),
        )
        self.session.add(made)
        self.session.flush()
        house.share = made.id
        house.places += [
            {"org": house.id, "share": made.id, "format": "json"},
            {"share": made.id, "format": "json"},
        ]
        return True

    def take_back(self, house: House) -> bool:
        lead = self._member(house, Role.LEAD)
        if not house.share or lead is None:
            return False
        place = {"org": house.id, "share": house.share}
        self._post(lead, "/organizations/{org}/shares/{share}/end", place, ("end", "yes"))
        shared = self.session.get(Share, house.share)
        return shared is not None and shared.revoked_at is not None

    def expire(self, house: House) -> bool:
        shared = self.session.get(Share, house.share)
        if shared is None:
            return False
        shared.created_at = utc_now() - dt.timedelta(days=2)
        shared.expires_at = utc_now() - dt.timedelta(days=1)
        return True

    def lapse(self, house: House) -> bool:
        engaged = self.session.get(Engagement, house.engagement)
        if engaged is None:
            return False
        engaged.ends_on = utc_now().date() - dt.timedelta(days=1)
        return True

    def delete(self, house: House) -> bool:
        # Seldom: little is left to be looked at afterwards.
        if self.chance.random() < 0.8:
            return False
        self.session.execute(delete(Organization).where(Organization.id == house.id))
        self.session.expire_all()
        house.gone = True
        return True

    def _program(self, house: House) -> object:
        walker = Walker(self.session, utc_now, self._membership(house, Role.LEAD))
        return walker.program(f"{house.canary} program")

    def _member(self, house: House, *roles: Role) -> str | None:
        found = self._membership(house, *roles)
        names = {actor.user_id: name for name, actor in self.people.items()}
        return names[found.user_id] if found else None

    def _membership(self, house: House, *roles: Role) -> Membership | None:
        self.session.commit()
        found = [
            one
            for actor in self.people.values()
            if (one := self.session.get(Membership, (house.id, actor.user_id))) is not None
            and (not roles or one.role in roles)
        ]
        return self.chance.choice(found) if found else None

    def _person(self, name: str) -> User:
        user = make_user(self.session)
        sessions = SessionService(self.session, now=utc_now(), settings=self.app.registry.readiness)
        token = sessions.start(user.id)
        self.session.commit()
        self.people[name] = Actor(name, (), user.id, f"sid={token}", f"session:{token}")
        return user


ONE: Final = "/organizations/{org}/assessments/{assessment}"
PART: Final = {"instrument": "formative", "domain": "STF", "item": "STF-1"}
ACTS: Final[tuple[Callable[[Life, House], bool], ...]] = (
    Life.answer, Life.answer, Life.start, Life.hand_in, Life.remove, Life.leave, Life.join,
    Life.hand_over, Life.engage, Life.disengage, Life.lapse, Life.delete, Life.share,
    Life.take_back, Life.expire,
)  # fmt: skip
WITH_ANSWERS: Final = (Life.start, Life.answer, Life.hand_in)
BEGINNINGS: Final = (
    (), (Life.start,), (Life.start, Life.engage), WITH_ANSWERS, (*WITH_ANSWERS, Life.share),
)  # fmt: skip
PORTFOLIO: Final = ("/portfolio", "/portfolio/overview", "/portfolio/reports", "/home")


def _fits(pattern: str, place: dict[str, str]) -> bool:
    """Whether a place has every id of an address, and the address one of the place's own."""
    needed = {part.split(":")[0] for part in pattern.replace("}", "{").split("{")[1::2]}
    return bool(needed) and needed <= set(place) and set(place) - {*PART, "format"} <= needed
