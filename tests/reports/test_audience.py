"""The one place that redacts."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import chain, combinations
from zipfile import ZipFile

import pikepdf
import pymupdf
import pytest
from bs4 import BeautifulSoup

from reports import csv, docx, html, pdf, progress, xlsx
from reports.audience import Audience, Grant, Shared, follow, redact
from reports.build import build
from reports.html import Part
from reports.model import Report
from reports.plan import PlanLine, PlanSheet
from reports.progress import Progress, ProgressLine
from tests.reports import poison
from tests.reports.samples import A1, S1, S3, report, snapshot

ALL_SETS = tuple(
    frozenset(each)
    for each in chain.from_iterable(combinations(Shared, size) for size in range(len(Shared) + 1))
)
UNTIL = date(2027, 3, 31)


def names(parts) -> str:
    return "+".join(sorted(parts)) or "nothing"


def shared(made: Report, *parts: Shared) -> Report:
    grant = Grant(frozenset(parts), "To plan support", UNTIL)
    return redact(made, audience=Audience.FUNDER, grant=grant)


@pytest.fixture(scope="module")
def poisoned():
    maker = poison.Poisoner()
    return maker.poison(report(A1)), maker.places


def packed(content: bytes) -> str:
    """Every file in an archive, and their names."""
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(
            f"{name}\n{archive.read(name).decode(errors='replace')}" for name in archive.namelist()
        )


def quick_formats(made: Report):
    yield made.to_json()
    yield from (html.fragment(made, part=part) for part in Part)
    yield html.document(made)
    yield html.print_document(made)
    yield packed(docx.render(made))
    yield packed(xlsx.render(made))
    yield csv.render(made).decode()


def pdf_texts(content: bytes):
    """What a PDF says anywhere: pages, bookmarks, properties, and the data in it."""
    with pymupdf.open(stream=content) as document:
        yield "".join(page.get_text() for page in document).replace("\n", "")
        yield str(document.get_toc())
        yield str(document.metadata)
    with pikepdf.open(BytesIO(content)) as document:
        yield str(document.docinfo) + bytes(document.Root.Metadata.read_bytes()).decode()
        for name, attachment in document.attachments.items():
            yield name + attachment.description
            yield attachment.get_file().read_bytes().decode()


def test_organization_reads_everything():
    made = report(S1)

    assert redact(made, audience=Audience.ORGANIZATION) == made
    assert made.audience == "organization"


def test_build_makes_the_report_for_the_organization_unless_told_otherwise():
    assert build(snapshot(S1)) == build(snapshot(S1), audience=Audience.ORGANIZATION)


@pytest.mark.parametrize("parts", ALL_SETS, ids=names)
def test_nothing_of_a_part_that_was_not_shared_is_in_any_format(poisoned, parts):
    made, places = poisoned

    for text in quick_formats(shared(made, *parts)):
        assert poison.leaked([text], places, parts) == set()


def pdf_sets():
    few = ({Shared.RESULT}, {Shared.STEPS, Shared.AREAS}, {Shared.ANSWERS}, {Shared.FULL})
    for parts in ALL_SETS:
        mark = () if parts in few else pytest.mark.long
        yield pytest.param(parts, id=names(parts), marks=mark)


@pytest.mark.parametrize("parts", list(pdf_sets()))
def test_nothing_of_a_part_that_was_not_shared_is_anywhere_in_the_pdf(poisoned, parts):
    made, places = poisoned

    texts = list(pdf_texts(pdf.render(shared(made, *parts))))

    assert poison.leaked(texts, places, parts) == set()
    assert poison.seen(texts[-1], places) == poison.seen(shared(made, *parts).to_json(), places)


@pytest.mark.parametrize("parts", ALL_SETS, ids=names)
def test_everything_that_was_shared_is_there(poisoned, parts):
    made, places = poisoned
    there = {place for place in places.values() if poison.allowed(place, parts)}
    # The audience is another one, and without a part not even the versions are named.
    there -= {"audience"} if parts else {"audience", "rules.points"}

    assert there - poison.seen(shared(made, *parts).to_json(), places) == set()


def test_a_leak_is_found(poisoned):
    made, places = poisoned
    leaking = replace(shared(made, Shared.AREAS), start=made.start)

    found = poison.leaked(quick_formats(leaking), places, frozenset({Shared.AREAS}))

    assert "start.lines.title" in found


@pytest.mark.parametrize("name", [A1, S1, S3])
@pytest.mark.parametrize(
    ("part", "there", "gone"),
    [
        (
            Shared.RESULT,
            ["Why it says", "Start here"],
            ["areas", "All next steps", "All answers", "going well", "The shortest path"],
        ),
        (Shared.AREAS, ["The ten areas"], ["Why it says", "Start here", "next steps", "answers"]),
        (Shared.STEPS, ["All next steps"], ["Why it says", "areas", "Start here", "you said"]),
        (Shared.ANSWERS, ["All answers"], ["Why it says", "areas", "Start here", "next steps"]),
    ],
)
def test_page_of_one_part_has_no_heading_of_another(name, part, there, gone):
    page = BeautifulSoup(html.document(shared(report(name), part)), "html.parser")
    headings = " | ".join(
        tag.get_text(" ", strip=True) for tag in page.find_all(["h1", "h2", "h3", "h4"])
    )

    assert [words for words in there if words not in headings and words != "Start here"] == []
    assert [words for words in gone if words in headings] == []


def test_parts_that_may_not_be_seen_are_no_pages():
    assert html.parts_of(report(S1)) == tuple(Part)
    assert html.parts_of(shared(report(S1), Shared.AREAS)) == (Part.MAIN, Part.BACKGROUND)
    assert html.parts_of(shared(report(S1), Shared.STEPS)) == (
        Part.MAIN,
        Part.STEPS,
        Part.BACKGROUND,
    )


def test_shared_report_says_what_for_until_when_and_its_limits():
    made = shared(report(S1), Shared.RESULT)

    for text in (html.document(made), html.print_document(made), packed(docx.render(made))):
        assert "To plan support" in text
        assert "March 31, 2027" in text
        assert "not for choosing who gets money" in text


def test_shared_report_says_to_whom_it_speaks_wherever_it_is_read():
    words = "The report speaks to the organization: “you” means them."

    made = shared(report(A1), Shared.AREAS)

    assert words in html.fragment(made)
    assert words in html.print_document(made)
    assert words in packed(docx.render(made))
    assert words in packed(xlsx.render(made))
    assert words not in html.fragment(report(A1))


def test_notes_without_answers_say_nothing():
    made = shared(report(S1), Shared.NOTES)

    assert made.standing.answers == ()
    assert "One leader took the training" not in made.to_json()


def test_answers_without_notes_hold_no_note_and_no_evidence():
    rows = [
        row for area in shared(report(S1), Shared.ANSWERS).standing.answers for row in area.rows
    ]

    assert len(rows) == 50
    assert {(row.note, row.evidence) for row in rows} == {("", "")}


def test_full_report_holds_three_parts_and_leaves_answers_and_notes_out():
    made = shared(report(S1), Shared.FULL)

    assert made.steps == report(S1).steps
    assert made.standing.picture == report(S1).standing.picture
    assert made.standing.answers == ()
    assert made.first == report(S1).first


def test_start_links_only_to_steps_that_may_be_seen():
    alone = shared(report(S1), Shared.RESULT)
    both = shared(report(S1), Shared.RESULT, Shared.STEPS)

    assert {line.id for line in alone.start.lines} == {""}
    assert both.start == report(S1).start


def test_funder_without_a_grant_reads_nothing():
    made = redact(report(A1), audience=Audience.FUNDER)

    assert made.standing.headline == ""
    assert (made.start, made.steps, made.evaluability) == (None, (), None)


def test_second_questionnaire_is_not_named_where_nothing_of_it_is_shown():
    assert shared(report(A1), Shared.STEPS).evaluability is None
    assert shared(report(A1), Shared.AREAS).evaluability is not None


def test_shared_report_comes_back_from_its_json():
    made = shared(report(A1), Shared.RESULT, Shared.AREAS)

    assert Report.from_json(made.to_json()) == made
    assert json.loads(made.to_json())["audience"] == "funder"


@pytest.mark.parametrize("parts", ALL_SETS[:7], ids=names)
def test_equal_answers_behind_another_part_make_equal_files(parts):
    """What is not shared changes no byte: neither a hash nor a length tells of it."""
    one = report(S3)
    rows = one.standing.answers[0].rows
    other = replace(
        one,
        standing=replace(
            one.standing,
            answers=(
                replace(
                    one.standing.answers[0],
                    rows=(replace(rows[0], note="something else"), *rows[1:]),
                ),
                *one.standing.answers[1:],
            ),
        ),
    )

    if Shared.NOTES not in parts:
        assert shared(one, *parts).to_json() == shared(other, *parts).to_json()
        assert docx.render(shared(one, *parts)) == docx.render(shared(other, *parts))
        assert xlsx.render(shared(one, *parts)) == xlsx.render(shared(other, *parts))


SHEET = PlanSheet(
    program="canary-program",
    date=date(2026, 11, 1),
    open=(
        PlanLine(
            "canary-id", "Train a second leader", "Supervisor", date(2027, 1, 15), "Under way",
            done=False, actions=(("canary-task", True), ("canary-task two", False)),
            note="canary-note", support="canary-support",
            changed=datetime(2026, 11, 1, tzinfo=UTC), version=3,
        ),
    ),
    done=(
        PlanLine(
            "canary-id2", "Write the rules", "", None, "Done",
            done=True, actions=(), note="canary-note", support="",
            changed=datetime(2026, 11, 1, tzinfo=UTC), version=1,
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize("parts", ALL_SETS, ids=names)
def test_progress_is_shown_with_the_steps_and_only_when_it_was_chosen(parts):
    unchosen = Grant(parts, "To plan", UNTIL)
    chosen = replace(unchosen, follows_plan=True)

    assert follow(SHEET, unchosen) is None
    assert (follow(SHEET, chosen) is not None) == bool(parts & {Shared.STEPS, Shared.FULL})


def test_progress_says_how_far_each_step_is_and_nothing_else():
    grant = Grant(frozenset({Shared.STEPS}), "To plan", UNTIL, follows_plan=True)
    made = follow(SHEET, grant)

    assert made == Progress(
        (
            ProgressLine(
                "Train a second leader", "Supervisor", date(2027, 1, 15), "Under way", 1, 2
            ),
            ProgressLine("Write the rules", "", None, "Done", 0, 0),
        )
    )
    page = progress.fragment(made)
    assert "canary" not in page
    text = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "Train a second leader Supervisor January 15, 2027 Under way 1 of 2" in text
    assert "Write the rules Nobody yet No date yet Done No list" in text


def test_progress_escapes_what_a_team_wrote():
    made = Progress((ProgressLine("<script>x</script>", "<b>", None, "Done", 0, 0),))

    assert "<script>" not in progress.fragment(made)
    assert "<b>" not in progress.fragment(made)


def test_progress_of_an_empty_plan_says_so():
    assert "No step is in the plan yet." in progress.fragment(Progress(()))
