"""One part as a form: what is read from a page, and what is shown again."""

from io import BytesIO

import pytest
from webob.multidict import MultiDict

from instruments import catalogue
from readiness.forms.questions import Question
from readiness.forms.section import Clash, Read, Shown, read_one, read_page, section_form, words
from readiness.services.merging import ItemAnswer, Sent
from readiness.services.offering import offered
from tests.readiness.pages import page

FORMATIVE = catalogue.find("formative").by_id
CON_1 = Question(item=FORMATIVE["CON-1"], number=1, count=5)
CON_5 = Question(item=FORMATIVE["CON-5"], number=5, count=5)
RECORDING = Question(
    item=offered(FORMATIVE["CON-5"], {"records_sessions": "yes"}), number=5, count=5
)


def read(*pairs, question=CON_1):
    return read_page(question, MultiDict(pairs))


def test_read_page_takes_the_fields_of_one_item():
    found = read(
        ("CON-1", "2"),
        ("CON-1-note", "a note"),
        ("CON-1-evidence", "told"),
        ("CON-1-version", "1.a.b.c"),
        ("CON-2", "3"),
    )

    assert found.sent == Sent("2", "a note", "told", "1.a.b.c")
    assert found.errors == {}


def test_read_page_field_that_was_not_sent_is_left_alone():
    assert read(("CON-1-version", "3")).sent == Sent(None, None, None, "3")


def test_read_page_field_that_was_emptied_is_empty():
    assert read(("CON-1-note", ""), ("CON-1-evidence", "")).sent == Sent(None, "", "")


def test_read_page_cleans_the_note():
    assert read(("CON-1-note", "one\r\ntwo\x00")).sent.note == "one\ntwo"


@pytest.mark.parametrize(
    "level", ["4", "7", "-1", "1.5", "yes", "NaN", "not-applicable", "²", "\uff12"]
)
def test_read_page_other_answers_are_refused(level):
    found = read(("CON-1", level), ("CON-1-note", "kept"))

    assert found.sent is None
    assert found.errors == {"answer": "Please choose one of the answers on this page."}
    assert found.typed == {"answer": level, "note": "kept"}


def test_read_page_note_of_1000_characters_is_the_longest():
    assert read(("CON-1-note", "x" * 1000)).sent.note == "x" * 1000
    assert read(("CON-1-note", "x" * 1001)).errors == {
        "note": "Please use 1000 characters or fewer."
    }


def test_read_page_evidence_is_one_of_four():
    assert read(("CON-1-evidence", "hearsay")).errors == {
        "evidence": "Please choose one of the answers on this page."
    }


def test_read_page_does_not_apply_where_it_is_offered():
    assert read(("CON-5", "not-applicable"), question=CON_5).sent.answer == "not-applicable"


def test_read_page_does_not_apply_says_why_not():
    assert read(("CON-5", "not-applicable"), question=RECORDING).errors == {
        "answer": "Choose another answer, because your profile says you record sessions."
    }


def test_read_page_field_sent_twice_is_refused():
    found = read(("CON-1", "1"), ("CON-1", "2"))

    assert found.sent is None
    assert list(found.errors) == ["answer"]


def test_read_page_control_sent_twice_is_refused():
    assert list(read(("CON-1-version", "1"), ("CON-1-version", "2")).errors) == ["answer"]


def test_read_page_file_instead_of_text_is_refused():
    assert read(("CON-1-note", BytesIO(b"x"))).sent is None


def test_read_page_keep_theirs_saves_nothing():
    found = read(("CON-1", "2"), ("CON-1-keep", "theirs"), ("CON-1-theirs", "5.a.b.c"))

    assert found == Read({"answer": "2", "keep": "theirs", "theirs": "5.a.b.c"})


def test_read_page_keep_mine_saves_over_theirs():
    found = read(
        ("CON-1", "2"),
        ("CON-1-version", "old"),
        ("CON-1-keep", "mine"),
        ("CON-1-theirs", "5.a.b.c"),
    )

    assert found.sent == Sent("2", token="5.a.b.c")


def test_read_page_no_choice_clashes_again():
    found = read(("CON-1", "2"), ("CON-1-version", "old"), ("CON-1-theirs", "5.a.b.c"))

    assert found.sent.token == "old"


def test_read_one_has_plain_names():
    post = MultiDict([("answer", "2"), ("note", ""), ("evidence", ""), ("version", "0.-.-.-")])

    assert read_one(CON_1, post).sent == Sent("2", "", "", "0.-.-.-")


def shown_page(request_for, *shown):
    return page(section_form(request_for(), shown, url="/here"))


def test_section_form_shows_what_is_saved(request_for):
    values = {"answer": "2", "note": "a note", "evidence": "told", "version": "3.a.b.c"}

    html = shown_page(request_for, Shown(CON_1, values))

    assert html.select_one("#CON-1-2").has_attr("checked")
    assert html.select_one("#CON-1-note").text.strip() == "a note"
    assert html.select_one("#CON-1-evidence option[selected]")["value"] == "told"
    assert html.select_one("[name=CON-1-version]")["value"] == "3.a.b.c"


def test_section_form_offers_does_not_apply_by_profile(request_for):
    assert shown_page(request_for, Shown(CON_5, {})).select_one("#CON-5-not-applicable")
    assert not shown_page(request_for, Shown(RECORDING, {})).select_one("#CON-5-not-applicable")


def test_section_form_adds_the_hint(request_for):
    html = shown_page(request_for, Shown(CON_5, {}, hint="If you never record, skip."))

    assert html.select_one("#hint-CON-5").text.endswith("If you never record, skip.")


def test_section_form_keeps_wrong_text_and_says_what_to_change(request_for):
    shown = Shown(CON_1, {"note": "x" * 1001, "version": "0"}, {"note": "Please shorten it."})

    html = shown_page(request_for, shown)

    assert html.select_one("#CON-1-note").text.strip() == "x" * 1001
    assert html.select_one("#CON-1-note")["aria-invalid"] == "true"
    assert "Please shorten it." in html.select_one("#error-CON-1-note").text


def test_section_form_clash_shows_both_and_keeps_what_was_typed(request_for):
    clash = Clash(
        mine=ItemAnswer("1", "my <b>note</b>"),
        theirs=ItemAnswer("2", "", "told"),
        at="10:38 UTC",
        token="old",
        theirs_token="new",
    )

    html = shown_page(
        request_for,
        Shown(CON_1, {"answer": "1", "note": "my <b>note</b>", "version": "old"}, clash=clash),
    )

    labels = [label.text for label in html.select(".choice label")]
    assert labels == [
        f"On this page{FORMATIVE['CON-1'].levels[1]}With this note: my <b>note</b>",
        f"On another page, 10:38 UTC{FORMATIVE['CON-1'].levels[2]}",
    ]
    hidden = {field["name"]: field["value"] for field in html.select("[type=hidden]")}
    assert hidden["CON-1"] == "1"
    assert hidden["CON-1-note"] == "my <b>note</b>"
    assert (hidden["CON-1-version"], hidden["CON-1-theirs"]) == ("old", "new")


def test_words_say_each_kind_of_answer():
    item = FORMATIVE["CON-1"]

    assert [words(item, ItemAnswer(text)) for text in ("0", "unknown", "not-applicable", "")] == [
        item.levels[0],
        "Don't know yet",
        "Does not apply",
        "No answer yet",
    ]
