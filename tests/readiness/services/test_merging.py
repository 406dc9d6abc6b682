"""What two pages with the same item may and may not do to each other."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.services.merging import ItemAnswer, Merged, Sent, merge, shown_after, token

EMPTY = ItemAnswer()


def page(shown, version=1, **changed):
    """The fields a full page sends after a person changed some of what it showed."""
    values = {"answer": shown.answer, "note": shown.note, "evidence": shown.evidence, **changed}
    return Sent(**values, token=token(version, shown))


def test_merge_first_answer_is_taken():
    assert merge(EMPTY, 0, page(EMPTY, 0, answer="2")) == Merged(ItemAnswer("2"), ())


def test_merge_nothing_changed_keeps_what_is_stored():
    stored = ItemAnswer("2", "a note", "told")

    assert merge(stored, 4, page(stored, 4)) == Merged(stored, ())


def test_merge_same_content_with_an_old_token_is_no_clash():
    stored = ItemAnswer("2", "a note")

    assert merge(stored, 5, page(EMPTY, 0, answer="2", note="a note")) == Merged(stored, ())


def test_merge_other_field_changed_elsewhere_both_are_kept():
    shown = ItemAnswer("1", "old")
    stored = ItemAnswer("1", "new note from the other tab")

    merged = merge(stored, 3, page(shown, 2, answer="3"))

    assert merged == Merged(ItemAnswer("3", "new note from the other tab"), ())


def test_merge_same_field_changed_on_both_sides_clashes():
    merged = merge(ItemAnswer("2", "theirs"), 3, page(ItemAnswer("1", ""), 2, answer="0"))

    assert merged == Merged(ItemAnswer("0", "theirs"), ("answer",))


def test_merge_old_page_saved_again_changes_nothing():
    stored = ItemAnswer("3", "newer", "observed")

    assert merge(stored, 9, page(ItemAnswer("1", "older"), 2)) == Merged(stored, ())


def test_merge_field_not_sent_is_left_alone():
    stored = ItemAnswer("2", "note", "told")

    merged = merge(stored, 1, Sent(note="", token=token(1, stored)))

    assert merged == Merged(ItemAnswer("2", "", "told"), ())


def test_merge_bare_version_that_is_current_is_taken_as_shown():
    assert merge(ItemAnswer("2"), 7, Sent(answer="3", token="7")) == Merged(ItemAnswer("3"), ())


def test_merge_bare_version_that_is_old_never_overwrites():
    merged = merge(ItemAnswer("2", "kept"), 7, Sent(answer="3", note="mine", token="6"))

    assert merged == Merged(ItemAnswer("3", "mine"), ("answer", "note"))


def test_merge_missing_or_broken_token_never_overwrites():
    for broken in ("", "x", "1.2", "-1", "7.-.-.-.-", "9" * 500):
        assert merge(ItemAnswer("2"), 7, Sent(answer="3", token=broken)).clash == ("answer",)


def test_merge_broken_token_fills_nothing_unseen_when_the_field_is_empty():
    # Another tab may have emptied it on purpose, so even this is for a person to say.
    assert merge(ItemAnswer("2"), 7, Sent(note="mine")).clash == ("note",)


def test_merge_first_answer_needs_no_token():
    assert merge(EMPTY, 0, Sent("2", "note")) == Merged(ItemAnswer("2", "note"), ())


def test_shown_after_a_merge_keeps_the_pages_own_fields():
    sent = page(ItemAnswer("1", "old"), 2, answer="3")
    saved = ItemAnswer("3", "newer note of the other tab")

    assert shown_after(sent, saved) == ItemAnswer("3", "old")


def test_next_save_after_a_merge_does_not_bring_the_old_note_back():
    stored = ItemAnswer("1", "new")
    sent = page(ItemAnswer("1", "old"), 1, answer="3")
    merged = merge(stored, 2, sent).mine
    following = Sent("2", "old", "", token(3, shown_after(sent, merged)))

    assert merge(merged, 3, following) == Merged(ItemAnswer("2", "new"), ())


answers = st.builds(
    ItemAnswer,
    st.sampled_from(["", "0", "1", "unknown"]),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "told", "document"]),
)


@given(shown=answers, stored=answers, typed=answers)
def test_merge_never_loses_a_change_unseen(shown, stored, typed):
    sent = Sent(typed.answer, typed.note, typed.evidence, token(1, shown))

    merged = merge(stored, 2, sent)

    for name in ("answer", "note", "evidence"):
        was, now, new = (getattr(value, name) for value in (shown, stored, typed))
        changed_here, changed_there = new != was, now != was
        assert (name in merged.clash) == (changed_here and changed_there and new != now)
        assert getattr(merged.mine, name) == (new if changed_here else now)


@given(stored=answers, sent=st.builds(Sent, st.text(), st.text(), st.text(), st.text()))
def test_merge_saved_twice_is_the_same_as_once(stored, sent):
    first = merge(stored, 1, sent)

    assert merge(first.mine, 2, sent).mine == first.mine
