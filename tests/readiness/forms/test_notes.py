"""What a note may hold without a second look, and what asks for one."""

import time

import pytest

from readiness.forms.notes import LooksLike, NoteWarning, look_again


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Write to lead.evening@example.org about it", "lead.evening@example.org"),
        ("(a+b@mail.example.co.uk)", "a+b@mail.example.co.uk"),
    ],
)
def test_look_again_email_is_noticed(note, found):
    assert look_again(note) == (NoteWarning(LooksLike.EMAIL, found),)


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Ask at 555-0134 for the key", "555-0134"),
        ("call (415) 555-0134.", "(415) 555-0134"),
        ("call 1-415-555-0134", "1-415-555-0134"),
        ("4155550134 is the line", "4155550134"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("415.555.0134", "415.555.0134"),
    ],
)
def test_look_again_phone_is_noticed(note, found):
    assert look_again(note) == (NoteWarning(LooksLike.PHONE, found),)


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("She was born 3/4/1985 here", "born 3/4/1985"),
        ("DOB: 03-04-85", "DOB: 03-04-85"),
        ("one is 12/31/1999", "12/31/1999"),
        ("1985-04-03", "1985-04-03"),
        ("since March 4, 1985 it is", "March 4, 1985"),
        ("on 4 March 1985", "4 March 1985"),
        ("born in 1991", "born in 1991"),
        ("her birthday is May 12", "birthday is May 12"),
    ],
)
def test_look_again_date_of_birth_is_noticed(note, found):
    assert look_again(note) == (NoteWarning(LooksLike.BIRTH, found),)


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("see case 20417 in the drawer", "case 20417"),
        ("Case No. 24-CR-00123", "Case No. 24-CR-00123"),
        ("docket #88123", "docket #88123"),
        ("client ID: AB-1234", "ID: AB-1234"),
        ("123-45-6789", "123-45-6789"),
        ("A123456789", "A123456789"),
        ("24-CV-00981", "24-CV-00981"),
    ],
)
def test_look_again_case_number_is_noticed(note, found):
    assert look_again(note) == (NoteWarning(LooksLike.CASE, found),)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Policy from March 2026. Both leaders have a copy.",
        "Signed on 2026-03-12, checked 11/01/2026.",
        "Between 10-15 people come, 24/7 backup, 100-200 flyers.",
        "Budget 2025-2026: $12,000 to $15,500.",
        "42 CFR Part 2 and 28 CFR 94.115 are in the file.",
        "We answer within 2 days @ the office",
        "1,000 hours; 90 minutes; 1.5 hours; 3 of 5 cases",
        "An ideal client record is short.",
    ],
)
def test_look_again_plain_note_is_left_alone(note):
    assert look_again(note) == ()


def test_look_again_several_pieces_in_the_order_of_the_note():
    note = "Case 20417: call 555-0134 or write a@b.example, born 1990"

    assert [warning.looks_like for warning in look_again(note)] == [
        LooksLike.CASE,
        LooksLike.PHONE,
        LooksLike.EMAIL,
        LooksLike.BIRTH,
    ]


def test_look_again_piece_is_named_once():
    assert look_again("DOB 03-04-1985") == (NoteWarning(LooksLike.BIRTH, "DOB 03-04-1985"),)


def test_text_says_what_was_found_and_what_it_resembles():
    warning = NoteWarning(LooksLike.PHONE, "555-0134")

    assert warning.text == "“555-0134” looks like a phone number."


@pytest.mark.parametrize(
    "piece", ["1", "1-", "a@", "+1", "case ", "born ", "1/1/", "(", "a.", "-1"]
)
def test_look_again_crafted_text_is_fast(piece):
    started = time.perf_counter()

    look_again((piece * 1000)[:1000])

    assert time.perf_counter() - started < 0.5
