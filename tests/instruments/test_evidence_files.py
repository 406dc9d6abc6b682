"""A mistake in an evidence file is named with its file, its line and what to do."""

import shutil

import pytest

from instruments import catalogue, evidence
from instruments.problems import ProblemsError


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "evidence"
    shutil.copytree(catalogue.PATH / "evidence", copy)
    return copy


def change(folder, name, old, new):
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder):
    with pytest.raises(ProblemsError) as caught:
        evidence.read(folder)
    return [(each.file, each.message) for each in caught.value.problems]


def test_unchanged_copy_reads_as_the_catalogue(folder):
    assert evidence.read(folder) == evidence.load()


def test_document_that_is_not_listed_is_named(folder):
    change(folder, "limits", "document: review", "document: reveiw")

    assert problems(folder) == [("evidence/limits.yaml", '"reveiw" is not in references.yaml.')]


def test_study_that_is_not_listed_is_named(folder):
    change(folder, "findings", "studies: [frisman-2008]", "studies: [frisman-2080]")

    assert problems(folder) == [
        ("evidence/findings.yaml", '"frisman-2080" is not in references.yaml.')
    ]


def test_missing_outcome_cell_is_found(folder):
    change(folder, "outcomes", "      - area: coping\n", "      - area: mental-health\n")

    assert problems(folder) == [
        (
            "evidence/outcomes.yaml",
            (
                "The cells are substance-use, mental-health, mental-health, quality-of-life, "
                "support-networks."
            ),
        )
    ]


def test_unknown_key_is_found(folder):
    change(folder, "topics", "note:", "notes:")

    assert sorted(problems(folder)) == [
        ("evidence/topics.yaml", '"notes" is not known here.'),
        ("evidence/topics.yaml", "This is missing."),
    ]


def test_repeated_id_is_found(folder):
    change(folder, "limits", "- id: small", "- id: measures")

    assert [file for file, _ in problems(folder)] == ["evidence/limits.yaml"]


def test_number_of_an_unknown_group_is_found(folder):
    change(folder, "numbers", "group: voices", "group: choices")

    assert problems(folder) == [("evidence/numbers.yaml", '"choices" is not known.')]


def test_outcomes_of_a_model_that_is_not_there_are_found(folder):
    change(folder, "outcomes", "- model: lifering", "- model: life-ring")

    assert problems(folder) == [("evidence/outcomes.yaml", '"life-ring" is not in models.yaml.')]


def test_broken_models_do_not_hide_other_mistakes(folder):
    change(folder, "models", "attribute: focus", "attribute: focal")
    change(folder, "outcomes", "status: too-little", "status: little")

    assert {file for file, _ in problems(folder)} == {
        "evidence/models.yaml",
        "evidence/outcomes.yaml",
    }


def test_status_that_is_none_is_found(folder):
    change(folder, "outcomes", "status: too-little", "status: little")

    assert problems(folder) == [("evidence/outcomes.yaml", '"little" is not a status.')]


def test_statement_without_a_source_is_found(folder):
    change(
        folder,
        "limits",
        "    sources:\n      - {document: review, heading: Acknowledgments, detail: p. 2}",
        "    sources: []",
    )

    assert problems(folder) == [
        ("evidence/limits.yaml", "This list has 0; it must be a list of 1 to 300.")
    ]


def test_mistakes_of_all_files_come_at_once(folder):
    change(folder, "references", "kind: ours", "kind: mine")
    change(folder, "limits", "- id: small", "- id: measures")
    change(folder, "numbers", "group: voices", "group: choices")

    assert [file for file, _ in problems(folder)] == [
        "evidence/limits.yaml",
        "evidence/numbers.yaml",
        "evidence/references.yaml",
    ]


def test_missing_file_is_a_problem(folder):
    (folder / "pilot.yaml").unlink()

    assert [file for file, _ in problems(folder)] == ["evidence/pilot.yaml"]
