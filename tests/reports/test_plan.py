"""The plan on one sheet: page, PDF, workbook and calendar."""

import datetime as dt
from io import BytesIO

import openpyxl
import pymupdf
import pytest
from bs4 import BeautifulSoup

from instruments.text import clean
from reports import plan
from reports.plan import PlanLine, PlanSheet
from tests.reports.checking import assert_tagged
from tests.reports.hostile import HOSTILE

MADE = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def line(title="Train two leaders", **more):
    values = {
        "id": "s1",
        "owner": "Peer leader",
        "due": dt.date(2027, 3, 1),
        "status": "Under way",
        "done": False,
        "actions": (("Name a backup. Start now.", False), ("Plan hours.", True)),
        "note": "",
        "support": "",
        "changed": MADE,
        "version": 3,
    }
    return PlanLine(title=title, **{**values, **more})


def sheet(*lines, program="Circle group"):
    return PlanSheet(
        program=program,
        date=dt.date(2026, 11, 25),
        open=tuple(one for one in lines if not one.done),
        done=tuple(one for one in lines if one.done),
    )


FULL = sheet(line(), line("No date", due=None, owner=""), line("Long ago", done=True))
EMPTY = sheet()
MUCH = sheet(*(line(f"{'A step with many words ' * 8}{n}", id=f"s{n}") for n in range(40)))
USUAL = sheet(
    *(line("Train more than one survivor leader, and protect their time") for _ in range(9)),
    *(line("Write down your progress", done=True) for _ in range(6)),
)
WIDE = sheet(*(line("W" * 60, owner="W" * 60) for _ in range(30)), line("Over", done=True))


def words(pdf):
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


@pytest.mark.parametrize(
    "made", [FULL, EMPTY, MUCH, USUAL, WIDE], ids=["full", "empty", "much", "usual", "wide"]
)
def test_pdf_is_one_tagged_page_and_the_same_each_time(made, tmp_path):
    pdf = plan.render_pdf(made)

    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        assert len(document) == 1
        assert document.metadata["title"] == "Plan"
    assert_tagged(pdf, tmp_path)
    assert plan.render_pdf(made) == pdf


def test_page_gives_what_to_do_next_a_row_of_its_own():
    rows = BeautifulSoup(plan.fragment(FULL), "html.parser").select("tbody tr")

    assert [one.get_text(" ", strip=True) for one in rows[:4]] == [
        "1. Train two leaders Peer leader March 1, 2027 Under way",
        "Name a backup.",
        "2. No date Nobody yet No date yet Under way",
        "Name a backup.",
    ]
    assert rows[1].td["colspan"] == "3"


def test_pdf_tells_who_and_by_when():
    told = words(plan.render_pdf(FULL))

    assert "1. Train two leaders Name a backup. Peer leader March 1, 2027 Under way" in told
    assert "2. No date Name a backup. Nobody yet No date yet Under way" in told
    assert "Done \N{EN DASH} Long ago" in told
    assert "Plan hours" not in told


def test_pdf_says_what_it_has_no_room_for():
    told = words(plan.render_pdf(MUCH))

    assert MUCH.room < 40
    assert f"And {40 - MUCH.room} more in the plan." in told


def test_pdf_of_hostile_words_is_made(tmp_path):
    texts = [text.encode(errors="ignore").decode() for text in HOSTILE.values()]
    lines = [
        line(clean(text)[:200] or "x", id=f"s{n}", owner=clean(text)[:60])
        for n, text in enumerate(texts)
    ]

    assert_tagged(plan.render_pdf(sheet(*lines, program=clean(HOSTILE["script"]))), tmp_path)


def test_page_escapes_what_people_typed():
    page = BeautifulSoup(plan.fragment(sheet(line(HOSTILE["script"]))), "html.parser")

    assert page.script is None
    assert HOSTILE["script"] in page.th.find_next("tbody").th.text


def test_workbook_holds_no_formula_and_every_word():
    sheet_ = sheet(line("=1+1", note="+2", owner="@x", support="-3"), line("Over", done=True))

    rows = openpyxl.load_workbook(BytesIO(plan.render_xlsx(sheet_))).active.iter_rows(min_row=2)

    cells = [cell for row in rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.value for cell in cells[:7]] == [
        "'=1+1", "'@x", "2027-03-01", "Under way",
        "[ ] Name a backup. Start now.\n[x] Plan hours.", "'+2", "'-3",
    ]  # fmt: skip


def test_calendar_holds_what_is_open_and_has_a_date():
    text = plan.render_ics(FULL, made=MADE).decode()

    assert text.count("BEGIN:VEVENT") == 1
    assert "UID:s1@readiness.invalid" in text
    assert "SUMMARY:Planning: step 1 is due" in text
    assert "Train" not in text
