"""The PDF: accessible, closed, the same every time, and what is in it."""

import json
import re
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pymupdf
import pytest

from reports import pdf, pdf_worker
from reports.model import Report
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line
from tests.reports.samples import A1, S1, made_up, report

SKIPPED = {
    # "Header cells look shredded": it counts a table that continues on the next page as one
    # of its own, where a repeated header row outnumbers the few cells left.
    "TBL-010",
}


def text_of(content: bytes) -> str:
    with pymupdf.open(stream=content) as document:
        return on_one_line(" ".join(page.get_text() for page in document))


def first_page(content: bytes) -> str:
    with pymupdf.open(stream=content) as document:
        return on_one_line(document[0].get_text())


@pytest.fixture(scope="module")
def hostile_pdf() -> bytes:
    items = [f"{area}-{number}" for area in ("STF", "SUP", "CON", "COF", "PAR", "PLN")
             for number in range(1, 6)]  # fmt: skip
    made = made_up(
        formative=dict.fromkeys(items, 2),
        notes=dict(zip(items, HOSTILE.values(), strict=True)),
        organization=HOSTILE["attachment"],
        program=HOSTILE["long-word"],
    )
    return pdf.render(made)


@pytest.mark.parametrize("made", ["s1_pdf", "hostile_pdf"])
def test_outloud_finds_no_error(made, request, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(request.getfixturevalue(made))

    done = subprocess.run(
        (Path(sys.executable).with_name("outloud"), "--json", "-", str(file)),
        capture_output=True,
        check=False,
    )

    found = json.loads(done.stdout)
    errors = [each for each in findings(found) if each["severity"] == "error"]
    assert {each["rule"] for each in errors} - SKIPPED == set()
    assert "PAG-001" not in {each["rule"] for each in findings(found)}


def findings(answer: object) -> list[dict[str, str]]:
    """Every finding in outloud's answer, wherever it nests them."""
    if isinstance(answer, dict):
        if "severity" in answer and ("rule" in answer or "rule_id" in answer):
            return [{"rule": answer.get("rule") or answer["rule_id"], **answer}]
        return [each for value in answer.values() for each in findings(value)]
    if isinstance(answer, list):
        return [each for value in answer for each in findings(value)]
    return []


def test_pdfua_finds_nothing(a1_pdf, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(a1_pdf)

    done = subprocess.run(
        (sys.executable, "-m", "pdfua", "check", str(file)), capture_output=True, check=False
    )

    assert b"PASS (no findings)" in done.stdout


def test_pdf_says_its_title_language_and_kind_and_nothing_about_anyone(s1_pdf):
    with pymupdf.open(stream=s1_pdf) as document:
        metadata = document.metadata

    assert metadata["title"] == "Readiness report"
    assert metadata["author"] == ""
    with pikepdf.open(BytesIO(s1_pdf)) as opened:
        assert str(opened.Root.Lang) == "en"
        assert bool(opened.Root.MarkInfo.Marked)
        assert b"<pdfuaid:part>1" in opened.Root.Metadata.read_bytes() or (
            b'pdfuaid:part="1"' in opened.Root.Metadata.read_bytes()
        )
        assert "Lantern" not in str(opened.docinfo)
        assert set(opened.docinfo) <= {"/Title", "/Subject", "/Producer"}


def test_pdf_holds_our_fonts_and_no_other(s1_pdf):
    with pymupdf.open(stream=s1_pdf) as document:
        fonts = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}

    assert {re.sub(r"-(Bold|Semi-Bold)$", "", font) for font in fonts} == {
        "Atkinson-Hyperlegible",
        "Literata",
    }


def test_pdf_carries_its_report_as_data_and_nothing_else(s1_pdf):
    with pymupdf.open(stream=s1_pdf) as document:
        names = document.embfile_names()
        data = document.embfile_get(names[0])

    assert names == ["readiness-report.json"]
    assert Report.from_json(data.decode()) == report(S1)
    with pikepdf.open(BytesIO(s1_pdf)) as opened:
        assert opened.Root.AF[0].AFRelationship == "/Data"


@pytest.mark.parametrize(("made", "name"), [("s1_pdf", S1), ("a1_pdf", A1)])
def test_page_one_holds_verdict_first_things_and_first_steps(made, name, request):
    page = first_page(request.getfixturevalue(made))

    expected = report(name)
    assert on_one_line(expected.standing.headline) in page
    for thing in expected.first.things:
        assert thing.answer.name in page
        assert on_one_line(thing.in_place) in page
    for line in expected.start.lines:
        assert line.title in page
    for each in expected.standing.well[:5]:
        assert each.name in page
    assert "Page 1 of" in page


@pytest.mark.parametrize(("made", "name"), [("s1_pdf", S1), ("a1_pdf", A1)])
def test_every_answer_note_and_step_is_in_the_text(made, name, request):
    text = text_of(request.getfixturevalue(made)).replace("- ", "-").replace("-", "")

    def spelled(words: str) -> str:
        return on_one_line(words).replace("- ", "-").replace("-", "")

    expected = report(name)
    parts = [
        words
        for standing in expected.standings
        for group in standing.answers
        for row in group.rows
        for words in (row.answer.question, row.answer.words, row.note)
    ]
    titles = [step.title for each in expected.steps for tier in each.tiers for step in tier.steps]
    lost = [each for each in (*parts, *titles) if spelled(each) not in text]
    # A sentence that runs over two pages has the page's foot in its middle.
    assert len(lost) <= 12
    assert [title for title in titles if spelled(title) not in text] == []


def test_same_report_gives_the_same_bytes_in_another_process(s1_pdf):
    assert pdf.render(report(S1)) == s1_pdf


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_note_is_printed_as_text(name, hostile_pdf):
    expected = re.sub(r"\s", "", CLEANED[name])
    if name in {"right-to-left", "emoji"}:
        # Drawn right to left, or with whatever picture font the machine has.
        expected = {"right-to-left": "", "emoji": "thanks"}[name]

    text = re.sub(r"\s", "", text_of(hostile_pdf))

    assert expected in text or re.sub(r"[-\u00ad]", "", expected) in re.sub(r"[-\u00ad]", "", text)


def test_hostile_report_embeds_and_links_nothing(hostile_pdf):
    with pymupdf.open(stream=hostile_pdf) as document:
        assert document.embfile_names() == ["readiness-report.json"]
        links = [link for page in document for link in page.get_links()]
    assert {link["kind"] for link in links} <= {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}


def test_sign_that_no_font_can_draw_is_spelled_out():
    assert pdf_worker.spelled_out("a 🌻 b", {"🌻"}) == "a [sunflower] b"
    assert pdf_worker.spelled_out("👩🏽\u200d👩 x", {"👩", "🏽"}) == "[woman][woman] x"
    assert pdf_worker.spelled_out("\ue000", {"\ue000"}) == "[a sign]"


def test_long_word_stays_inside_the_page(hostile_pdf):
    with pymupdf.open(stream=hostile_pdf) as document:
        right = max(word[2] for page in document for word in page.get_text("words"))
        assert right <= document[0].rect.width - 50


@pytest.mark.parametrize(
    "html",
    [
        "<img alt='x' src='file:///etc/hostname'>",
        "<a rel=attachment href='file:///etc/hostname'>x</a>",
        "<style>@import url('http://127.0.0.1:9/x.css');</style>",
        "<p style='background:url(data:image/png;base64,AA==)'>x</p>",
        "<img alt='x' src='font:../../etc/hostname'>",
    ],
)
def test_any_address_that_is_not_ours_stops_the_work(html):
    page = f"<!doctype html><html lang=en><title>t</title><body>{html}</body></html>"

    with pytest.raises(pdf.RenderError, match="not ours"):
        pdf.render_html(page, data="{}", day="2026-11-01")


def test_complaint_of_the_engine_is_a_failure():
    page = "<!doctype html><title>t</title><body><p>No language.</p>"

    with pytest.raises(pdf.RenderError, match="ERROR"):
        pdf.render_html(page, data="{}", day="2026-11-01")


def test_child_that_takes_too_long_is_stopped():
    page = "<!doctype html><html lang=en><title>t</title><body><p>Hello</p></html>"
    begun = time.monotonic()

    with pytest.raises(pdf.RenderError, match="longer than"):
        pdf.render_html(page, data="{}", day="2026-11-01", wall_seconds=0.05)

    assert time.monotonic() - begun < 5


def test_child_that_was_killed_says_so():
    assert "signal 9" in pdf.problem(-9, b"")
    assert pdf.problem(1, b"") == "The PDF could not be made: no output"


def test_child_learns_no_setting_of_this_process(monkeypatch):
    monkeypatch.setenv("READINESS_SECRET", "x")

    assert "READINESS_SECRET" not in pdf.environment()
    assert pdf.environment()["PYTHONHASHSEED"] == "0"


def test_outloud_is_the_version_the_skipped_rule_was_looked_at_with():
    assert outloud.__version__.startswith("0.2")
