"""The commands `check`, `score` and `report`: output and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from instruments import catalogue, checking
from readiness.cli import main
from readiness.commands import _input
from reports import pdf

CEDAR_FORK = catalogue.samples()["cedar-fork"]

WARNING = (
    'CON-5 is "not-applicable", but the profile answers records_sessions with "yes". '
    "It is scored as given; please check which is right."
)


@pytest.fixture
def run():
    def invoke(*args):
        return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="readiness")

    return invoke


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def answers_text(entries="{STF-1: 2}", more=""):
    return (
        f"organization: Cedar Fork\nprogram: Circle\ndate: 2026-11-01\n{more}"
        f"formative:\n  version: 1\n  answers: {entries}\n"
    )


def test_help_lists_the_commands(run):
    done = run("--help")

    assert done.exit_code == 0
    assert [word for word in ("check", "report", "score") if f"\n  {word} " in done.output] == [
        "check",
        "report",
        "score",
    ]


@pytest.mark.parametrize("name", ["nothing", "_input", "../check", "commands.check", ""])
def test_unknown_command_is_wrong_usage(run, name):
    done = run(name)

    assert done.exit_code == 2
    assert "No such command" in done.output


def test_check_without_a_path_checks_our_catalogue(run):
    count = len(list(catalogue.PATH.rglob("*.yaml")))

    done = run("check")

    assert (done.exit_code, done.stdout) == (0, f"{count} files checked. Nothing is wrong.\n")


def test_check_of_one_file(run):
    done = run("check", CEDAR_FORK)

    assert (done.exit_code, done.stdout) == (0, "1 file checked. Nothing is wrong.\n")


def test_check_prints_every_problem(run, write):
    path = write("a.yaml", answers_text("{STF-1: yes, STF-9: 1}"))

    done = run("check", path)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        (
            f'{path}:6: formative.answers.STF-9: "STF-9" is not known here. Did you mean "STF-5"? '
            "Allowed: STF-2, STF-3, STF-4, STF-5, SUP-1, SUP-2, SUP-3, SUP-4, SUP-5, CON-1, CON-2, "
            "CON-3 and 37 more."
        ),
        (
            f'{path}:6: formative.answers.STF-1: "yes" is not a level of STF-1. '
            "Allowed: 0, 1, 2, 3, unknown, without quotes."
        ),
    ]


def test_check_of_nothing_is_wrong_input(run, tmp_path):
    done = run("check", tmp_path / "none.yaml")

    assert done.exit_code == 1
    assert "There is no such file. Check the name and the folder." in done.stderr


def test_check_cuts_very_long_lists(run, write):
    path = write("a.yaml", "a: 1\n" * 250)

    done = run("check", path)

    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert len(lines) == _input.MOST_LINES + 1
    assert lines[-1] == f"... and {250 - 1 + 5 - _input.MOST_LINES} more problems."


def test_check_prints_hashes(run):
    done = run("check", "--hashes")

    assert done.exit_code == 0
    assert tuple(done.stdout.splitlines()) == checking.hashes(catalogue.PATH)


def test_check_starts_without_the_report_and_the_web_framework_of_forms():
    code = (
        "import sys; from readiness.cli import main\n"
        "main(['check', sys.argv[1]], standalone_mode=False)\n"
        "print(sorted({'weasyprint', 'deform', 'docx', 'reports'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, CEDAR_FORK],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert done.stdout == "1 file checked. Nothing is wrong.\n[]\n"


def test_score_prints_a_summary(run, write):
    done = run("score", write("a.yaml", answers_text("{STF-1: 2, STF-2: 1}")))

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:6] == [
        "Cedar Fork: Circle, 2026-11-01",
        "",
        "Readiness questionnaire: Not enough answers yet",
        "  We can't tell yet.",
        "  Overall 50 (between 2 and 98), 4 % answered",
        "  Staffing capacity                    not enough answers yet",
    ]
    assert "  - F2. You answered 4 % of the questions. A result needs at least 50 %." in lines
    assert "  Find out:" in lines


def test_score_prints_steps_and_the_path(run):
    done = run("score", CEDAR_FORK)

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert "  Start here:" in lines
    assert [line for line in lines if line.startswith("  Shortest way to ")] != []
    assert [
        line for line in lines if line.startswith("  Staffing capacity  ") and "#" in line
    ] != []
    assert [line for line in lines if line.startswith("Evaluability questionnaire: ")] != []


def test_score_of_an_empty_sheet_has_no_number(run, write):
    done = run("score", write("a.yaml", answers_text("{}")))

    assert "  Overall not enough answers yet" in done.stdout.splitlines()


def test_score_of_full_answers_has_no_range(run, write):
    entries = ", ".join(f"{item.id}: 3" for item in catalogue.find("formative").items)

    done = run("score", write("a.yaml", answers_text(f"{{{entries}}}")))

    assert "  Overall 100, 100 % answered" in done.stdout.splitlines()
    assert "Find out" not in done.stdout


def test_score_says_when_a_result_is_provisional_and_what_the_path_leaves_out(run):
    done = run("score", catalogue.samples()["pilot-like-a1"])

    assert "  This result may change, because some answers are still missing." in done.stdout
    done = run("score", *catalogue.samples().values())
    assert done.exit_code == 0
    assert done.stdout.count("Readiness questionnaire: ") == 8


def test_score_json_of_one_file_is_an_object(run):
    done = run("score", CEDAR_FORK, "--json")

    scored = json.loads(done.stdout)
    assert sorted(scored) == ["evaluability", "formative"]
    assert sorted(scored["formative"]) == [
        "answered", "domains", "find_out", "going_well", "high", "ideas", "instrument", "low",
        "next_steps", "overall", "path", "reasons", "start_here", "verdict", "version",
    ]  # fmt: skip


def test_score_json_of_several_files_is_a_list(run, write):
    other = write("a.json", json.dumps({
        "organization": "x", "program": "y", "date": "2026-11-01",
        "evaluability": {"version": 1, "answers": {"THE-1": 2}},
    }))  # fmt: skip

    done = run("score", "--json", CEDAR_FORK, other)

    first, second = json.loads(done.stdout)
    assert sorted(first) == ["evaluability", "formative"]
    assert sorted(second) == ["evaluability"]
    assert (second["evaluability"]["verdict"], second["evaluability"]["answered"]) == (
        "not-enough-answers",
        3,
    )


def test_score_warns_beside_its_output(run, write):
    path = write(
        "a.yaml", answers_text("{CON-5: not-applicable}", "profile: {records_sessions: yes}\n")
    )

    done = run("score", path, "--json")

    assert done.exit_code == 0
    assert done.stderr == f"{path}: {WARNING}\n"
    assert json.loads(done.stdout)["formative"]["verdict"] == "not-enough-answers"


def test_score_prints_the_problems_of_all_files_and_nothing_else(run, write):
    one = write("one.yaml", answers_text("{STF-1: 7}"))
    two = write("two.yaml", answers_text("{STF-2: NaN}"))

    done = run("score", one, CEDAR_FORK, two)

    assert done.exit_code == 1
    assert done.stdout == ""
    allowed = "Allowed: 0, 1, 2, 3, unknown, without quotes."
    assert done.stderr.splitlines() == [
        f'{one}:6: formative.answers.STF-1: "7" is not a level of STF-1. {allowed}',
        f'{two}:6: formative.answers.STF-2: "NaN" is not a level of STF-2. {allowed}',
    ]


@pytest.mark.parametrize(
    "args",
    [
        ["score"],
        ["score", "--jsn", "a.yaml"],
        ["check", "a", "b"],
        ["report", "a.yaml"],
        ["report", "-o", "a.pdf"],
        ["report", "a.yaml", "-o", "a.odt"],
        ["report", "a.yaml", "-o", "report"],
    ],
)
def test_wrong_usage_is_2(run, args):
    assert run(*args).exit_code == 2


def test_report_says_which_endings_it_knows(run, tmp_path):
    done = run("report", CEDAR_FORK, "-o", tmp_path / "a.odt")

    assert "The name must end in one of: .pdf, .html, .json, .docx, .xlsx." in done.stderr


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.pdf", b"%PDF-"),
        ("a.HTML", b"<!"),
        ("a.json", b"{"),
        ("a.docx", b"PK\x03\x04"),
        ("a.xlsx", b"PK\x03\x04"),
    ],
)
def test_report_writes_the_format_of_the_ending(run, tmp_path, name, begins):
    path = tmp_path / name

    done = run("report", CEDAR_FORK, "-o", path)

    assert (done.exit_code, done.stdout) == (0, f"{path} is ready.\n")
    assert path.read_bytes().lstrip().lower().startswith(begins.lower())
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_report_replaces_a_file(run, tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")

    run("report", CEDAR_FORK, "-o", path)

    assert json.loads(path.read_text("utf-8"))["program"] == "Circle group"


def test_report_of_a_wrong_file_writes_nothing(run, write, tmp_path):
    path = write("a.yaml", answers_text("{STF-1: 7}"))

    done = run("report", path, "-o", tmp_path / "a.html")

    assert done.exit_code == 1
    assert f"{path}:6: formative.answers.STF-1" in done.stderr
    assert not (tmp_path / "a.html").exists()


def test_report_into_a_folder_that_is_not_there(run, tmp_path):
    path = tmp_path / "none" / "a.json"

    done = run("report", CEDAR_FORK, "-o", path)

    assert done.exit_code == 1
    assert done.stderr == (
        f"{path}: It cannot be written (No such file or directory). Check the folder.\n"
    )


def test_report_leaves_no_half_file_behind(run, tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text("old")

    def refuse(_draft, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    done = run("report", CEDAR_FORK, "-o", path)

    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    assert path.read_text() == "old"


def test_report_tells_when_the_pdf_cannot_be_made(run, tmp_path, monkeypatch):
    def refuse(_report):
        raise pdf.RenderError("Pango is missing.")

    monkeypatch.setattr(pdf, "render", refuse)

    done = run("report", CEDAR_FORK, "-o", tmp_path / "a.pdf")

    assert done.exit_code == 1
    assert done.stderr == (
        "The PDF could not be made: Pango is missing. The other formats do not need Pango.\n"
    )
