"""Posts that no page of ours would send: always read or refused, never an exception."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import catalogue
from readiness.forms.questions import answers, numbered, questions_schema
from readiness.forms.renderer import create_form, submitted
from tests.readiness.pages import page

ITEMS = catalogue.find("formative").domains[2].items
NAMES = [name for item in ITEMS for name in (
    item.id, f"{item.id}-note", f"{item.id}-evidence", f"{item.id}-version",
)]  # fmt: skip
LIKELY = st.sampled_from([
    "0", "3", "7", "-1", "1.5", "NaN", "unknown", "not-applicable", "document", "", " ", "yes",
    "\x00", "\x0b", "\u202e", "__start__", "[]", "{{ 7 * 7 }}", "=cmd()", "9" * 400, "x" * 10_000,
])  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PAIRS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(NAMES), st.sampled_from(["__start__", "csrf_token"]), TEXT),
        st.one_of(LIKELY, TEXT),
    ),
    max_size=25,
)
MANY = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def made(request_for):
    def make(pairs):
        request = request_for(pairs)
        return request, create_form(request, questions_schema(numbered(ITEMS)), buttons=())

    return make


@given(PAIRS)
@MANY
def test_any_post_is_read_or_refused_with_422(made, pairs):
    request, form = made(pairs)

    values = submitted(request, form)

    if values is None:
        assert request.response.status_int == 422
        assert form.error
    else:
        allowed = {"0", "1", "2", "3", "unknown", "not-applicable"}
        assert {values[item.id] for item in ITEMS if item.id in values} <= allowed
        assert set(answers(values, ITEMS)) <= {item.id for item in ITEMS}
        assert set(values) <= set(NAMES)


@given(PAIRS)
@MANY
def test_any_post_can_be_shown_again_as_text(made, pairs):
    request, form = made(pairs)
    submitted(request, form)

    shown = page(form)

    assert not shown.select("script, img, iframe, style")
    assert len(shown.select("fieldset")) == len(ITEMS)
    controls = shown.select("input:not([type=hidden]), textarea, select")
    assert len({one["id"] for one in controls}) == len(controls)
