"""One world with two organizations full of canaries, and everybody who might come by.

A canary is a word that stands nowhere else. All of organization A begin with `canarya`, all of
B with `canaryb`: whoever is shown one that is not theirs was shown something of somebody else.
Everything is made by the services, once; `restore` puts every row back as it was.
"""

import datetime as dt
import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from pyramid.request import Request as Blank
from pyramid.router import Router
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from webob import Response

from instruments import catalogue
from readiness.clock import utc_now
from readiness.db import session_factory
from readiness.models import (
    AgendaItem,
    AgendaKind,
    AgreedAnswer,
    Assessment,
    AssessmentState,
    Base,
    Comment,
    CommentThread,
    Consultation,
    ConsultationNote,
    ConsultationStep,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Membership,
    NoteKind,
    Organization,
    OrganizationKind,
    PendingSignUp,
    ProposalState,
    PulseCheck,
    PulseReason,
    ResetToken,
    ResponseSheet,
    Role,
    Share,
    ShareRequest,
    Side,
    Snapshot,
    StepStatus,
    TaRating,
    User,
)
from readiness.security.tokens import hash_token
from readiness.services import rendering
from readiness.services.answers import Answers
from readiness.services.merging import Sent
from readiness.services.reports import ReportFiles
from readiness.services.sessions import SessionService
from tests.conftest import empty
from tests.factories import (
    PASSWORD_HASH,
    make_invitation,
    make_membership,
    make_organization,
    make_paper,
    make_plan_step,
    make_response,
    make_user,
)
from tests.readiness.walking import Walker

HOST = "localhost:6543"
OURS_ALONE = {"audit_event", "auth_session", "failed_attempt"}
"""Tables on which a refused request may leave a trace."""

Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Actor:
    """Somebody with a browser: what signs them in, and what they must never be shown."""

    name: str
    forbidden: tuple[str, ...]
    user_id: str | None = None
    cookie: str = ""
    basis: str = ""
    """What form tokens are made from."""


@dataclass
class World:
    """The application with its rows, its people and the addresses of its things."""

    app: Router
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    """What fills the ids of an address, by the name that the matrix has for it."""
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Every id of an organization's things, by "a" and "b"."""
    first: Rows = field(default_factory=dict)

    def ask(
        self,
        actor: Actor,
        method: str,
        path: str,
        body: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send one request; a post that names no form token gets the actor's own."""
        asked = Blank.blank(path, base_url=f"http://{HOST}", method=method)
        if actor.cookie:
            asked.headers["Cookie"] = actor.cookie
        if method == "POST":
            pairs = list(body)
            if "csrf_token" not in dict(pairs):
                pairs = [("csrf_token", self.token(actor)), *pairs]
            asked = Blank.blank(path, base_url=f"http://{HOST}", POST=pairs)
            asked.headers["Cookie"] = actor.cookie
        asked.headers.update(headers or {})
        return asked.get_response(self.app)

    def token(self, actor: Actor) -> str:
        """Make a form token as the service does: nobody without its key can."""
        key = self.app.registry.readiness.key("form-token")
        return hmac.digest(key, actor.basis.encode(), "sha256").hex()

    def rows(self, *, without: frozenset[str] | set[str] = frozenset()) -> Rows:
        """Read every row of every table."""
        with self.app.registry.engine.connect() as connection:
            return {
                table.name: [
                    dict(row)
                    for row in connection.execute(
                        select(table).order_by(*table.primary_key.columns)
                    ).mappings()
                ]
                for table in Base.metadata.sorted_tables
                if table.name not in without
            }

    def changed(self) -> bool:
        """Whether anything but a trace differs from the beginning."""
        now = self.rows(without=OURS_ALONE - {"auth_session"})
        return any(
            _lasting(name, rows) != _lasting(name, self.first[name]) for name, rows in now.items()
        )

    def restore(self) -> None:
        """Put every row back as it was."""
        empty(self.app.registry.engine)
        with self.app.registry.engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                if self.first[table.name]:
                    connection.execute(insert(table), self.first[table.name])
        self.app.registry.limits.reset()


def _lasting(name: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    # When somebody was last seen, and which notice waits for them, changes by looking.
    if name != "auth_session":
        return rows
    return [{**row, "last_seen_at": None, "messages": None} for row in rows]


@contextmanager
def made(app: Router, *, files: bool = True) -> Iterator[World]:
    """Make the world; it is gone afterwards. Without `files` nothing is rendered: faster."""
    world = World(app)
    patch = pytest.MonkeyPatch()
    # What the matrix asks for is not rendered again and again; `files` did that once.
    patch.setattr(app.registry.jobs, "send", lambda *_job, **_: None)
    try:
        with Session(app.registry.engine) as session:
            _Making(world, session).make()
        if files:
            _render(world)
        world.first = world.rows()
        yield world
    finally:
        patch.undo()
        empty(app.registry.engine)
        app.registry.limits.reset()


class _Making:
    """Fills the world, organization by organization."""

    def __init__(self, world: World, session: Session) -> None:
        self.world = world
        self.session = session
        self.papers: dict[tuple[str, bool], str] = {}

    def make(self) -> None:
        for letter in ("a", "b"):
            self._organization(letter)
        self._advisors()
        self._reviewers()
        operator = self._person("operator")
        anonymous = "form=the-cookie-of-forms-for-everyone"
        self.world.actors["anonymous"] = Actor(
            "anonymous",
            ("canarya", "canaryb"),
            cookie=anonymous,
            basis=f"form:{anonymous.partition('=')[2]}",
        )
        self._signed_in("operator", operator, "canarya", "canaryb")
        self._links()
        self.session.commit()

    def _person(self, name: str) -> User:
        return make_user(self.session, email=f"{name}@example.org")

    def _signed_in(self, name: str, user: User, *forbidden: str) -> None:
        sessions = SessionService(
            self.session, now=utc_now(), settings=self.world.app.registry.readiness
        )
        token = sessions.start(user.id)
        self.session.commit()
        self.world.actors[name] = Actor(
            name, forbidden, user.id, cookie=f"sid={token}", basis=f"session:{token}"
        )

    def _organization(self, letter: str) -> None:
        mine, other = f"canary{letter}", "canaryb" if letter == "a" else "canarya"
        house = make_organization(self.session, name=f"{mine}house Circle")
        people = {
            name: make_user(
                self.session, email=f"{mine}{name}@example.org", name=f"{mine}{name}name"
            )
            for name in ("lead", "contributor")
        }
        # Who was removed still has their own page, with their own name on it.
        people["removed"] = self._person(f"removed-{letter}")
        lead = make_membership(self.session, user=people["lead"], organization=house)
        for name in ("contributor", "removed"):
            make_membership(
                self.session, user=people[name], organization=house, role=Role.CONTRIBUTOR
            )
        walker = Walker(self.session, utc_now, lead)
        program = walker.program(f"{mine}program", stage="planning")
        submitted = self._submitted(walker, program, letter)
        draft = self._draft(walker, program, people, letter)
        self.session.delete(self.session.get(Membership, (house.id, people["removed"].id)))
        self.session.commit()
        self._places(letter, house.id, submitted, draft)
        self._people(letter, lead, people["contributor"])
        self._plan(letter, submitted)
        self.world.ids[letter] |= {user.id for user in people.values()}
        # What others wrote in a draft is theirs until they hand it in.
        own = {
            # What a consultant noted for themselves is nobody else's either.
            "lead": (other, f"{mine}draftcontributor", f"{mine}private"),
            "contributor": (other, f"{mine}draftlead", f"{mine}private"),
            "removed": (other, mine),
        }
        for name, user in people.items():
            self._signed_in(name if letter == "a" else f"{name}_b", user, *own[name])

    def _people(self, letter: str, lead: Membership, other: User) -> None:
        end = "" if letter == "a" else "@b"
        places, org = self.world.places, {"org": lead.organization_id}
        self.session.get_one(Membership, (org["org"], other.id)).label = f"canary{letter}label"
        invitation = make_invitation(self.session, lead, code=letter.upper() * 16)
        places[f"member{end}"] = {**org, "member": other.id}
        places[f"invitation{end}"] = {**org, "invitation": invitation.id}
        self.world.ids[letter].add(invitation.id)

    def _plan(self, letter: str, submitted: Assessment) -> None:
        """Make a plan of two steps, one of them done, with something in every text."""
        end, mine = "" if letter == "a" else "@b", f"canary{letter}"
        for name in ("step", "done step"):
            over = name != "step"
            made = make_plan_step(
                self.session,
                submitted,
                title=f"{mine}step",
                reason=f"{mine}reason",
                owner=f"{mine}owner",
                note=f"{mine}plannote",
                support=f"{mine}support",
                helped_words=f"{mine}helped",
                actions={"list": [{"text": f"{mine}action", "done": over}]},
                status=StepStatus.DONE if over else StepStatus.UNDER_WAY,
                done_at=utc_now() if over else None,
            )
            place = {**self.world.places[f"submitted{end}"], "step": made.id}
            self.world.places[f"{name}{end}"] = place
            self.world.ids[letter].add(made.id)
        frozen = self.session.scalars(
            select(Snapshot).where(Snapshot.assessment_id == submitted.id)
        ).one()
        earlier = Assessment(
            organization_id=submitted.organization_id,
            program_profile_id=submitted.program_profile_id,
            state=AssessmentState.SUBMITTED,
            created_at=utc_now() - dt.timedelta(days=400),
            submitted_at=utc_now() - dt.timedelta(days=380),
        )
        self.session.add(earlier)
        self.session.flush()
        self.session.add(
            Snapshot(
                assessment_id=earlier.id,
                content=frozen.content,
                sha256=frozen.sha256,
                created_at=utc_now(),
            )
        )
        self.session.commit()
        there = self.world.places[f"submitted{end}"]
        self.world.places[f"compared{end}"] = {**there, "other": earlier.id}
        draft = self.world.places[f"draft{end}"]["assessment"]
        self.world.places[f"mixed{end}"] = {**there, "other": draft}
        for kind in ("pdf", "xlsx"):
            place = {**there, "other": earlier.id, "format": kind}
            self.world.places[f"compared-{kind}{end}"] = place
        self.world.ids[letter].add(earlier.id)
        check = PulseCheck(
            organization_id=submitted.organization_id,
            program_profile_id=submitted.program_profile_id,
            taken_at=utc_now(),
            role=f"{mine}role",
            reason=PulseReason.OTHER,
            selection_version=1,
            answers={"STF-2": 0},
        )
        self.session.add(check)
        self.session.flush()
        self.world.places[f"pulse{end}"] = {"org": submitted.organization_id, "pulse": check.id}
        self.world.ids[letter].add(check.id)
        for kind in ("pdf", "xlsx", "ics"):
            place = {**self.world.places[f"submitted{end}"], "format": kind}
            self.world.places[f"plan-{kind}{end}"] = place

    def _submitted(self, walker: Walker, program: object, letter: str) -> Assessment:
        assessment = walker.start(program)
        for item in catalogue.find("formative").items:
            self._answer(assessment, walker.lead.user_id, item.id, f"canary{letter}note")
        agreed = AgreedAnswer(
            assessment_id=assessment.id,
            instrument_id="formative",
            item_id="STF-1",
            level=2,
            note=f"canary{letter}agreed",
            agreed_at=utc_now(),
        )
        self.session.add(agreed)
        self.session.commit()
        walker.submit(assessment)
        return assessment

    def _draft(
        self, walker: Walker, program: object, people: Mapping[str, User], letter: str
    ) -> Assessment:
        assessment = walker.start(program)
        for name, user in people.items():
            self._answer(assessment, user.id, "CON-1", f"canary{letter}draft{name}")
        # Papers under way: a colleague's, and one's own. Only who keys them in sees them.
        for name, own in (("contributor", False), ("lead", True)):
            paper = make_paper(self.session, assessment, people[name], own=own)
            note = f"canary{letter}draft{name}paper"
            make_response(self.session, paper, "CON-1", level=1, note=note)
            self.papers[letter, own] = paper.id
        return assessment

    def _answer(self, assessment: Assessment, user_id: str, item: str, note: str) -> None:
        Answers(self.session, utc_now).save(
            assessment.id,
            "formative",
            {item: Sent(answer="2", note=note)},
            user_id=user_id,
            role=Role.LEAD,
        )
        self.session.commit()

    def _places(self, letter: str, org: str, submitted: Assessment, draft: Assessment) -> None:
        end = "" if letter == "a" else "@b"
        section = {"instrument": "formative", "domain": "STF", "item": "STF-1"}
        places = self.world.places
        places[f"org{end}"] = {"org": org}
        places[f"draft{end}"] = {"org": org, "assessment": draft.id, **section}
        places[f"submitted{end}"] = {"org": org, "assessment": submitted.id, **section}
        for kind in ("pdf", "docx", "xlsx", "json"):
            places[f"{kind}{end}"] = {**places[f"submitted{end}"], "format": kind}
            places[f"draft-{kind}{end}"] = {**places[f"draft{end}"], "format": kind}
        for own, kind in ((False, "paper"), (True, "own paper")):
            paper = self.papers[letter, own]
            places[f"{kind}{end}"] = {**places[f"draft{end}"], "sheet": paper}
        places[f"draft form{end}"] = {**places[f"draft{end}"], "?": "?form=formative"}
        sheets = self.session.scalars(
            select(ResponseSheet.id).where(
                ResponseSheet.assessment_id.in_([submitted.id, draft.id])
            )
        )
        self.world.ids[letter] = {org, submitted.id, draft.id, *sheets}

    def _reviewers(self) -> None:
        """Four funders: with a live share of A's, with one that ran out or was ended, without."""
        houses = {}
        for name in ("live", "expired", "revoked", "none"):
            houses[name] = make_organization(
                self.session, name=f"Funder {name}", kind=OrganizationKind.FUNDER
            )
            user = self._person(f"reviewer-{name}")
            make_membership(self.session, user=user, organization=houses[name], role=Role.REVIEWER)
            # A live share shows the result and the areas: who shares and what for, nothing else.
            hidden = (
                "program", "note", "agreed", "lead", "contributor", "draft", "private", "comment",
                "reason", "proposal", "unshared", "step", "owner",
                "plannote", "support", "helped", "action",
            )  # fmt: skip
            forbidden = tuple(f"canarya{one}" for one in hidden) if name == "live" else ("canarya",)
            self._signed_in(f"reviewer_{name}", user, *forbidden, "canaryb")
        places, now = self.world.places, utc_now()
        places["portfolio"] = {}
        places["share"] = places["shared"] = self._share(houses["live"])
        places["share@b"] = self._share(houses["none"], letter="b", shared_at=None)
        places["draft share"] = self._share(houses["live"], shared_at=None, purpose="unshared")
        places["expired share"] = self._share(
            houses["expired"],
            created_at=now - dt.timedelta(days=40),
            expires_at=now - dt.timedelta(days=1),
        )
        places["revoked share"] = self._share(houses["revoked"], revoked_at=now)
        asked = ShareRequest(
            organization_id=places["org"]["org"],
            funder_id=houses["none"].id,
            purpose="canaryaunshared",
            parts=["full"],
            until=now.date(),
            asked_at=now,
        )
        self.session.add(asked)
        self.session.commit()
        places["share request"] = {**places["org"], "share_request": asked.id}
        self.world.ids["a"] |= {asked.id}

    def _share(
        self, funder: Organization, *, letter: str = "a", purpose: str = "shared", **more: object
    ) -> dict[str, str]:
        about = self.world.places["submitted" if letter == "a" else "submitted@b"]
        now = utc_now()
        made = Share(
            organization_id=about["org"],
            assessment_id=about["assessment"],
            funder_id=funder.id,
            parts=["areas", "result"],
            # Chosen, and yet nothing of the plan is read without the steps.
            follows_plan=True,
            purpose=f"canary{letter}{purpose}",
            asks=[],
            facts={},
            **{
                "created_at": now,
                "shared_at": now,
                "expires_at": now + dt.timedelta(days=30),
                **more,
            },
        )
        self.session.add(made)
        self.session.commit()
        self.world.ids[letter].add(made.id)
        return {"org": about["org"], "share": made.id, "format": "json"}

    def _advisors(self) -> None:
        """Three TA providers: engaged by A, engaged once, and never."""
        houses = {}
        for name in ("live", "ended", "none"):
            houses[name] = make_organization(
                self.session, name=f"Advisors {name}", kind=OrganizationKind.TA
            )
            user = self._person(f"consultant-{name}")
            make_membership(
                self.session, user=user, organization=houses[name], role=Role.CONSULTANT
            )
            # Whom an engagement lets in learns what was answered, and not by whom.
            people = ("canaryalead", "canaryacontributor", "canaryadraft", "canaryalabel")
            forbidden = people if name == "live" else ("canarya",)
            self._signed_in(f"consultant_{name}", user, *forbidden, "canaryb")
        places = self.world.places
        live = self._engagement(houses["live"], days=30, meeting="meeting")
        ended = self._engagement(
            houses["ended"],
            days=30,
            meeting="ended meeting",
            state=EngagementState.ENDED,
            ended_at=utc_now(),
            ended_side=Side.TEAM,
        )
        lapsed = self._engagement(houses["ended"], days=-1, meeting="lapsed meeting")
        places["advisors"] = {"org": houses["live"].id}
        places["advisors of the past"] = {"org": houses["ended"].id}
        places["engagement"] = {**places["org"], "engagement": live}
        places["engagement by advisors"] = {**places["advisors"], "engagement": live}
        places["ended by advisors"] = {**places["advisors of the past"], "engagement": ended}
        places["lapsed by advisors"] = {**places["advisors of the past"], "engagement": lapsed}
        # B's own, with a provider of whom nobody comes by.
        further = make_organization(self.session, name="Advisors of B", kind=OrganizationKind.TA)
        other = self._engagement(further, days=30, letter="b", meeting="meeting")
        places["engagement@b"] = {**places["org@b"], "engagement": other}

    def _engagement(
        self,
        provider: Organization,
        *,
        days: int,
        meeting: str,
        letter: str = "a",
        **more: object,
    ) -> str:
        end = "" if letter == "a" else "@b"
        org = self.world.places[f"org{end}"]["org"]
        made = Engagement(
            organization_id=org,
            provider_id=provider.id,
            purpose=f"canary{letter}purpose",
            ends_on=utc_now().date() + dt.timedelta(days=days),
            opened_at=utc_now() - dt.timedelta(days=40),
            **{"state": EngagementState.LIVE, **more},
        )
        self.session.add(made)
        self.session.flush()
        for name in ("draft", "submitted"):
            self.session.add(
                EngagementAssessment(
                    engagement_id=made.id,
                    organization_id=org,
                    assessment_id=self.world.places[f"{name}{end}"]["assessment"],
                )
            )
        self.session.flush()
        self._meetings(made, provider, letter, meeting)
        self.session.commit()
        self.world.ids[letter].add(made.id)
        return made.id

    def _meetings(
        self, engagement: Engagement, provider: Organization, letter: str, name: str
    ) -> None:
        """Make a meeting about each assessment, with something in every text."""
        end = "" if letter == "a" else "@b"
        for kind in ("draft", "submitted"):
            about = self.world.places[f"{kind}{end}"]
            assessment = about["assessment"]
            held = Consultation(
                engagement_id=engagement.id,
                assessment_id=assessment,
                number=1,
                meets_on=utc_now().date() + dt.timedelta(days=2),
                created_at=utc_now(),
            )
            on = {"engagement_id": engagement.id, "assessment_id": assessment}
            item = {"instrument_id": "formative", "item_id": "STF-1"}
            rating = TaRating(
                **on,
                **item,
                level=1,
                reason=f"canary{letter}reason",
                proposed=1,
                proposal_reason=f"canary{letter}proposal",
                proposal_state=ProposalState.OPEN,
                updated_at=utc_now(),
            )
            self.session.add_all([held, rating])
            self.session.flush()
            talks = [
                self._thread(provider, private=private, text=f"canary{letter}{word}", **on, **item)
                for private, word in ((False, "comment"), (True, "private"))
            ]
            point = self._point(held, provider, letter)
            place = {key: about[key] for key in ("instrument", "domain", "item")}
            first = "draft " if kind == "draft" else ""
            self.world.places[f"{first}{name}{end}"] = {
                "consultation": held.id,
                "format": "pdf",
                "note": f"{point}-shared",
                **place,
            }
            self.world.places[f"{first}private note of {name}{end}"] = {
                "consultation": held.id,
                "note": f"{point}-private",
            }
            self.world.places[f"{first}talk of {name}{end}"] = {
                "consultation": held.id,
                "talk": talks[0],
                **place,
            }
            self.world.ids[letter] |= {held.id, point}

    def _point(self, meeting: Consultation, provider: Organization, letter: str) -> str:
        """Make a point of the agenda with every kind of note, and a next step."""
        mine = f"canary{letter}"
        point = AgendaItem(
            consultation_id=meeting.id,
            kind=AgendaKind.OWN,
            title=f"{mine}point",
            why=f"{mine}why",
            position=0,
        )
        self.session.add(point)
        self.session.flush()
        for kind in NoteKind:
            self.session.add(
                ConsultationNote(
                    agenda_item_id=point.id,
                    kind=kind,
                    text=f"{mine}{kind}",
                    provider_id=provider.id if kind is NoteKind.PRIVATE else None,
                    updated_at=utc_now(),
                )
            )
        self.session.add(
            ConsultationStep(
                consultation_id=meeting.id,
                agenda_item_id=point.id,
                title=f"{mine}step",
                support=f"{mine}support",
                created_at=utc_now(),
                updated_at=utc_now(),
            )
        )
        self.session.flush()
        return point.id

    def _thread(self, provider: Organization, *, private: bool, text: str, **where: str) -> str:
        thread = CommentThread(
            **where,
            private=private,
            provider_id=provider.id if private else None,
            opened_side=Side.ADVISOR,
            opened_at=utc_now(),
        )
        thread.comments.append(
            Comment(side=Side.ADVISOR, role="consultant", text=text, written_at=utc_now())
        )
        self.session.add(thread)
        self.session.flush()
        return thread.id

    def _links(self) -> None:
        later = utc_now() + dt.timedelta(hours=1)
        places = self.world.places
        places["sign-up link"] = {"token": "a-link-to-finish-signing-up"}
        places["reset link"] = {"token": "a-link-to-choose-a-password"}
        places["code"] = {"code": "AAAA-AAAA-AAAA-AAAA"}
        places["no code"] = {"code": "0000-0000-0000-0000"}
        places["no link"] = {"token": "a-link-that-nobody-was-sent"}
        self.session.add_all(
            [
                PendingSignUp(
                    token_hash=hash_token(places["sign-up link"]["token"]),
                    email="new@example.org",
                    organization="A new circle",
                    password_hash=PASSWORD_HASH,
                    expires_at=later,
                ),
                ResetToken(
                    token_hash=hash_token(places["reset link"]["token"]),
                    user_id=self._person("forgetful").id,
                    expires_at=later,
                ),
            ]
        )


def _render(world: World) -> None:
    """Make the files of A's report, as the worker would."""
    jobs = world.app.registry.jobs
    with session_factory(world.app.registry.engine).begin() as session:
        frozen = session.scalars(
            select(Snapshot).where(
                Snapshot.assessment_id == world.places["submitted"]["assessment"]
            )
        ).one()
        ReportFiles(session, utc_now, world.app.registry.readiness.data).ask(frozen)
        snapshot_id = frozen.id
    for kind in ("pdf", "docx", "xlsx", "json"):
        rendering.render(jobs, snapshot_id, kind)
