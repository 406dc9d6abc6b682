"""Calendar files, byte by byte."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.ics import Day, escaped, render

MADE = dt.datetime(2026, 11, 25, 13, 5, 9, tzinfo=dt.UTC)


def test_calendar_of_one_day_is_written_out():
    day = Day(
        uid="s1",
        day=dt.date(2026, 12, 31),
        title="Plan: train two leaders",
        note="Owner: a role",
        changed=MADE,
        number=2,
    )

    assert render([day], made=MADE).decode() == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Readiness//Program planning//EN\r\n"
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        "BEGIN:VEVENT\r\nUID:s1@readiness.invalid\r\nDTSTAMP:20261125T130509Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSEQUENCE:2\r\n"
        "LAST-MODIFIED:20261125T130509Z\r\nSUMMARY:Plan: train two leaders\r\n"
        "DESCRIPTION:Owner: a role\r\nTRANSP:TRANSPARENT\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_empty_calendar_is_a_calendar():
    lines = render([], made=MADE).decode().split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one, two; three", "one\\, two\\; three"),
        ("back\\slash", "back\\\\slash"),
        ("two\nlines", "two\\nlines"),
        ("two\r\nlines", "two\\nlines"),
        ("END:VEVENT\r\nBEGIN:VALARM", "END:VEVENT\\nBEGIN:VALARM"),
    ],
)
def test_text_is_escaped(text, expected):
    assert escaped(text) == expected


def test_long_lines_are_folded_at_75_bytes_and_unfold_to_the_same():
    title = "é" * 200

    content = render([Day("a", dt.date(2026, 1, 1), title)], made=MADE)

    assert max(map(len, content.split(b"\r\n"))) == 75
    assert f"SUMMARY:{title}" in content.decode().replace("\r\n ", "")


def test_uid_takes_no_signs_that_end_a_line():
    content = render([Day("a\r\nX:1;b", dt.date(2026, 1, 1), "t")], made=MADE).decode()

    assert "UID:aX1b@readiness.invalid\r\n" in content


def test_years_have_four_digits_and_the_last_day_has_no_morning_after():
    content = render(
        [Day("a", dt.date(1, 2, 3), "t"), Day("b", dt.date.max, "t")], made=MADE
    ).decode()

    assert "DTSTART;VALUE=DATE:00010203\r\nDTEND;VALUE=DATE:00010204" in content
    assert "DTSTART;VALUE=DATE:99991231\r\nSEQUENCE" in content


def test_moments_are_written_in_utc():
    made = dt.datetime(2026, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert b"DTSTAMP:20251231T230000Z" in render([Day("a", dt.date(2026, 1, 1), "t")], made=made)


def test_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render([Day("a", dt.date(2026, 1, 1), "t")], made=dt.datetime(2026, 1, 1))  # noqa: DTZ001


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_out_of_its_line(title, note):
    content = render([Day("a", dt.date(2026, 1, 1), title, note)], made=MADE)

    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = content.replace(b"\r\n ", b"").decode().split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded if line]
    assert names.count("BEGIN") == names.count("END") == 2
    assert not any(sign in line for line in unfolded for sign in "\n\r\x00\x0b\x0c")
