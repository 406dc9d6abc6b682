"""The structural rules find nothing here, and each fires on something planted (V3)."""

from pathlib import Path

import pytest
from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED

from tests.security import structure
from tests.security.test_public_views import PUBLIC

PACKAGE = Path(__file__).parents[2] / "readiness"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
TEMPLATES = sorted(
    path for folder in (PACKAGE, PACKAGE.parent / "reports") for path in folder.rglob("*.jinja2")
)

BY_ID = {
    # The signed-in person's own row, by the id of their session.
    ("services/invitations.py", "accept"),
    ("services/second_factors.py", "_take"),
    ("services/second_factors.py", "has"),
    # Rows of an organization in which the caller was just found, or found to lead.
    ("services/agreeing.py", "_found"),
    ("services/people.py", "describe"),
    ("services/people.py", "require_second_factor"),
    # What a share names, which was looked up through either side of it.
    ("services/progress.py", "progress_of"),
    ("services/receipts.py", "receipt_of"),
    ("services/sharing.py", "_end_replaced"),
    ("services/sharing.py", "replaced"),
    # Files to print, by a name that nobody chooses; the view has looked for whose they are.
    ("services/prints.py", "read"),
    ("services/prints.py", "settle"),
    ("services/prints.py", "state"),
}
"""Who may load a row by its id alone, and why: everyone else goes by `resources`."""

STATEMENTS = {
    # Numbers and names that stand in the code itself.
    ("db.py", "_begin_sqlite"),
    ("migrations/run.py", "upgrade"),
    ("services/audit.py", "_append"),
}
"""Who may make the words of a statement from parts, and why."""

UNESCAPED = {
    # The command line's page around our own rendering.
    "web/document.jinja2": 1,
}
"""Templates that hold something as it is, and how often."""


def found(rule, paths):
    return {
        (str(path.relative_to(PACKAGE)), name) for path in paths for name in rule(path.read_text())
    }


def test_rows_are_loaded_through_somebody():
    assert found(structure.loads_by_bare_id, SOURCES) - BY_ID == set()


def test_list_of_who_loads_by_id_holds_nobody_too_many():
    assert BY_ID - found(structure.loads_by_bare_id, SOURCES) == set()


def test_statements_hold_no_values():
    assert found(structure.text_made_of_parts, SOURCES) == STATEMENTS


def test_nothing_is_evaluated():
    assert found(structure.runs_or_reads_unsafely, SOURCES) == set()


def in_templates(rule):
    hits = {f"{path.parent.name}/{path.name}": len(rule(path.read_text())) for path in TEMPLATES}
    return {name: count for name, count in hits.items() if count}


def test_every_form_carries_its_token():
    assert in_templates(structure.forms_without_token) == {}


def test_everything_is_escaped():
    assert in_templates(structure.unescaped) == UNESCAPED


def test_views_keep_to_the_rules(app):
    introspector = app.registry.introspector

    assert structure.posts_that_only_read(introspector) == []
    assert structure.posts_without_token(introspector) == []
    assert structure.open_to_everyone(introspector) == set(PUBLIC)


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (structure.loads_by_bare_id, "session.get(Assessment, request.matchdict['id'])"),
        (structure.loads_by_bare_id, "self._db.get_one(Organization, found)"),
        (structure.text_made_of_parts, "session.execute(text(f'SELECT {name}'))"),
        (structure.text_made_of_parts, "connection.exec_driver_sql('SELECT ' + name)"),
        (structure.text_made_of_parts, "session.execute(sqlalchemy.text('%s' % name))"),
        (structure.runs_or_reads_unsafely, "eval(text)"),
        (structure.runs_or_reads_unsafely, "yaml.load(text, Loader=yaml.Loader)"),
        (structure.runs_or_reads_unsafely, "subprocess.run(line, shell=True)"),
    ],
)
def test_rule_for_code_fires(rule, planted):
    assert rule(f"def planted(session):\n    {planted}\n") == ["planted"]


@pytest.mark.parametrize(
    "harmless",
    [
        "session.get(one, 'x')",
        "values.get(NAME, 'x')",
        "session.execute(text('SELECT 1'))",
        "subprocess.run(('ls',), shell=False)",
    ],
)
def test_rules_for_code_leave_the_harmless_alone(harmless):
    source = f"def planted(session):\n    {harmless}\n"

    assert structure.loads_by_bare_id(source) == []
    assert structure.text_made_of_parts(source) == []
    assert structure.runs_or_reads_unsafely(source) == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (structure.forms_without_token, '<form class="a" method="post"><button>x</button></form>'),
        (
            structure.forms_without_token,
            '<form method="post">{{ csrf_token }}</form><FORM method="POST"></FORM>',
        ),
        (structure.unescaped, "{{ note|safe }}"),
        (structure.unescaped, "{% autoescape false %}"),
    ],
)
def test_rule_for_templates_fires(rule, planted):
    assert len(rule(planted)) == 1


def test_rules_for_views_fire():
    def planted(_request):
        return None

    with Configurator() as config:
        config.add_route("planted", "/planted")
        config.add_route("read", "/read")
        config.add_view(
            planted,
            route_name="planted",
            request_method="POST",
            require_csrf=False,
            permission=NO_PERMISSION_REQUIRED,
        )
        config.add_view(planted, route_name="read", request_method="POST", permission="report:read")

    assert structure.posts_that_only_read(config.introspector) == ["planted"]
    assert structure.posts_without_token(config.introspector) == ["planted"]
    assert structure.open_to_everyone(config.introspector) == {"planted"}
