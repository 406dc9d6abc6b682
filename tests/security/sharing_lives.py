"""Random lives of shares: four organizations, three funders, and a clock that moves (V2).

A `Life` starts, hands in, plans steps and puts them off, shares with random parts and with or
without the plan, narrows, widens, ends, waits, removes people and deletes organizations,
through requests where there are pages for it. What every
funder may see is kept beside it in a plain model, which asks the service nothing. Every field of
every report holds a canary of its own, so that a part that leaks is named by its place.
"""

import datetime as dt
import random
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from pyramid.router import Router
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from webob import Response

from instruments.snapshot import Snapshot
from readiness.clock import months_later
from readiness.models import (
    Assessment,
    Membership,
    Organization,
    OrganizationKind,
    PlanStep,
    Role,
    StepChoice,
)
from readiness.services.sessions import SessionService
from readiness.services.share_terms import after
from reports.audience import Audience, Grant, Shared, redact
from reports.model import Report
from tests.conftest import Clock
from tests.factories import make_membership, make_organization, make_plan_step
from tests.readiness.walking import Walker
from tests.reports import poison
from tests.reports.samples import A1, report
from tests.security.canaries import everything
from tests.security.world import Actor, World

CANARY: Final = re.compile(
    r"qx\d{6}x|canaryhouse\dx|canarypurpose\d+x|canaryprogram|canarystep\d+x|canaryplan\w+"
)
BESIDE: Final = frozenset({Shared.STEPS, Shared.FULL})
"""Parts beside which the plan is read."""
OK: Final = 200
GONE: Final = 404
BROKEN: Final = 500
MADE: Final = {OK, 202}
"""A file, or the page that says that it is being made."""
MONTHS: Final = (1, 3, 6, 12)
FEW: Final = 3
"""Pages of each kind that a reader opens after a step; which ones, chance says."""
APART: Final = 5_000
"""How far the canaries of two reports are apart; no report has so many fields."""
FUNDER_PAGES: Final = (
    "/home", "/portfolio/overview", "/portfolio/needs.pdf", "/portfolio/needs.xlsx",
    "/portfolio/ask", "/portfolio/reports", "/portfolio/reports.zip",
    "/organizations", "/account",
)  # fmt: skip
SHARE_PAGES: Final = (
    "", "?part=steps", "?part=answers", "?part=background", ".json", ".xlsx", ".docx", ".pdf",
    "/receipt.pdf",
)  # fmt: skip


class Numbered(poison.Poisoner):
    """Canaries that tell which report they are of."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.first = number * APART

    def _canary(self, place: str, shape: str) -> str:
        made = shape.format(710_000 + self.first + len(self.places))
        self.places[made] = place.removeprefix(".")
        return made


@cache
def poisoned(number: int) -> tuple[Report, dict[str, str]]:
    """Give the report with this number, and the places of its canaries in small letters."""
    maker = Numbered(number)
    made = maker.poison(report(A1))
    assert len(maker.places) < APART
    # A number that stands by itself is too little to tell a leak by, where dates are about.
    return made, {one.lower(): place for one, place in maker.places.items() if one[0] == "Q"}


@cache
def readable(number: int, parts: frozenset[Shared]) -> frozenset[str]:
    """Give the canaries of a report that may be seen by whom these parts were shared with."""
    places = poisoned(number)[1]
    return frozenset(word for word, place in places.items() if poison.allowed(place, parts))


def build(
    value: Snapshot, *, audience: Audience = Audience.ORGANIZATION, grant: Grant | None = None
) -> Report:
    """Make the poisoned report of a snapshot; its program has the number in its name."""
    made, _ = poisoned(int(value.program.rpartition(" ")[2]))
    return redact(made, audience=audience, grant=grant)


@dataclass
class House:
    """An organization that shares."""

    number: int
    id: str
    lead: Actor
    membership: Membership
    draft: tuple[int, object] | None = None
    reports: dict[str, int] = field(default_factory=dict)
    """The number of a report, by the id of the assessment that was handed in."""
    gone: bool = False


@dataclass
class Fund:
    """A funder with two people who read."""

    id: str
    readers: list[Actor]
    left: set[str] = field(default_factory=set)


@dataclass
class Given:
    """What a share is, as the life that made it knows."""

    id: str
    house: House
    fund: Fund
    assessment: str
    parts: frozenset[Shared]
    purpose: str
    until: dt.date
    follows: bool = False
    """Whether the plan may be followed along."""
    instead_of: "Given | None" = None
    begun: bool = False
    over: bool = False

    def live(self, now: dt.datetime) -> bool:
        return self.begun and not self.over and not self.house.gone and now < after(self.until)


@dataclass
class Planned:
    """A step of a plan; a plan belongs to the program that one report is about."""

    id: str
    assessment: str
    title: str
    adopted: bool = True


@dataclass
class Life:
    """Everybody, from the first day on."""

    app: Router
    session: Session
    clock: Clock
    chance: random.Random
    houses: list[House] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What was done, to be read when something is found."""
    planned: list[Planned] = field(default_factory=list)
    reports: int = 0
    purposes: int = 0
    asked: int = 0
    """Pages and files that were looked through."""

    def __post_init__(self) -> None:
        self.world = World(self.app)
        for number in range(4):
            name = f"canaryhouse{number}x"
            lead = make_membership(
                self.session, organization=make_organization(self.session, name=name)
            )
            actor = self._signed_in(f"lead {number}", lead.user_id)
            self.houses.append(House(number, lead.organization_id, actor, lead))
        for number in range(3):
            fund = make_organization(
                self.session, name=f"Fund {number}", kind=OrganizationKind.FUNDER
            )
            readers = [
                self._signed_in(
                    f"reader {number} {one}",
                    make_membership(self.session, organization=fund, role=Role.REVIEWER).user_id,
                )
                for one in range(2)
            ]
            self.funds.append(Fund(fund.id, readers))
        # Two are under way when it begins, or most lives would end before they get going.
        for house in self.houses[:2]:
            for act in (Life.start, Life.hand_in, Life.plan, Life.share):
                act(self, house)

    def step(self) -> None:
        """Do one thing that can be done now."""
        house = self.chance.choice([one for one in self.houses if not one.gone] or self.houses)
        while not house.gone:
            act = self.chance.choice(ACTS)
            if act(self, house):
                self.session.commit()
                self.done.append(f"{act.__name__} in {house.number}")
                return

    # What can be done; each says whether it was.

    def start(self, house: House) -> bool:
        if house.draft:
            return False
        walker = self._walker(house)
        number, self.reports = self.reports, self.reports + 1
        program = walker.program(f"canaryprogram {number}")
        house.draft = (number, walker.start(program, "formative", "evaluability"))
        return True

    def answer(self, house: House) -> bool:
        if not house.draft:
            return False
        level = self.chance.randint(0, 3)
        self._walker(house).answer(house.draft[1], {f"STF-{level + 1}": level})
        return True

    def hand_in(self, house: House) -> bool:
        if not house.draft:
            return False
        number, assessment = house.draft
        self._walker(house).submit(assessment)
        house.reports[assessment.id], house.draft = number, None
        return True

    def prepare(self, house: House) -> bool:
        if not house.reports:
            return False
        self.purposes += 1
        made = Given(
            "",
            house,
            self.chance.choice(self.funds),
            self.chance.choice(list(house.reports)),
            self._parts(),
            f"canarypurpose{self.purposes}x",
            months_later(self.clock.now.date(), self.chance.choice(MONTHS)),
        )
        made.follows = bool(made.parts & BESIDE) and self.chance.random() < 0.7
        body = [("report", made.assessment), ("funder", made.fund.id), *self._terms(made)]
        self._sent(made, self._post(house, "/new", body))
        return True

    def share(self, house: House) -> bool:
        drafts = [one for one in self._of(house) if not one.begun and not one.over]
        if not drafts:
            return self.prepare(house) and self.share(house)
        made = self.chance.choice(drafts)
        self._post(house, f"/{made.id}/begin", [])
        if self.clock.now < after(made.until):
            made.begun = True
            if made.instead_of:
                made.instead_of.over = True
        return True

    def narrow(self, house: House) -> bool:
        made = self._live(house)
        if made is None or len(made.parts) < 2:
            return False
        parts = made.parts - {self.chance.choice(sorted(made.parts))}
        # Notes are shared beside the answers or not at all.
        if Shared.NOTES in parts and Shared.ANSWERS not in parts:
            return False
        made.parts = parts
        # The plan is read beside the steps or not at all.
        made.follows = made.follows and bool(parts & BESIDE)
        assert self._change(made, made) == made.id
        return True

    def unfollow(self, house: House) -> bool:
        """Keep the plan to oneself again, which holds at once."""
        made = self._live(house)
        if made is None or not made.follows:
            return False
        made.follows = False
        assert self._change(made, made) == made.id
        return True

    def let_follow(self, house: House) -> bool:
        """Let the plan be followed along: until that is looked at and shared, it is not."""
        made = self._live(house)
        if made is None or made.follows or not made.parts & BESIDE:
            return False
        return self._prepare_change(made, replace(made, follows=True))

    def plan(self, house: House) -> bool:
        """Take a step into the plan of a report, with words that nobody else may read."""
        if not house.reports:
            return False
        assessment, number = self.chance.choice(list(house.reports)), len(self.planned)
        made = make_plan_step(
            self.session,
            self.session.get_one(Assessment, assessment),
            title=f"canarystep{number}x",
            note=f"canaryplannote{number}x",
            support=f"canaryplansupport{number}x",
            advisor_words=f"canaryplanadvisor{number}x",
            actions={"list": [{"text": f"canaryplantask{number}x", "done": True}]},
        )
        self.planned.append(Planned(made.id, assessment, made.title))
        return True

    def put_off(self, house: House) -> bool:
        """Put a step off, or decline it: then it is nobody else's to read."""
        here = [one for one in self.planned if one.adopted and one.assessment in house.reports]
        if not here:
            return False
        step = self.chance.choice(here)
        step.adopted = False
        self.session.execute(
            update(PlanStep)
            .where(PlanStep.id == step.id)
            .values(
                choice=self.chance.choice((StepChoice.DEFERRED, StepChoice.DECLINED)),
                reason=f"canaryplanreason{step.title}",
            )
        )
        return True

    def widen(self, house: House) -> bool:
        """Ask for more parts: until that is looked at and shared, nothing changes."""
        made = self._live(house)
        if made is None or set(Shared) == made.parts:
            return False
        wider = replace(made, parts=made.parts | self._parts())
        return wider.parts != made.parts and self._prepare_change(made, wider)

    def _prepare_change(self, made: Given, wider: Given) -> bool:
        wider.instead_of, wider.begun = made, False
        wider.id = self._change(made, wider)
        assert wider.id != made.id
        self.given.append(wider)
        return True

    def revoke(self, house: House) -> bool:
        made = self._live(house)
        if made is None:
            return False
        self._post(house, f"/{made.id}/end", [])
        made.over = True
        return True

    def throw_away(self, house: House) -> bool:
        drafts = [one for one in self._of(house) if not one.begun and not one.over]
        if not drafts:
            return False
        self._post(house, f"/{drafts[0].id}/end", [])
        drafts[0].over = True
        return True

    def wait(self, _house: House) -> bool:
        """Let time go by: to right before an end, or past it, or some days."""
        ends = [after(one.until) for one in self.given if one.live(self.clock.now)]
        soon = min(ends, default=self.clock.now + dt.timedelta(days=20))
        self.clock.now = self.chance.choice(
            (soon - dt.timedelta(seconds=1), soon, self.clock.now + dt.timedelta(days=9))
        )
        self._sign_all_in()
        return True

    def remove(self, _house: House) -> bool:
        """Take somebody out of a funder."""
        fund = self.chance.choice(self.funds)
        staying = [one for one in fund.readers if one.user_id not in fund.left]
        if not staying:
            return False
        user_id = staying[0].user_id
        self.session.execute(delete(Membership).where(Membership.user_id == user_id))
        fund.left.add(user_id)
        return True

    def gather(self, _house: House) -> bool:
        """Have all reports of a funder made into one file."""
        for fund in self.funds:
            for reader in fund.readers:
                self._ask(reader, "POST", "/portfolio/reports")
        return True

    def wish(self, _house: House) -> bool:
        """Ask for a share, with a code that is nobody's."""
        reader = self.chance.choice(self.funds).readers[0]
        until = months_later(self.clock.now.date(), 3).isoformat()
        terms = [("parts", "result"), ("purpose", "to plan"), ("until", until)]
        self._ask(reader, "POST", "/portfolio/ask", [("code", "AAAA-AAAA-AAAA"), *terms])
        return True

    def delete(self, house: House) -> bool:
        # Seldom: little is left to be looked at afterwards.
        if self.chance.random() < 0.7:
            return False
        self.session.execute(delete(Organization).where(Organization.id == house.id))
        self.session.expire_all()
        house.gone = True
        return True

    # Looking.

    def look(self) -> list[str]:
        """Send a reader of each funder to pages and files; tell what they were wrongly shown."""
        wrong = []
        for fund in self.funds:
            reader = self.chance.choice(fund.readers)
            belongs = reader.user_id not in fund.left
            held = [
                one
                for one in self.given
                if belongs and one.fund is fund and one.live(self.clock.now)
            ]
            wrong += self._look_as(reader, held, belongs=belongs)
        return wrong

    def _look_as(self, reader: Actor, held: list[Given], *, belongs: bool) -> list[str]:
        wrong = []
        for page in ("/portfolio", *self.chance.sample(FUNDER_PAGES, FEW)):
            response = self._ask(reader, "GET", page)
            # One file of all holds reports; a page only says who shares what, and what for.
            shown = held if page == "/portfolio/reports.zip" else []
            wrong += self._check(reader, page, response, self._may(shown, held))
            if page == "/portfolio":
                assert response.status_int == (OK if belongs else GONE)
                missing = [one.purpose for one in held if one.purpose not in response.text]
                wrong += [f"{reader.name} is not shown {missing}"] if missing else []
        for one in self.given:
            mine = one in held
            sure = ("", ".json") if mine else ()
            for page in (*sure, *self.chance.sample(SHARE_PAGES, FEW)):
                response = self._ask(reader, "GET", f"/portfolio/{one.id}{page}")
                seen = [one] if mine else []
                plan = self._followed(one) if mine and page == "" else set()
                wrong += self._check(reader, page, response, self._may(seen, seen) | plan)
                if response.status_int == OK and not all(words in response.text for words in plan):
                    wrong.append(self._said(reader, page, response, "less of the plan"))
                reached = response.status_int in MADE
                may_be_none = page.startswith("?part=")
                if reached != mine and not (mine and may_be_none):
                    wrong.append(self._said(reader, page, response, "reach"))
                # A file that another share had as well goes with that one, and is made again.
                made = page == ".json" and response.status_int == OK
                if made and not self._shows_all(one, response):
                    wrong.append(self._said(reader, page, response, "less than was shared"))
        return wrong

    def _may(self, shown: Collection[Given], named: Collection[Given]) -> set[str]:
        """Give the canaries that a reader may meet, who holds these shares."""
        may = {f"canaryhouse{one.house.number}x" for one in named} | {one.purpose for one in named}
        for one in shown:
            may |= readable(one.house.reports[one.assessment], one.parts)
        return may

    def _check(self, reader: Actor, page: str, response: Response, may: set[str]) -> list[str]:
        text = everything(response)
        leaked = {word for word in CANARY.findall(text) if word not in may}
        if leaked or response.status_int >= BROKEN:
            return [self._said(reader, page, response, str(sorted(map(self._place, leaked))[:5]))]
        return []

    def _followed(self, one: Given) -> set[str]:
        """Give the steps that a share shows of its plan now."""
        follows = one.follows and one.parts & BESIDE
        return {
            step.title
            for step in self.planned
            if follows and step.adopted and step.assessment == one.assessment
        }

    def _shows_all(self, one: Given, response: Response) -> bool:
        """Whether something of every part that was shared is there: else nothing is proved."""
        places = poisoned(one.house.reports[one.assessment])[1]
        text = response.text.lower()
        there = {places[word] for word in CANARY.findall(text) if word in places}
        marks = {place for place, parts in MARKS.items() if parts & one.parts}
        if {Shared.ANSWERS, Shared.NOTES} <= one.parts:
            marks.add("standing.answers.rows.note")
        return marks <= there

    def _place(self, word: str) -> str:
        number = (int(word[2:-1]) - 710_000) // APART if word.startswith("qx") else -1
        return f"report {number}: {poisoned(number)[1].get(word)}" if number >= 0 else word

    def _said(self, reader: Actor, page: str, response: Response, what: str) -> str:
        return f"{reader.name} at {page}: {response.status_int} {what} after {self.done}"

    # Requests.

    def _ask(
        self, actor: Actor, method: str, path: str, body: Collection[tuple[str, str]] = ()
    ) -> Response:
        self.session.commit()
        self.asked += 1
        return self.world.ask(actor, method, path, body)

    def _post(self, house: House, path: str, body: Collection[tuple[str, str]]) -> Response:
        address = f"/organizations/{house.id}/shares{path}"
        response = self._ask(house.lead, "POST", address, body)
        assert response.status_int == 303, response.text
        return response

    def _sent(self, made: Given, response: Response) -> None:
        made.id = response.location.rpartition("/")[2]
        self.given.append(made)

    def _change(self, old: Given, new: Given) -> str:
        page = self._ask(
            old.house.lead, "GET", f"/organizations/{old.house.id}/shares/{old.id}/change"
        )
        version = page.text.partition('name="version" value="')[2].partition('"')[0]
        body = [*self._terms(new), ("version", version)]
        response = self._post(old.house, f"/{old.id}/change", body)
        return str(response.location.rpartition("/")[2])

    def _terms(self, made: Given) -> list[tuple[str, str]]:
        parts = [("parts", str(part)) for part in sorted(made.parts)]
        plan = [("follows_plan", "true")] if made.follows else []
        return [*parts, *plan, ("purpose", made.purpose), ("until", made.until.isoformat())]

    def _parts(self) -> frozenset[Shared]:
        parts = frozenset(self.chance.sample(list(Shared), self.chance.randint(1, 3)))
        return parts | {Shared.ANSWERS} if Shared.NOTES in parts else parts

    def _of(self, house: House) -> list[Given]:
        return [one for one in self.given if one.house is house]

    def _live(self, house: House) -> Given | None:
        found = [one for one in self._of(house) if one.live(self.clock.now)]
        return self.chance.choice(found) if found else None

    def _walker(self, house: House) -> Walker:
        self.session.commit()
        return Walker(self.session, self.clock, house.membership)

    def _sign_all_in(self) -> None:
        """Begin a new day: sessions end long before shares do."""
        for house in self.houses:
            house.lead = self._signed_in(house.lead.name, house.lead.user_id)
        for fund in self.funds:
            fund.readers = [self._signed_in(one.name, one.user_id) for one in fund.readers]

    def _signed_in(self, name: str, user_id: str) -> Actor:
        self.session.flush()
        settings = self.app.registry.readiness
        token = SessionService(self.session, now=self.clock.now, settings=settings).start(user_id)
        self.session.commit()
        return Actor(name, (), user_id, f"sid={token}", f"session:{token}")


ACTS: Final[tuple[Callable[[Life, House], bool], ...]] = (
    Life.start, Life.answer, Life.hand_in, Life.prepare, Life.prepare, Life.share, Life.share,
    Life.share, Life.narrow, Life.narrow, Life.widen, Life.revoke, Life.throw_away, Life.wait,
    Life.remove, Life.gather, Life.wish, Life.delete, Life.plan, Life.plan, Life.put_off,
    Life.unfollow, Life.let_follow,
)  # fmt: skip
MARKS: Final = {
    "standing.headline": {Shared.RESULT, Shared.FULL},
    "standing.picture.areas.name": {Shared.AREAS, Shared.FULL},
    "steps.tiers.steps.title": {Shared.STEPS, Shared.FULL},
    "standing.answers.rows.answer.words": {Shared.ANSWERS},
}
"""A place in the report that is there when one of these is shared."""
