"""The child process from inside: its limits, its door to the outside, its complaints."""

import gc
import io
import json
import logging
import resource
import subprocess
import sys

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from reports import fonts, marks, pdf_worker

PAGE = (
    '<!doctype html><html lang="en"><head><title>t</title>'
    '<style>@page{{@bottom-left{{content:"foot"}}}}</style></head><body>{}</body></html>'
)
TABLE = (
    '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
    '<tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table>'
)


def job(html: str) -> dict[str, str]:
    return {
        "html": html,
        "data": "{}",
        "data_name": "report.json",
        "day": "2026-11-01",
    }


@pytest.fixture
def standard_streams(monkeypatch):
    """Standard input that holds a job; what was written to the two outputs."""

    def prepare(content: dict[str, str]) -> tuple[io.BytesIO, io.StringIO]:
        given = io.TextIOWrapper(io.BytesIO(json.dumps(content).encode()))
        out, err = io.BytesIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdin", given)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
        monkeypatch.setattr(sys, "stderr", err)
        return out, err

    return prepare


@pytest.fixture
def limits(monkeypatch):
    """The limits that would have been set; a test must not limit the process of all tests."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    yield found
    gc.enable()


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind
    ]


def test_header_cells_say_what_they_head():
    with pikepdf.open(io.BytesIO(pdf_worker.make(job(PAGE.format(TABLE))))) as made:
        scopes = [str(each.A.Scope) for each in elements(made, "/TH")]

    assert scopes == ["/Column", "/Column", "/Row"]


def test_what_stands_in_the_margin_is_an_artifact():
    with pikepdf.open(io.BytesIO(pdf_worker.make(job(PAGE.format("<p>body</p>"))))) as made:
        content = b" ".join(made.pages[0].Contents.read_bytes().split())
        parents = made.Root.StructTreeRoot.ParentTree.Nums[1]
        marked = elements(made, "/P")

    assert content.count(b"/Artifact <</Type/Pagination>> BDC") == 1
    assert sum(1 for each in parents if each is None) == 1
    assert len(marked) == 1


def test_link_is_printed_with_the_page():
    html = PAGE.format('<p><a href="#x">go</a></p><p id="x">here</p>')

    with pikepdf.open(io.BytesIO(pdf_worker.make(job(html)))) as made:
        assert int(made.pages[0].Annots[0].F) == 4


def test_main_writes_the_pdf_and_limits_itself_first(standard_streams, limits):
    out, _ = standard_streams(job(PAGE.format("<p>Hello</p>")))

    assert pdf_worker.main() == 0

    assert out.getvalue().startswith(b"%PDF-1.7")
    assert limits == {
        resource.RLIMIT_AS: (pdf_worker.MEMORY_BYTES, pdf_worker.MEMORY_BYTES),
        resource.RLIMIT_CPU: (60, 60),
    }


def test_main_says_in_one_line_why_there_is_no_pdf(standard_streams, limits):
    _, err = standard_streams(job(PAGE.format('<img alt="x" src="file:///etc/hostname">')))

    assert pdf_worker.main() == 1

    assert err.getvalue() == "An address was asked for that is not ours (file:).\n"


def test_character_without_a_font_is_spelled_out_in_the_pdf():
    made = pdf_worker.make(job(PAGE.format("<p>\U0001fa00</p>")))

    assert made.startswith(b"%PDF")


def test_complaint_stops_the_work():
    with pytest.raises(pdf_worker.WorkError, match="ERROR"):
        pdf_worker.make(job(PAGE.format("<p>x</p>").replace(' lang="en"', "")))


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "http://127.0.0.1:9/", "data:,x", "font:none.ttf", "mark:9", "x"],
)
def test_no_address_but_ours_is_opened(address):
    with pytest.raises(FatalURLFetchingError, match="not ours"):
        pdf_worker.fetch(address)


def test_fonts_and_marks_are_ours():
    for name in ("AtkinsonHyperlegible-Regular.ttf", "AtkinsonHyperlegible-Bold.ttf"):
        assert pdf_worker.fetch(f"font:{name}").read() == fonts.read(f"font:{name}")
    assert fonts.read("font:Literata.ttf")[:4] == b"\x00\x01\x00\x00"
    assert pdf_worker.fetch("mark:2").read() == marks.read("mark:2")
    assert len({marks.read(f"mark:{each}") for each in ("0", "1", "2", "3", "unknown")}) == 5


def test_sign_without_a_glyph_is_no_complaint():
    heard = pdf_worker.Heard()
    log = logging.getLogger("test_pdf_worker")
    log.propagate = False
    log.addHandler(heard)

    log.warning('.notdef glyph rendered: "%s" (U+%04X)', "x", 120)
    log.warning("something else")

    assert (heard.undrawn, heard.messages) == ({"x"}, ["WARNING: something else"])


def test_process_ends_before_python_tidies_up():
    """It took Pango away under a thread of Pango, and a file that was whole did not count."""
    run = (
        "import atexit, os, runpy\n"
        "atexit.register(os.write, 1, b'tidied up')\n"
        "runpy.run_module('reports.pdf_worker', run_name='__main__')\n"
    )

    done = subprocess.run(
        (sys.executable, "-c", run),
        input=json.dumps(job(PAGE.format("One line."))).encode(),
        capture_output=True,
        check=True,
    )

    assert done.stdout.startswith(b"%PDF")
    assert not done.stdout.endswith(b"tidied up")
