"""Items as questions: what may be answered, and what a page of them reads."""

from dataclasses import replace

import colander
import pytest

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from readiness.forms import questions
from readiness.forms.questions import Theirs, numbered, questions_schema
from readiness.forms.renderer import create_form, submitted
from tests.functional.html import problems
from tests.readiness.pages import page

FORMATIVE = catalogue.find("formative")


def items(*ids):
    return tuple(FORMATIVE.by_id[item] for item in ids)


def form_for(request, *ids, notes=True, **rest):
    schema = questions_schema(numbered(items(*ids)), notes=notes, **rest)
    return create_form(request, schema, buttons=())


@pytest.mark.parametrize("item", FORMATIVE.items, ids=lambda item: item.id)
def test_choices_are_the_levels_in_order_then_what_is_no_level(item):
    values = [value for value, _ in questions.choices(item)]
    words = [text for _, text in questions.choices(item)]

    rest = ["not-applicable"] if item.may_not_apply else []
    assert values == ["0", "1", "2", "3", "unknown", *rest]
    assert words[:5] == [*item.levels, "Don't know yet"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", 0), ("3", 3), ("unknown", UNKNOWN), ("not-applicable", NOT_APPLICABLE)],
)
def test_answer_reads_what_may_be_chosen(value, expected):
    assert questions.answer(value) == expected


@pytest.mark.parametrize("value", ["4", "-1", "", "yes", "1.0", "٣"])
def test_answer_refuses_everything_else(value):
    with pytest.raises(ValueError, match="is not a valid"):
        questions.answer(value)


def test_section_reads_an_answer_with_its_note_evidence_and_version(request_for):
    request = request_for(
        [("CON-1", "2"), ("CON-1-note", "Policy of March."), ("CON-1-evidence", "document"),
         ("CON-1-version", "7")]
    )  # fmt: skip

    values = submitted(request, form_for(request, "CON-1"))

    assert values == {
        "CON-1": "2", "CON-1-note": "Policy of March.", "CON-1-evidence": "document",
        "CON-1-version": 7,
    }  # fmt: skip


def test_section_with_nothing_chosen_is_fine(request_for):
    request = request_for()

    values = submitted(request, form_for(request, "CON-1", "CON-2"))

    assert "CON-1" not in values
    assert values["CON-1-note"] == ""
    assert values["CON-1-version"] == 0


@pytest.mark.parametrize(
    "pair",
    [
        ("CON-1", "4"), ("CON-1", "not-applicable"), ("CON-1-note", "x" * 1001),
        ("CON-1-evidence", "rumor"), ("CON-1-version", "-1"), ("CON-1-version", "new"),
        ("CON-1-version", "9" * 30),
    ],
)  # fmt: skip
def test_section_refuses_what_no_page_of_ours_sends(request_for, pair):
    request = request_for([pair])

    assert submitted(request, form_for(request, "CON-1")) is None
    assert request.response.status_int == 422


def test_note_of_a_thousand_characters_is_kept(request_for):
    request = request_for([("CON-1-note", "x" * 1000)])

    assert submitted(request, form_for(request, "CON-1"))["CON-1-note"] == "x" * 1000


def test_does_not_apply_is_taken_where_the_item_allows_it(request_for):
    request = request_for([("CON-5", "not-applicable")])

    values = submitted(request, form_for(request, "CON-5", notes=False))

    assert questions.answers(values, items("CON-5")) == {"CON-5": NOT_APPLICABLE}


def test_answers_leaves_out_what_was_skipped():
    values = {"CON-1": "3", "CON-3": "unknown"}

    found = questions.answers(values, items("CON-1", "CON-2", "CON-3"))

    assert found == {"CON-1": 3, "CON-3": UNKNOWN}


def test_question_shows_its_text_hint_reason_and_place(request_for):
    item = FORMATIVE.by_id["CON-2"]

    shown = page(form_for(request_for(), "CON-1", "CON-2")).find(id="item-CON-2")

    assert shown["data-item"] == "CON-2"
    assert shown.legend.get_text() == f"Question 2 of 2{item.text}"
    assert shown.find(id="hint-CON-2").get_text() == questions.SAFETY_HINT
    assert item.why in shown.find(class_="why").get_text()
    assert item.look_at in shown.find(class_="why").get_text()
    # Why we ask stands after the answers: nobody hears all of it before the first one.
    assert shown.fieldset["aria-describedby"] == "hint-CON-2"


def test_question_without_a_gate_has_no_hint(request_for):
    shown = page(form_for(request_for(), "CON-3"))

    assert shown.find(id="hint-CON-3") is None
    assert not shown.fieldset.has_attr("aria-describedby")


def test_note_stands_open_only_when_it_holds_something(request_for):
    form = form_for(request_for(), "CON-1", "CON-2", "CON-3")
    form.set_appstruct({"CON-1-note": "Here.", "CON-3-evidence": "told"})

    opened = [tag.has_attr("open") for tag in page(form).select("details")]

    assert opened == [True, False, True]


def test_note_with_an_error_stands_open_and_is_linked(request_for):
    request = request_for([("CON-1-note", "x" * 1001)])
    form = form_for(request, "CON-1")
    submitted(request, form)

    shown = page(form)

    assert shown.details.has_attr("open")
    assert "bad" in shown.find(id="item-CON-1")["class"]
    assert shown.find(id="error-CON-1-note").get_text().endswith("1000 characters or fewer.")


def test_question_says_when_it_was_saved(request_for):
    (question,) = numbered(items("CON-1"))
    schema = questions_schema((replace(question, saved_at="10:41"),))
    shown = page(create_form(request_for(), schema, buttons=()))

    status = shown.find(attrs={"role": "status"})
    assert status.get_text(strip=True) == "Saved at 10:41"
    assert status.svg["aria-hidden"] == "true"


def test_question_shows_what_another_page_saved(request_for):
    (question,) = numbered(items("CON-1"))
    theirs = Theirs(answer="There is a draft.", note="<b>Ask</b> Kim", at="10:38")
    schema = questions_schema((replace(question, theirs=theirs),))

    shown = page(create_form(request_for(), schema, buttons=()))

    words = shown.select_one(".note").get_text(" ", strip=True)
    assert words == (
        "Saved on another page, 10:38: There is a draft. With this note: <b>Ask</b> Kim"
    )


def test_form_with_autosave_says_where_to_send_an_item(request_for):
    form = form_for(request_for(), "CON-1", autosave="/organizations/x/formative/CON")

    assert page(form).form["data-autosave"] == "/organizations/x/formative/CON"


def test_form_without_autosave_says_nothing_of_it(request_for):
    assert not page(form_for(request_for(), "CON-1")).form.has_attr("data-autosave")


@pytest.mark.parametrize("domain", FORMATIVE.domains, ids=lambda domain: domain.id)
def test_every_part_of_the_instrument_makes_an_accessible_form(request_for, domain):
    form = form_for(request_for(), *[item.id for item in domain.items])

    found = problems(page(form))

    # A form alone has no page around it, and no marks to draw from.
    around = ("language", "title", "h1", "stops", "main part", "leads nowhere")
    assert [one for one in found if not any(word in one for word in around)] == []


def test_schemas_are_made_anew_for_each_request():
    first = questions_schema(numbered(items("CON-1")))
    second = questions_schema(numbered(items("CON-1")))

    assert isinstance(first, colander.SchemaNode)
    assert first is not second
    assert first["CON-1"] is not second["CON-1"]
