"""`readiness paper`."""

import pytest
from click.testing import CliRunner

from readiness.cli import main
from reports import paper, pdf


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["paper", *arguments])


def test_form_is_written(run, tmp_path):
    done = run("pulse", "-o", "form.pdf")

    assert (done.exit_code, done.output) == (0, "form.pdf is ready.\n")
    assert (tmp_path / "form.pdf").read_bytes() == paper.render(paper.build("pulse"))


def test_large_print(run, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "render", lambda form, *, large: f"{form.id} {large}".encode())

    run("evaluability", "--large", "-o", "form.pdf")

    assert (tmp_path / "form.pdf").read_text() == "evaluability True"


def test_form_that_is_not_there_is_a_wrong_use(run):
    assert run("profile", "-o", "form.pdf").exit_code == 2


def test_folder_that_is_not_there_is_told(run):
    done = run("pulse", "-o", "nowhere/form.pdf")

    assert done.exit_code == 1
    assert "cannot be written" in done.output


def test_pdf_that_cannot_be_made_is_told(run, monkeypatch, tmp_path):
    def broken(*_args, **_more):
        raise pdf.RenderError("no Pango")

    monkeypatch.setattr(paper, "render", broken)

    done = run("pulse", "-o", "form.pdf")

    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "no Pango" in done.output
