"""How often a page asks the database does not grow with what stands on it.

Every page of the permission matrix is fetched twice: in the world as it is, where there is one
of nearly everything, and in the same world where each row has got two more beside it. A page
that asks once for each line of a list asks more often then.
"""

import os
import re
from collections import Counter
from itertools import count

import pytest
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError

from instruments import catalogue
from readiness.models import Base
from tests.security.matrix import Row, path, rows
from tests.security.world import World, made
from tests.statements import counted

pytestmark = [
    # The world is made once for all of them, on one worker.
    pytest.mark.xdist_group("statements"),
    pytest.mark.skipif(
        "READINESS_TEST_DATABASE" in os.environ, reason="Both databases are asked the same."
    ),
]

WHO = ("lead", "consultant_live", "reviewer_live")
COPIES = 2
# Tables that say who is signed in, are guarded, or hold one row of a kind: a program has a
# profile, and a page shows the newest.
LEFT_ALONE = {
    "audit_event", "auth_session", "outbox_job", "failed_attempt", "second_factor",
    "program_profile", "rendered_file", "printed_file",
}  # fmt: skip
ONE_OF_A_KIND = {"email", "token_hash", "reach_code"}
ITEMS = [item.id for item in catalogue.find("formative").items]
# How long ago somebody was last here is written down once a minute, whatever the page.
SEEN = "UPDATE auth_session"

Values = dict[str, object]


class Copier:
    """Puts copies of rows beside them: below the same parents, and below copied ones."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.twins: dict[str, list[str]] = {}
        self.numbers = count(1)

    def copy(self, table: Table, row: Values) -> None:
        """Make copies of a row in every way that the table takes."""
        # Everybody stays in the one organization that they are in.
        above = [
            name
            for name, value in row.items()
            if isinstance(value, str) and name != "id" and value in self.twins
            if (table.name, name) != ("membership", "organization_id")
        ]
        for moved in ([], *([name] for name in above), above):
            for number in range(COPIES):
                values = self._values(row, moved, number)
                try:
                    with self.connection.begin_nested():
                        self.connection.execute(insert(table), values)
                except IntegrityError:
                    continue
                if "id" in row:
                    self.twins.setdefault(str(row["id"]), []).append(str(values["id"]))

    def _values(self, row: Values, moved: list[str], number: int) -> Values:
        found, fresh = {**row}, next(self.numbers)
        for name in moved:
            twins = self.twins[str(row[name])]
            found[name] = twins[number % len(twins)]
        if "id" in row:
            found["id"] = f"twin-{fresh:08}"
        if row.get("item_id") in ITEMS and not moved:
            found["item_id"] = ITEMS[(ITEMS.index(str(row["item_id"])) + 1 + number) % len(ITEMS)]
        if row.get("number"):
            found["number"] = int(str(row["number"])) + 1 + number
        if row.get("lesson_id"):
            found["lesson_id"] = None
        return found | {
            name: f"{fresh}{row[name]}" for name in ONE_OF_A_KIND & set(row) if row[name]
        }


def two_more_of_each(world: World) -> None:
    """Put two more beside every row."""
    with world.app.registry.engine.begin() as connection:
        copier = Copier(connection)
        for table in Base.metadata.sorted_tables:
            # Of answers there are enough: every part of the questionnaire is full.
            if table.name not in {*LEFT_ALONE, "response"}:
                for row in world.first[table.name]:
                    copier.copy(table, row)


def pages(who: str) -> list[Row]:
    """The first place of each route at which somebody finds a page of their own."""
    found: dict[str, Row] = {}
    for row in rows():
        if row.method == "GET" and row.cells[who] == "200" and row.cells["anonymous"] != "200":
            found.setdefault(row.route, row)
    return list(found.values())


def asked(world: World, patterns, who: str) -> dict[str, Counter[str]]:
    """Which statements each page took, with any number of values counting as the same."""
    found = {}
    for row in pages(who):
        address = path(patterns[row.route], world.places.get(row.at, {}))
        with counted(world.app.registry.engine) as statements:
            response = world.ask(world.actors[who], "GET", address)
        assert response.status_int in {200, 202}, row
        found[str(row)] = Counter(
            re.sub(r" IN \([^S)]*\)", " IN (...)", " ".join(one.split()))
            for one in statements
            if not one.startswith(SEEN)
        )
    return found


@pytest.fixture(scope="module")
def counts(app):
    """What everybody's pages ask, with few rows and with many."""
    patterns = {
        entry["introspectable"]["name"]: entry["introspectable"]["pattern"]
        for entry in app.registry.introspector.get_category("routes")
    }
    with made(app, files=False) as world:
        few = {who: asked(world, patterns, who) for who in WHO}
        world.restore()
        two_more_of_each(world)
        many = {who: asked(world, patterns, who) for who in WHO}
        held = world.rows()
        grown = {name for name in held if len(held[name]) >= 3 * len(world.first[name]) > 0}
    return few, many, grown


def test_there_is_more_of_what_pages_list(counts):
    _, _, grown = counts

    assert grown >= {
        "agenda_item", "assessment", "comment", "comment_thread", "consultation",
        "consultation_step", "engagement", "engagement_assessment", "invitation", "membership",
        "plan_step", "pulse_check", "response_sheet", "share", "share_request", "ta_rating",
    }  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_no_page_asks_once_for_each_line(counts, who):
    few, many, _ = counts
    more = {
        page: [f"{number} x {one[:150]}" for one, number in (many[who][page] - asks).items()]
        for page, asks in few[who].items()
        if many[who][page].total() > asks.total()
    }

    assert more == {}
