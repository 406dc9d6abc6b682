"""Who gets what at every address: the hand-written matrix against the running service (V1).

Nobody who is not allowed gets more than the page for what is not there, no word of another
organization stands in anything they get, and what was refused changed nothing. `README.md`
says how to add a route and an actor.
"""

import zipfile
from io import BytesIO

import pytest
from webob import Response

from tests.security.canaries import found
from tests.security.matrix import OUTSIDERS, body, expected, path, rows
from tests.security.test_forms import methods, views
from tests.security.world import OURS_ALONE, made

pytestmark = pytest.mark.xdist_group("matrix")

ROWS = rows()
MIXED = ("draft", "submitted", "pdf", "engagement", "step", "member", "invitation")
OF_A = [row for row in ROWS if row.cells["removed"] == "404"]
FORMS_OF_A = [
    row
    for row in OF_A
    if row.method == "POST" and row.at.split("-")[0] in {*MIXED, "org", "draft", "meeting"}
]


@pytest.fixture(scope="module")
def world(app):
    with made(app) as found:
        yield found


@pytest.fixture(scope="module")
def patterns(app):
    return {
        entry["introspectable"]["name"]: entry["introspectable"]["pattern"]
        for entry in app.registry.introspector.get_category("routes")
    }


@pytest.fixture(autouse=True)
def as_it_was(world):
    """Whatever a test did to the world is undone."""
    yield
    if world.changed():
        world.restore()
    world.app.registry.limits.reset()


def test_every_address_stands_in_the_matrix(app):
    there = {
        (view["route_name"], method)
        for view, _ in views(app)
        if not view["exception_only"]
        for method in methods(view)
    }

    assert {(row.route, row.method) for row in ROWS} == there


def test_every_route_has_a_view_or_is_the_folder_of_files(app, patterns):
    seen = {view["route_name"] for view, _ in views(app)}

    assert {name for name in patterns if name not in seen} == {"__static/"}


def test_no_row_stands_twice():
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_every_cell_is_one_of_the_words():
    allowed = {"in", "-", "200", "202", "204", "303", "404", "409", "410", "422"}

    assert {cell for row in ROWS for cell in row.cells.values()} <= allowed


def test_every_actor_of_the_world_has_a_column_and_filled_cells(world):
    asked = {name for row in ROWS for name in row.asked()}

    # Of B's people it is the lead who tries.
    assert asked == set(world.actors) - {"contributor_b", "removed_b"}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everyone_gets_what_the_matrix_says(world, patterns, row):
    address = path(patterns[row.route], world.places.get(row.at, {}))
    wrong = {}
    for name, cell in row.asked().items():
        actor = world.actors[name]

        response = world.ask(actor, row.method, address, body(world, row, actor))

        if not expected(response, cell):
            wrong[name] = f"{response.status_int} {response.location or ''} instead of {cell}"
        shown = found(response, actor.forbidden)
        if shown:
            wrong[name] = f"is shown {shown}"
        if world.changed():
            if cell in {"404", "in"}:
                wrong[name] = f"was refused with {response.status_int} and changed something"
            world.restore()

    assert wrong == {}


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=str)
def test_asking_for_the_head_alone_opens_nothing_more(world, patterns, row):
    address = path(patterns[row.route], world.places.get(row.at, {}))
    wrong = {}
    for name, cell in row.asked().items():
        response = world.ask(world.actors[name], "HEAD", address)

        if not expected(response, cell) or response.body:
            wrong[name] = response.status_int
        if world.changed():
            world.restore()

    assert wrong == {}


def same(response):
    """All of a response that tells one from another."""
    kept = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
    return response.status, kept, response.body


@pytest.mark.parametrize("row", OF_A, ids=str)
def test_what_is_not_yours_is_what_is_not_there(world, patterns, row):
    place = world.places[row.at]
    # Ids of the same shape, which nobody ever had. Below an address of one's own only the rest
    # can be somebody else's.
    ids = {"assessment", "consultation", "engagement", "share", "share_request", "step"} | (
        set() if "advisors" in row.at else {"org"}
    )
    nowhere = {key: "x" * len(one) if key in ids else one for key, one in place.items()}
    theirs, nobodys = (path(patterns[row.route], one) for one in (place, nowhere))
    for name in OUTSIDERS:
        if row.cells[name] != "404":
            continue
        actor = world.actors[name]
        sent = body(world, row, actor)

        a = world.ask(actor, row.method, theirs, sent)
        b = world.ask(actor, row.method, nobodys, sent)

        assert same(a) == same(b), name


@pytest.mark.parametrize("actor", ["lead", "contributor", "lead_b"])
@pytest.mark.parametrize("row", [row for row in ROWS if row.at in MIXED], ids=str)
def test_ids_of_two_organizations_in_one_address_name_nothing(world, patterns, row, actor):
    for org, rest in ((row.at, f"{row.at}@b"), (f"{row.at}@b", row.at)):
        place = {**world.places[rest], "org": world.places[org]["org"]}
        who = world.actors[actor]

        response = world.ask(
            who, row.method, path(patterns[row.route], place), body(world, row, who)
        )

        assert response.status_int == 404
        assert not world.changed()


ID_FIELDS = (
    "org", "organization", "organization_id", "program", "program_profile_id", "assessment",
    "assessment_id", "assessments", "provider", "engagement", "sheet", "sheet_id", "user",
    "user_id", "member", "snapshot", "id",
)  # fmt: skip
FREE = {"title"}
"""Fields of free text: an id is but a word in them."""


@pytest.mark.parametrize("row", FORMS_OF_A, ids=str)
def test_ids_of_another_organization_in_a_form_reach_nothing(world, patterns, row):
    """B's lead fills in the forms of B's own, with every id of A's (T2)."""
    actor = world.actors["lead_b"]
    address = path(patterns[row.route], world.places[f"{row.at}@b"])
    sent = body(world, row, actor)
    before = of_a(world)
    for foreign in sorted(world.ids["a"]):
        beside = [*sent, *((name, foreign) for name in ID_FIELDS if name not in dict(sent))]
        instead = [(name, foreign) for name in (*dict(sent), *ID_FIELDS) if name not in FREE]
        instead += [(name, text) for name, text in sent if name in FREE]
        for tampered in (beside, instead):
            response = world.ask(actor, "POST", address, tampered)

            assert response.status_int < 500
            assert found(response, actor.forbidden) == []
            assert of_a(world) == before


def of_a(world):
    """All rows that name a thing of A's."""
    return {
        table: [row for row in rows if world.ids["a"] & {str(value) for value in row.values()}]
        for table, rows in world.rows(without=OURS_ALONE).items()
    }


# The search itself: a canary that could not be found would prove nothing.

SEEN_BY_ITS_OWN = {
    "report": ("canaryahouse", "canaryaprogram", "canaryanote"),
    "pdf": ("canaryahouse", "canaryaprogram", "canaryanote"),
    "docx": ("canaryahouse", "canaryaprogram", "canaryanote"),
    "xlsx": ("canaryahouse", "canaryaprogram", "canaryanote"),
    "json": ("canaryahouse", "canaryaprogram", "canaryanote"),
}


@pytest.mark.parametrize("kind", SEEN_BY_ITS_OWN)
def test_canaries_are_found_where_they_may_be(world, patterns, kind):
    route, at = ("report", "submitted") if kind == "report" else ("report_file", kind)
    address = path(patterns[route], world.places[at])
    address += "?part=answers" if kind == "report" else ""

    response = world.ask(world.actors["lead"], "GET", address)

    assert set(found(response, SEEN_BY_ITS_OWN[kind])) >= set(SEEN_BY_ITS_OWN[kind]) - (
        {"canaryaprogram", "canaryahouse"} if kind == "report" else set()
    )


@pytest.mark.parametrize("part", ["body", "header", "title of a file"])
def test_search_looks_everywhere(part):
    response = Response("nothing")
    if part == "body":
        response.text = "<!-- CanaryA -->"
    elif part == "header":
        response.headers["ETag"] = "canarya"
    else:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("canarya.txt", "nothing")
        response.body = packed.getvalue()

    assert found(response, ["canarya"]) == ["canarya"]
