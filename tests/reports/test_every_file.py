"""Every kind of file that leaves: read aloud well (V27), and saying nothing about anybody (V28).

The figures of a report's own tests are made from samples; here stand the variants: texts as long
as they may be, letters from right to left, and nothing at all. Rendering takes seconds, so PDFs
wait for `make test-long`.
"""

import datetime as dt
import getpass
import re
import socket
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from instruments import catalogue
from instruments.text import clean
from reports import (
    agenda,
    comparing,
    consultation,
    docx,
    docx_consultation,
    needs,
    paper,
    pdf,
    plan,
    quick_screen,
    receipt,
    xlsx,
    xlsx_needs,
)
from tests.reports import test_agenda as agendas
from tests.reports import test_comparison as comparisons
from tests.reports import test_consultation as meetings
from tests.reports import test_needs as figures
from tests.reports import test_plan as plans
from tests.reports import test_quick_screen as quick
from tests.reports import test_receipt as receipts
from tests.reports.checking import assert_tagged
from tests.reports.hostile import HOSTILE
from tests.reports.samples import all_at, made_up, report

HOUSE, PROGRAM, NOTE = "CANARYHOUSE", "CANARYPROGRAM", "CANARYNOTE"
LONG = " ".join(["We wrote down what we know, and what we would like to find out."] * 16)[:1000]
RIGHT_TO_LEFT = clean(HOSTILE["right-to-left"])
DAY = dt.date(2026, 11, 1)
ITEMS = catalogue.find("formative").by_id
MORE = catalogue.find("evaluability").by_id

WORDS = {
    "organization": HOUSE, "program": PROGRAM, "notes": dict.fromkeys(ITEMS, NOTE),
}  # fmt: skip


def filled():
    return made_up(formative=all_at("formative", 1), **WORDS)


REPORTS = {
    "report, long notes on everything": lambda: made_up(
        formative=all_at("formative", 0),
        evaluability=all_at("evaluability", 1),
        notes=dict.fromkeys((*ITEMS, *MORE), LONG),
        organization="House " * 33,
        program="Circle " * 28,
    ),
    "report, right to left": lambda: made_up(
        formative=all_at("formative", 2),
        notes=dict.fromkeys(ITEMS, RIGHT_TO_LEFT),
        organization=RIGHT_TO_LEFT,
        program=RIGHT_TO_LEFT,
    ),
    "report, nothing answered": lambda: made_up(formative={}),
    "report, everything in place": lambda: made_up(
        formative=all_at("formative", 3), evaluability=all_at("evaluability", 3)
    ),
    "report, evaluation alone": lambda: made_up(evaluability=all_at("evaluability", 2)),
    "report, filled": filled,
}
LONG_RECEIPT = replace(receipts.RECEIPT, organization=HOUSE, funder="F " * 90, purpose="P " * 99)
SUMMARY = replace(meetings.SUMMARY, organization=HOUSE, program=PROGRAM)
PDFS = {
    **{name: lambda made=made: pdf.render(made()) for name, made in REPORTS.items()},
    "receipt": lambda: receipt.render(replace(receipts.RECEIPT, organization=HOUSE)),
    "receipt, long": lambda: receipt.render(LONG_RECEIPT),
    "receipt, right to left": lambda: receipt.render(
        replace(receipts.RECEIPT, organization=RIGHT_TO_LEFT, purpose=RIGHT_TO_LEFT)
    ),
    "receipt, ended": lambda: receipt.render(replace(receipts.RECEIPT, ended=DAY)),
    "needs": lambda: needs.render(
        needs.build(figures.published(figures.MIXED)), funder=HOUSE, day=DAY
    ),
    "needs, nothing": lambda: needs.render(needs.build(figures.NOTHING), funder=HOUSE, day=DAY),
    "quick screen": lambda: quick_screen.render_pdf(quick.result(1, CON_1=0)),
    "quick screen, nothing": lambda: quick_screen.render_pdf(quick_screen.build({}, day=DAY)),
    "quick screen, all well": lambda: quick_screen.render_pdf(quick.result(3)),
    "meeting": lambda: consultation.render_pdf(SUMMARY),
    "meeting, nothing": lambda: consultation.render_pdf(meetings.EMPTY),
    "agenda": lambda: agenda.render(agendas.made(0, 2, 2)),
    "plan": lambda: plan.render_pdf(
        plans.sheet(plans.line(title=NOTE, owner=NOTE), program=PROGRAM)
    ),
    "plan, nothing": lambda: plan.render_pdf(plans.EMPTY),
    "plan, right to left": lambda: plan.render_pdf(
        plans.sheet(plans.line(title=RIGHT_TO_LEFT), program=RIGHT_TO_LEFT)
    ),
    "comparison": lambda: comparing.render_pdf(comparisons.open_gate()),
    **{
        f"paper, {name}, {'large' if large else 'normal'}": (
            lambda name=name, large=large: paper.render(paper.build(name), large=large)
        )
        for name in ("quick-screen", "evaluability")
        for large in (False, True)
    },
}
PACKED = {
    "report.xlsx": lambda: xlsx.render(filled()),
    "report.docx": lambda: docx.render(filled()),
    "needs.xlsx": lambda: xlsx_needs.render(needs.build(figures.published(figures.MIXED)), day=DAY),
    "meeting.docx": lambda: docx_consultation.render(SUMMARY),
    "plan.xlsx": lambda: plan.render_xlsx(
        plans.sheet(plans.line(title=NOTE, owner=NOTE), program=PROGRAM)
    ),
    "comparison.xlsx": lambda: comparing.render_xlsx(comparisons.open_gate()),
}


def telling(about: str) -> list[str]:
    """What in the properties of a file tells of somebody, of this machine, or too much."""
    machine = [str(Path(__file__).parents[2]), str(Path.home()), socket.gethostname()]
    words = (
        HOUSE,
        PROGRAM,
        NOTE,
        "Circle House",
        "River Circle",
        "Open Gate",
        "traffick",
        *machine,
    )
    found = [word for word in words if len(word) > 3 and word.lower() in about.lower()]
    if re.search(
        rf"(author|creator|modifiedby)\W+{re.escape(getpass.getuser())}\b", about, re.IGNORECASE
    ):
        found.append("who made it")
    # Ids of rows are as long as this, and mix cases and digits.
    return [*found, *re.findall(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b", about)]


def assert_says_nothing_about_anybody(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as opened:
        assert set(opened.docinfo) <= {"/Title", "/Subject", "/Producer"}
        about = f"{dict(opened.docinfo)} {opened.Root.Metadata.read_bytes().decode()}"
        assert str(opened.Root.Lang) == "en"
        assert telling(about + " ".join(opened.attachments)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", PDFS)
def test_pdf_is_read_aloud_well_and_says_nothing_about_anybody(name, tmp_path):
    content = PDFS[name]()

    assert_tagged(content, tmp_path, long_tables=name.startswith(("paper", "report, long")))
    assert_says_nothing_about_anybody(content)


@pytest.mark.parametrize("name", PACKED)
def test_packed_file_says_nothing_about_anybody(name):
    with ZipFile(BytesIO(PACKED[name]())) as archive:
        names = archive.namelist()
        properties = [each for each in names if each.startswith("docProps/")]
        about = " ".join(archive.read(each).decode(errors="replace") for each in properties)
        days = {one.date_time[:3] for one in archive.infolist()}

    assert telling(" ".join(names)) == []
    assert {Path(each).suffix for each in properties} == {".xml"}
    assert telling(about) == []
    assert "<Company>" not in about.replace("<Company></Company>", "")
    # The day of the file on this machine stands in none: equal reports give equal bytes.
    assert days <= {(1980, 1, 1)}
    assert properties


def test_what_tells_is_noticed():
    assert telling(f"/Author {HOUSE}") == [HOUSE]
    assert telling(str(Path(__file__))) != []
    assert telling(f"<dc:creator>{getpass.getuser()}</dc:creator>") == ["who made it"]
    assert telling("5f0c7e52-0d1c-4a59-9be5-5e4b6f1f0a11") != []
    assert report("cedar-fork").standing.headline
