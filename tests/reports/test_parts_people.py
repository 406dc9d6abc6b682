"""What a report says of the people behind it."""

from dataclasses import replace
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from instruments import catalogue, snapshot
from instruments.confidence import Confidence
from instruments.team import Team
from reports import docx, html, pdf, xlsx
from reports.audience import Audience, Grant, Shared
from reports.build import build
from reports.model import Report
from tests.reports import samples
from tests.reports.test_pdf import first_page

STOPS = ("SUP-1", "CON-1", "CON-2", "SAF-1", "SAF-2")
TEAM = Team(sheets=3, people=3, needed=2, team_result=True, confidence=Confidence.HIGH)


def with_team(team, name=samples.S3):
    made = samples.snapshot(name)
    # The names of its items are others.
    other = replace(team, lowest=(), changed=(), agreed=())
    second = made.evaluability and replace(made.evaluability, team=other)
    return replace(made, formative=replace(made.formative, team=team), evaluability=second)


def report(team, name=samples.S3, **more):
    return build(with_team(team, name), **more)


def test_answers_file_has_nobody_behind_it():
    assert samples.report(samples.S3).standing.people == ""


def test_confidence_stands_with_its_word_from_the_rules():
    assert report(TEAM).standing.people == "Confidence: High. Three sheets were handed in."


def test_one_sheet_is_one_persons_view():
    alone = replace(TEAM, sheets=1, team_result=False, confidence=Confidence.LOW)

    assert report(alone).standing.people == (
        "This is one person's view. Confidence: Low. One sheet was handed in."
    )


def test_fewer_sheets_than_asked_for_is_said_as_well():
    few = replace(TEAM, sheets=3, needed=5, team_result=False)

    assert report(few).standing.people.startswith("Fewer full sheets than you asked for (5).")


def test_gates_that_are_not_settled_are_named():
    standing = report(replace(TEAM, lowest=STOPS, changed=("PAR-3",))).standing

    names = [catalogue.find("formative").by_id[item].name for item in STOPS]
    assert standing.unsettled[0].startswith("Counted at the lowest level until you agree: ")
    assert all(name in standing.unsettled[0] for name in names)
    assert standing.unsettled[1].startswith("Changed since you agreed: ")


ALONE = replace(TEAM, team_result=False, sheets=1, lowest=STOPS)
VIEW = "This is one person's view."


@pytest.mark.parametrize("name", [samples.S1, samples.S3, samples.A1])
def test_pages_say_it(name):
    made = report(ALONE, name)

    for page in (html.document(made), html.print_document(made)):
        assert VIEW in unescape(page)
        assert "Counted at the lowest level until you agree: " in page
    assert Report.from_json(made.to_json()) == made


def test_files_say_it():
    made = report(ALONE)

    with ZipFile(BytesIO(docx.render(made))) as words:
        assert VIEW in unescape(words.read("word/document.xml").decode())
    with ZipFile(BytesIO(xlsx.render(made))) as book:
        assert VIEW in unescape(book.read("xl/sharedStrings.xml").decode())


@pytest.mark.parametrize("name", [samples.S1, samples.A1])
def test_page_one_of_the_print_stays_one_page(name):
    made = report(replace(ALONE, lowest=(*STOPS, "CON-5", "STF-1", "STF-2")), name)

    page = first_page(pdf.render(made))

    assert VIEW in page
    for line in made.start.lines:
        assert line.title in page
    assert "Page 1 of" in page


def test_funder_reads_confidence_and_never_what_is_not_settled():
    grant = Grant(frozenset({Shared.RESULT}), "", samples.DAY)

    shared = report(replace(TEAM, lowest=STOPS), audience=Audience.FUNDER, grant=grant).standing

    assert shared.people.startswith("Confidence: High.")
    assert shared.unsettled == ()
    nothing = Grant(frozenset(), "", samples.DAY)
    assert report(TEAM, audience=Audience.FUNDER, grant=nothing).standing.people == ""


def test_snapshot_keeps_the_team_and_old_ones_still_read():
    made = with_team(replace(TEAM, lowest=STOPS, agreed=("STF-1",)))

    assert snapshot.from_json(snapshot.to_json(made)) == made
    plain = snapshot.to_json(samples.snapshot(samples.S3))
    assert '"team"' not in plain
    assert snapshot.from_json(plain).formative.team is None
