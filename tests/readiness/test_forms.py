"""Forms: what they read from a post, what they refuse, and how they look when they do."""

import colander
import deform
import pytest
from deform.widget import (
    CheckboxChoiceWidget,
    CheckboxWidget,
    DateInputWidget,
    HiddenWidget,
    PasswordWidget,
    RadioChoiceWidget,
    SelectWidget,
    TextAreaWidget,
)
from jinja2 import TemplateNotFound
from markupsafe import Markup

from readiness.forms.messages import PLAIN, UNREADABLE, message
from readiness.forms.renderer import create_form, refuse, submitted
from readiness.forms.text import text_node
from tests.readiness.pages import page

PICK = (("a", "First"), ("b", "Second"))


def one_of_each():
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(text_node("name", title="Name", most=10, description="As on the door."))
    schema.add(text_node("about", title="About", most=20, widget=TextAreaWidget(), missing=""))
    schema.add(text_node("secret", title="Secret", most=20, widget=PasswordWidget(), missing=""))
    for name, kind, widget in (
        ("pick", colander.String(), RadioChoiceWidget(values=PICK)),
        ("from", colander.String(), SelectWidget(values=(("", "Choose one"), *PICK))),
        ("hidden", colander.String(), HiddenWidget()),
    ):
        schema.add(
            colander.SchemaNode(
                kind, name=name, oid=name, title=name.title(), widget=widget, missing="",
                validator=colander.OneOf(["a", "b"]),
            )
        )  # fmt: skip
    schema.add(
        colander.SchemaNode(
            colander.Set(), name="many", oid="many", title="Many", missing=(),
            widget=CheckboxChoiceWidget(values=PICK), validator=colander.ContainsOnly(["a", "b"]),
        )
    )  # fmt: skip
    schema.add(
        colander.SchemaNode(
            colander.Boolean(), name="yes", oid="yes", title="I agree", widget=CheckboxWidget()
        )
    )
    return schema


def form_for(request):
    return create_form(request, one_of_each(), buttons=(deform.Button("save", "Save"),))


def test_submitted_reads_plain_names_into_values(request_for):
    request = request_for(
        [("name", " Ann "), ("pick", "b"), ("many", "a"), ("many", "b"), ("yes", "true")]
    )

    values = submitted(request, form_for(request))

    assert values == {
        "name": "Ann", "about": "", "secret": "", "pick": "b", "from": "", "hidden": "",
        "many": {"a", "b"}, "yes": True,
    }  # fmt: skip
    assert request.response.status_int == 200


def test_submitted_cleans_text_before_it_is_measured(request_for):
    request = request_for([("name", "cafe\u0301\u202e\x00\u200b"[:-1])])

    assert submitted(request, form_for(request))["name"] == "caf\u00e9"


def test_submitted_ignores_names_that_the_form_does_not_have(request_for):
    request = request_for([("name", "Ann"), ("admin", "true"), ("__start__", "x:mapping")])

    assert "admin" not in submitted(request, form_for(request))


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([], "name"),
        ([("name", "12345678901")], "name"),
        ([("name", "Ann"), ("pick", "c")], "pick"),
        ([("name", "Ann"), ("from", "7")], "from"),
        ([("name", "Ann"), ("many", "z")], "many"),
    ],
)
def test_submitted_refuses_with_422_and_an_error_beside_the_field(request_for, pairs, field):
    request = request_for(pairs)
    form = form_for(request)

    assert submitted(request, form) is None

    assert request.response.status_int == 422
    assert form[field].error
    error = page(form).find(id=f"error-{field}")
    assert error.span.get_text() == "Error: "
    described = page(form).find(attrs={"aria-describedby": lambda ids: ids and error["id"] in ids})
    assert described is not None


@pytest.mark.parametrize(
    "pairs",
    [
        [("name", "Ann"), ("name", "Bob")],
        [("name", "Ann"), ("pick", "a"), ("pick", "b")],
    ],
)
def test_submitted_refuses_a_name_sent_twice(request_for, pairs):
    request = request_for(pairs)
    form = form_for(request)

    assert submitted(request, form) is None
    assert form.error.messages() == [UNREADABLE]


def test_submitted_turns_every_failure_of_reading_into_a_form_error(request_for):
    request = request_for([("name", "Ann")])
    form = form_for(request)
    form.schema["name"].preparer = lambda value: value.no_such_thing

    assert submitted(request, form) is None

    assert request.response.status_int == 422
    assert form.error.messages() == [UNREADABLE]
    assert page(form).find(id="name")["value"] == ""


def test_refused_form_keeps_what_was_typed_but_never_a_password(request_for):
    request = request_for(
        [("name", "x" * 11), ("about", "<b>hi</b>"), ("secret", "hush"), ("pick", "a"),
         ("from", "b"), ("many", "b"), ("yes", "true")]
    )  # fmt: skip
    form = form_for(request)
    submitted(request, form)

    shown = page(form)

    assert shown.find(id="name")["value"] == "x" * 11
    assert shown.find(id="about").get_text() == "\n<b>hi</b>"
    assert not shown.find(id="secret").has_attr("value")
    chosen = [tag["id"] for tag in shown.select("input:checked")]
    assert chosen == ["pick-a", "many-b", "yes"]
    assert shown.select_one("option[selected]")["value"] == "b"


def test_form_labels_every_control_and_names_every_group(request_for):
    shown = page(form_for(request_for()))

    labels = {label["for"]: label.get_text(" ", strip=True) for label in shown.select("label")}
    assert labels == {
        "name": "Name", "about": "About (optional)", "secret": "Secret (optional)",
        "pick-a": "First", "pick-b": "Second", "from": "From (optional)",
        "many-a": "First", "many-b": "Second", "yes": "I agree",
    }  # fmt: skip
    assert [legend.get_text() for legend in shown.select("legend")] == ["Pick", "Many"]


def test_form_describes_a_control_by_its_hint(request_for):
    shown = page(form_for(request_for()))

    assert shown.find(id="name")["aria-describedby"] == "hint-name"
    assert shown.find(id="hint-name").get_text() == "As on the door."


def test_form_asks_no_browser_to_check_and_takes_no_focus(request_for):
    html = form_for(request_for()).render()

    for forbidden in ("required", "autofocus", "<script", "style=", "onclick", "__start__"):
        assert forbidden not in html
    assert "novalidate" in html


def test_form_carries_the_token_and_its_buttons(request_for):
    shown = page(form_for(request_for()))

    assert shown.find("input", attrs={"name": "csrf_token"})["value"] == "token"
    button = shown.button
    assert (button["type"], button["name"], button.get_text()) == ("submit", "save", "Save")


def test_form_escapes_hostile_choices(request_for):
    schema = colander.SchemaNode(colander.Mapping())
    values = (("a", '"><script>alert(1)</script>'),)
    schema.add(
        colander.SchemaNode(
            colander.String(), name="q", title="<i>Q</i>", oid="q",
            widget=RadioChoiceWidget(values=values),
        )
    )  # fmt: skip

    html = create_form(request_for(), schema, buttons=()).render()

    assert isinstance(html, Markup)
    assert "<script" not in html
    assert "&lt;i&gt;Q&lt;/i&gt;" in html


def test_form_refuses_a_widget_that_has_no_template_of_ours(request_for):
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(colander.SchemaNode(colander.Date(), name="day", widget=DateInputWidget()))

    with pytest.raises(TemplateNotFound):
        create_form(request_for(), schema, buttons=()).render()


def test_refuse_adds_an_error_to_one_field(request_for):
    form = form_for(request_for())

    refuse(form, "That name is taken.", field="name")

    assert form.error
    shown = page(form)
    assert shown.find(id="error-name").get_text() == "Error: That name is taken."
    assert shown.find(id="name")["aria-invalid"] == "true"


def test_refuse_adds_an_error_to_the_form(request_for):
    form = form_for(request_for())

    refuse(form, "These do not fit together.")

    assert form.error.messages() == ["These do not fit together."]


@pytest.mark.parametrize(
    ("validator", "value", "words"),
    [
        (colander.Length(max=3), "abcd", "Please use 3 characters or fewer."),
        (colander.Length(min=3), "ab", "Please use 3 characters or more."),
        (colander.OneOf(["a"]), "b", "Please choose one of the answers on this page."),
        (colander.Email(), "x", PLAIN["Invalid email address"]),
    ],
)  # fmt: skip
def test_message_says_colanders_errors_in_plain_words(validator, value, words):
    node = colander.SchemaNode(colander.String(), validator=validator)

    with pytest.raises(colander.Invalid) as error:
        node.deserialize(value)

    assert [message(one) for one in error.value.messages()] == [words]


def test_message_leaves_our_own_words_alone():
    assert message("Choose $5 or more, {name}.") == "Choose $5 or more, {name}."


def test_text_node_runs_its_own_validator_after_the_length():
    node = text_node("mail", title="Mail", most=5, validator=colander.Email())

    with pytest.raises(colander.Invalid) as error:
        node.deserialize("much too long")

    assert len(error.value.messages()) == 2
