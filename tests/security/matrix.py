"""The permission matrix: reading `matrix.csv`, and what each row sends."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import months_later, utc_now
from readiness.models import Organization
from tests.factories import PASSWORD
from tests.security.world import Actor, World

FILE: Final = Path(__file__).with_name("matrix.csv")
NOT_ASKED: Final = "-"
SIGN_IN: Final = "in"
OUTSIDERS: Final = (
    "removed", "lead_b", "operator", "consultant_ended", "consultant_none",
    "reviewer_expired", "reviewer_revoked", "reviewer_none",
)  # fmt: skip
"""Who has no business with A: what is A's is a 404 for them, and nothing of it shows."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One line: a route, a method and a place, and what everybody gets there."""

    route: str
    method: str
    at: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.at}".strip()

    def asked(self) -> dict[str, str]:
        """The cells that are filled in."""
        return {name: cell for name, cell in self.cells.items() if cell != NOT_ASKED}


def rows() -> list[Row]:
    """Read the file; a row with a cell too many or too few is a mistake in it."""
    lines = [line for line in FILE.read_text().splitlines() if not line.startswith("#")]
    head, *rest = csv.reader(lines)
    assert head[:3] == ["route", "method", "at"]
    assert all(len(one) == len(head) for one in rest)
    return [Row(*one[:3], dict(zip(head[3:], one[3:], strict=True))) for one in rest]


def path(pattern: str, place: dict[str, str]) -> str:
    """Fill the ids of a route's pattern; the place may have a query of its own."""
    filled = re.sub(r"{(\w+)(?::[^}]*)?}", lambda found: place[found[1]], pattern)
    return filled + place.get("?", "")


def body(world: World, row: Row, actor: Actor) -> Pairs:
    """Return a valid post for a row, but for the form token, which the world adds."""
    made = BODIES.get(row.route, [])
    return made(world, row, actor) if callable(made) else list(made)


def expected(response: object, cell: str) -> bool:
    """Whether a response is what a cell says."""
    if cell == SIGN_IN:
        return response.status_int == 303 and "/sign-in" in (response.location or "")
    return (
        response.status_int == int(cell)
        # An open page never sends somebody who is signed in to sign in again.
        and not (cell == "303" and "/sign-in?" in (response.location or ""))
    )


ANSWERED: Final = [("STF-1", "2"), ("STF-1-note", "a note"), ("STF-1-version", "0.-.-.-")]


def _share(world: World, row: Row, _actor: Actor) -> Pairs:
    """What to share, filled in well."""
    three_months = months_later(utc_now().date(), 3).isoformat()
    terms = [("parts", "result"), ("purpose", "to plan"), ("until", three_months)]
    if row.route != "share_new":
        return [*terms, ("version", "1")]
    with Session(world.app.registry.engine) as session:
        funder = session.scalars(
            select(Organization.id).where(Organization.name == "Funder none")
        ).one()
    return [*terms, ("funder", funder), ("report", world.places["submitted"]["assessment"])]


BODIES: Final[dict[str, Pairs | Callable[[World, Row, Actor], Pairs]]] = {
    # By route: the fields of a form that is filled in well.
    "portfolio_ask": [
        ("code", "AAAA-AAAA-AAAA"),
        ("parts", "result"),
        ("purpose", "to plan"),
        ("until", months_later(utc_now().date(), 3).isoformat()),
    ],
    "share_change": _share,
    "share_new": _share,
    "account": [("elsewhere", "yes")],
    "account_delete": [("word", "delete")],
    "agree": ANSWERED,
    "agree_item": [("answer", "2"), ("note", "a note"), ("version", "0.-.-.-")],
    "assessments": [("instruments", "evaluability")],
    "autosave": [("answer", "2"), ("note", "a note"), ("version", "0.-.-.-")],
    "confirm": [("password", PASSWORD), ("next", ""), ("kept", "")],
    "consultation": [("held_on", "2026-01-01"), ("version", "1")],
    "consultation_agenda": [("save", "yes"), ("title", "A point")],
    "consultation_meeting": lambda world, row, _actor: [
        (f"{world.places[row.at]['note']}-note", "Something new"),
        (f"{world.places[row.at]['note']}-version", "1"),
    ],
    "consultation_note": [("note", "Something new"), ("version", "1")],
    "consultation_plan": lambda world, _row, _actor: [
        ("save", "yes"),
        ("step", world.places["step"]["step"]),
        ("support", "A hand"),
        ("version", "1"),
    ],
    "consultation_steps": [("save", "yes"), ("title", "A step")],
    "consultation_item": lambda world, row, _actor: (
        [("assign", world.places[row.at]["talk"]), ("assigned_to", "board"), ("seen", "")]
        if row.at.startswith("talk of")
        else [("comment", "yes"), ("text", "A comment"), ("assigned_to", "lead")]
    ),
    "consultation_items": [("STF-1-checked", "seen"), ("STF-1-version", "1")],
    "delete": [("word", "delete")],
    "engagement": [("end", "yes")],
    "engagements": lambda _world, row, _actor: (
        [("new_code", "yes")]
        if row.at.startswith("org")
        else [("reach_code", "NONE"), ("purpose", "Help")]
    ),
    "invite": [("work_role", "board"), ("role", "contributor"), ("email", "")],
    "join": [("code", "0000-0000-0000-0000")],
    "join_account": [("email", "blue-heron"), ("password", "tuesday garden kettle")],
    "member": [("do", "remove")],
    "key_in": [("whose", "somebody"), ("work_role", "peer-leader")],
    "key_in_done": [("sheet", "none"), ("go", "hand-in")],
    "key_in_form": [("STF-1", "2"), ("STF-1-version", "0.-.-.-")],
    "key_in_item": [("key", "2"), ("version", "0.-.-.-")],
    "key_in_note": [("item", "formative:STF-1"), ("note", "a note"), ("seen", "")],
    "hand_in": [("go", "in")],
    "organizations": [("name", "A new circle")],
    "overview": [("grantees", "7")],
    "people": [("label", "Heron"), ("work_role", "board")],
    "goal": [("STF-1", "3")],
    "plan": [("adopt", "start")],
    "plan_done": [("helped", "worked"), ("words", "Words"), ("share", "true"), ("version", "1")],
    "plan_new": [("title", "A step"), ("owner", ""), ("owner_words", ""), ("actions", "One")],
    "plan_step": [("title", "A step"), ("status", "stuck"), ("actions", "One"), ("version", "1")],
    "pulse": [("reason", "other"), ("STF-2", "1")],
    "what_if": [("STF-1", "3")],
    "profile": [("program", "A program")],
    "reset": [("email", "canaryalead@example.org")],
    "reset_token": [("new_password", "tuesday garden kettle")],
    "second_step": [("code", "000000"), ("sealed", ""), ("next", "")],
    "second_step_rule": [("required", "no")],
    "section": ANSWERED,
    "sessions": [("end", "everywhere")],
    "sign_in": [
        ("email", "operator@example.org"), ("password", PASSWORD), ("next", ""), ("kept", ""),
    ],
    "team": [("sheets_needed", "3"), ("agreed_by", "team")],
    "sign_up": [
        ("organization", "A new circle"), ("email", "newer@example.org"),
        ("password", "tuesday garden kettle"),
    ],
    "way_back": [("code", "0000-0000-0000-0000")],
}  # fmt: skip
