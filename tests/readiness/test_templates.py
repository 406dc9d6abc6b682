"""Templates: each compiles, each renderer a view names exists, each page has a title."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError, nodes
from pyramid_jinja2 import IJinja2Environment

import readiness

PACKAGE = Path(readiness.__file__).parent
TEMPLATES = PACKAGE / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.jinja2"))
# The page after leaving has nothing of ours on it, on purpose.
ALONE = "pages/exit.jinja2"
PAGES = [name for name in NAMES if name.startswith(("pages/", "errors/")) and name != ALONE]
STYLES = {path.name: path.read_text("utf-8") for path in (PACKAGE / "static").glob("*.css")}
SCRIPT = (PACKAGE / "static" / "app.js").read_text(encoding="utf-8")


@pytest.fixture
def environment(request_for):
    return request_for().registry.getUtility(IJinja2Environment, name=".jinja2")


def source(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles_and_finds_its_parts(environment, name):
    environment.get_template(name)
    tree = environment.parse(source(name))
    used = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
    for one in used:
        if isinstance(one.template, nodes.Const):
            environment.get_template(one.template.value)


def renderers():
    """Every template that a view names, also as a constant of its module."""
    for path in sorted((PACKAGE / "views").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and str(node.value).endswith(".jinja2"):
                yield path.name, node.value


@pytest.mark.parametrize(("module", "name"), sorted(set(renderers())))
def test_every_renderer_that_a_view_names_exists(environment, module, name):
    assert environment.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_in_the_layout_and_has_a_title(environment, name):
    tree = environment.parse(source(name))

    (extends,) = tree.find_all(nodes.Extends)
    assert extends.template.value in NAMES
    assert "title" in [block.name for block in tree.find_all(nodes.Block)]


@pytest.mark.parametrize("name", NAMES)
def test_no_template_carries_script_style_or_a_foreign_address(name):
    text = source(name)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|autofocus", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_switches_escaping_off(name):
    assert not re.search(r"\|\s*safe\b|autoescape", source(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_class_of_a_template_has_a_style(name):
    plain = re.sub(r"{[{%#].*?[}%#]}", " ", source(name), flags=re.DOTALL)
    used = {one for names in re.findall(r'class="([^"]*)"', plain) for one in names.split()}

    styles = "".join(STYLES.values())
    assert {one for one in used if f".{one}" not in styles} == set()


def test_a_forgotten_name_is_a_mistake_not_an_empty_place(environment):
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody_gave_this }}").render()


def test_text_is_escaped(environment):
    made = environment.from_string("{{ text }}").render(text="<b>&")

    assert made == "&lt;b&gt;&amp;"


def test_script_keeps_nothing_in_the_browser():
    for forbidden in ("localStorage", "sessionStorage", "indexedDB", "caches", "document.cookie"):
        assert forbidden not in SCRIPT


def test_style_and_script_are_small():
    assert len(STYLES["app.css"].encode()) < 15_000
    assert len(SCRIPT.encode()) < 12_000


ITEM = {"id": "CON-1", "name": "Privacy policy", "text": "Do you?", "levels": ["a", "b", "c", "d"]}
STEP = SimpleNamespace(
    id="L-1", title="Do this", kind="lesson", lesson="It helps.", effort="1 day", actions=["Now."]
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("lesson", "What the pilot learned"),
        ("consideration", "What the pilot would try next"),
        ("recommendation", "What the review says"),
        ("practice-point", "What the review says"),
        ("brief-practice", "What the pilot did"),
    ],
)
def test_step_card_says_where_its_lesson_comes_from(environment, kind, words):
    macros = environment.get_template("includes/steps.jinja2").module

    assert str(macros.lesson_heading(SimpleNamespace(kind=kind))) == words


def test_step_card_shows_why_it_is_there(environment):
    macros = environment.get_template("includes/steps.jinja2").module
    instrument = SimpleNamespace(level_names=["Not yet", "Started", "In place", "Checked"])
    because = [(SimpleNamespace(**ITEM), 1), (SimpleNamespace(**ITEM), "unknown")]

    card = str(macros.step_card(STEP, instrument, because, STEP.actions, tag="Do first"))

    assert 'aria-labelledby="step-L-1"' in card
    assert "“b” <small>Started. Do you?</small>" in card
    assert "“Don't know yet.” <small>Do you?</small>" in card
    assert 'href="#mark-1"' in card
    assert 'href="#mark-unknown"' in card
    assert "Do first" in card
    assert "Takes 1 day" in card


def test_path_says_where_one_is_in_words(environment):
    made = str(environment.get_template("includes/path.jinja2").module.path(["A", "B"], "B"))

    assert made.count("<li") == 2
    assert 'aria-current="step">B<span class="here">you are here</span>' in made


def test_every_mark_that_can_be_drawn_is_in_the_sprite(environment):
    marks = environment.get_template("includes/marks.jinja2").module

    sprite = str(marks.sprite())

    for answer in (0, 1, 2, 3, "unknown", "not-applicable", "check"):
        name = str(marks.mark(answer)).split("#")[1].split('"')[0]
        assert f'id="{name}"' in sprite


def test_place_marks_the_page_one_is_on(environment):
    place = environment.get_template("includes/place.jinja2").module.place
    request = SimpleNamespace(path="/home")

    assert str(place(request, "/home", "Home")) == '<a href="/home" aria-current="page">Home</a>'
    assert str(place(request, "/plan", "Plan")) == '<a href="/plan">Plan</a>'
    assert "aria-current" in str(place(request, "/plan", "Plan", here=True))
