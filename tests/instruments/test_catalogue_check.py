"""Checking a catalogue folder: each file, and what its files say about one another."""

import shutil
from pathlib import Path

import pytest

from instruments import catalogue, checking


@pytest.fixture
def folder(tmp_path):
    """A copy of the catalogue, to break."""
    return shutil.copytree(catalogue.PATH, tmp_path / "catalogue")


@pytest.fixture
def said(folder):
    """Replace text in a file of the copy; what is then wrong with the folder."""

    def problems(name, old, new):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
        found = checking.check(folder).problems
        return [f"{each.file}: {each.path}: {each.message} {each.advice}" for each in found]

    return problems


def line_of(path, text):
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_catalogue_is_right():
    checked = checking.check(catalogue.PATH)

    assert [str(problem) for problem in checked.problems] == []
    assert "formative/1.yaml" in checked.files
    assert len(checked.files) == len(list(catalogue.PATH.rglob("*.yaml")))


DANGLING = {
    "step of an item": (
        "formative/1.yaml",
        "steps: [L-P4, R-5a, N-4]",
        "steps: [L-P4, R-5z, N-4]",
        [
            (
                'formative/1.yaml: domains[STF].items[STF-1].steps[2]: "R-5z" is not in '
                'lessons/1.yaml. Did you mean "R-5c"? Allowed: L-P1, L-P2, L-P3, L-P4, L-T1, L-C1, '
                "L-C2, L-C3, N-1, N-2, N-3, N-4 and 24 more."
            )
        ],
    ),
    "gate no rule looks at": (
        "formative/1.yaml",
        "gate: capacity-check",
        "gate: process-must-have",
        [
            (
                'formative/1.yaml: domains[STF].items[STF-1].gate: "process-must-have" is not in '
                "the decisions of rules/1.yaml for formative. Allowed: safety-stop, capacity-check."
            )
        ],
    ),
    "version of the rules": (
        "evaluability/1.yaml",
        "rules: 1",
        "rules: 7",
        ['evaluability/1.yaml: rules: "7" is not in rules/. Allowed: 1.'],
    ),
    "card": (
        "evaluability/1.yaml",
        "card: ",
        "card: X",
        None,
    ),
    "source": (
        "lessons/1.yaml",
        "document: brief",
        "document: breif",
        None,
    ),
    "item of the pulse": (
        "pulse/1.yaml",
        "STF-3",
        "STF-9",
        None,
    ),
    "instrument of the pulse": (
        "pulse/1.yaml",
        "instrument: formative",
        "instrument: pulse",
        [
            (
                'pulse/1.yaml: instrument: "pulse" is not in the instruments. '
                "Allowed: formative, evaluability."
            )
        ],
    ),
    "version of the instrument": (
        "quick-screen/1.yaml",
        "instrument_version: 1",
        "instrument_version: 4",
        ['quick-screen/1.yaml: instrument_version: "4" is not in formative/. Allowed: 1.'],
    ),
    "item of an extra action": (
        "lessons/1.yaml",
        "item: PLN-3",
        "item: PLN-33",
        None,
    ),
    "extra action that is never shown": (
        "lessons/1.yaml",
        "item: PLN-3",
        "item: FBK-1",
        [
            (
                "lessons/1.yaml: steps[L-P1].extra_actions[1].item: FBK-1 never "
                "raises L-P1, so this "
                "action is never shown. Either add L-P1 to its steps or delete it."
            )
        ],
    ),
    "rule that names no item": (
        "rules/1.yaml",
        "gate: capacity-check",
        "gate: outcome-must-have",
        [
            (
                'rules/1.yaml: decisions.formative[4].any[2].gate: "outcome-must-have" is not in '
                "any item of formative/1.yaml, so the rule names no item. "
                "Allowed: capacity-check, safety-stop."
            )
        ],
    ),
    "domain of a rule": (
        "rules/1.yaml",
        "domains: [STF, SUP",
        "domains: [STX, SUP",
        None,
    ),
    "instrument of a rule": (
        "rules/1.yaml",
        "  evaluability:\n    - rule: E1",
        "  evaluabilty:\n    - rule: E1",
        None,
    ),
    "item of an extra hit": (
        "rules/1.yaml",
        "{item: STF-1, at: [2]}",
        "{item: STF-11, at: [2]}",
        None,
    ),
    "words of an extra hit": (
        "rules/1.yaml",
        "        STF-2: paid",
        "        STF-22: paid",
        None,
    ),
    "step of an extra hit": ("rules/1.yaml", "- step: N-6", "- step: N-66", None),
    "instrument of an extra hit": (
        "rules/1.yaml",
        "instruments: [formative]",
        "instruments: [formativ]",
        None,
    ),
    "item of the pulse rules": (
        "rules/1.yaml",
        "{item: SUP-1, at: [0], step",
        "{item: SUP-2, at: [0], step",
        None,
    ),
    "model of the research rule": ("rules/1.yaml", "model: seeking-safety", "model: safety", None),
    "stage in which a group meets": ("rules/1.yaml", "meeting: [pilot", "meeting: [pilots", None),
    "stage of the questionnaires": (
        "rules/1.yaml",
        "    planning: {first",
        "    plan: {first",
        None,
    ),
    "questionnaire to take first": (
        "rules/1.yaml",
        "planning: {first: [formative]}",
        "planning: {first: [pulse]}",
        None,
    ),
    "question of a legal note": (
        "legal/2026-11.yaml",
        "question: funding",
        "question: found",
        None,
    ),
}

SHORT = {
    "card": ["evaluability/1.yaml: domains[", '" is not in the cards of formative/.'],
    "source": ["lessons/1.yaml: steps[", '"breif" is not in references.yaml.'],
    "item of the pulse": ["pulse/1.yaml: items[2]", '"STF-9" is not in formative/1.yaml.'],
    "item of an extra action": [
        "lessons/1.yaml: steps[L-P1].extra_actions[1].item",
        '"PLN-33" is not in the items of any instrument. Did you mean "PLN-3"?',
    ],
    "domain of a rule": [
        "rules/1.yaml: decisions.formative[4].any[4].domains[1]",
        '"STX" is not in formative/1.yaml. Did you mean "STF"?',
    ],
    "instrument of a rule": [
        "rules/1.yaml: decisions.evaluabilty",
        '"evaluabilty" is no instrument.',
    ],
    "item of an extra hit": [
        "rules/1.yaml: next_steps.extra_hits[1].all_of[1].item",
        '"STF-11" is not in any instrument.',
    ],
    "words of an extra hit": [
        "rules/1.yaml: next_steps.extra_hits[1].words.STF-22",
        '"STF-22" is no',
    ],
    "step of an extra hit": [
        "rules/1.yaml: next_steps.extra_hits[2].step",
        '"N-66" is not in the lessons.',
    ],
    "instrument of an extra hit": [
        "rules/1.yaml: next_steps.extra_hits[1].instruments[1]",
        '"formativ" is not in the instruments. Did you mean "formative"?',
    ],
    "item of the pulse rules": [
        "rules/1.yaml: pulse.urgent[1].item",
        '"SUP-2" is not in the pulse re-check. Did you mean "SUP-1"?',
    ],
    "model of the research rule": [
        "rules/1.yaml: profile.research.model",
        '"safety" is not in the profile\'s model. Did you mean "seeking-safety"?',
    ],
    "stage in which a group meets": [
        "rules/1.yaml: profile.meeting[1]",
        '"pilots" is not in the profile\'s stage. Did you mean "pilot"?',
    ],
    "stage of the questionnaires": [
        "rules/1.yaml: profile.questionnaires.plan",
        '"plan" is no stage of the profile.',
    ],
    "questionnaire to take first": [
        "rules/1.yaml: profile.questionnaires.planning.first[1]",
        '"pulse" is not in the instruments. Allowed: formative, evaluability.',
    ],
    "question of a legal note": ["legal/2026-11.yaml: topics[", '"found" is not in the profile.'],
}


@pytest.mark.parametrize("name", [name for name, case in DANGLING.items() if case[3] is not None])
def test_what_another_file_does_not_have_is_told(said, name):
    file, old, new, expected = DANGLING[name]

    assert said(file, old, new) == expected


@pytest.mark.parametrize("name", SHORT)
def test_what_another_file_does_not_have_is_told_with_its_place(said, name):
    file, old, new, _ = DANGLING[name]
    place, message = SHORT[name]

    problems = said(file, old, new)

    assert [line for line in problems if line.startswith(place) and message in line] != [], problems


def test_problems_have_lines(folder):
    path = folder / "formative" / "1.yaml"
    path.write_text(path.read_text("utf-8").replace("[L-P4, R-5a, N-4]", "[L-X]"), "utf-8")

    (problem,) = checking.check(folder).problems

    assert (problem.file, problem.line) == ("formative/1.yaml", line_of(path, "[L-X]"))


def test_a_gate_that_does_not_exist_is_told_once(said):
    problems = said("formative/1.yaml", "gate: capacity-check", "gate: capacity")

    assert len(problems) == 1
    assert '"capacity" is not a gate.' in problems[0]


def test_an_unreadable_file_is_told_and_says_nothing_of_others(said):
    problems = said("lessons/1.yaml", "version: 1", "version: [")

    assert {line.partition(":")[0] for line in problems} == {"lessons/1.yaml"}
    assert "This is not YAML" in problems[0]


def test_an_unreadable_profile_rules_and_references_say_nothing_of_others(folder):
    for name in ("profile/1.yaml", "rules/1.yaml", "evidence/references.yaml"):
        (folder / name).write_text("a: [", "utf-8")

    problems = checking.check(folder).problems

    assert sorted({each.file for each in problems}) == [
        "evidence/references.yaml",
        "profile/1.yaml",
        "rules/1.yaml",
    ]


def test_an_unreadable_instrument_says_nothing_of_others(folder):
    for name in ("formative", "evaluability"):
        (folder / name / "1.yaml").write_bytes(b"\xff")

    problems = checking.check(folder).problems

    assert [each.file for each in problems] == ["evaluability/1.yaml", "formative/1.yaml"]


def test_folders_that_are_not_there_are_not_looked_into(folder):
    for name in ("evidence", "legal", "glossary", "profile", "pulse", "samples", "lessons"):
        shutil.rmtree(folder / name)

    problems = checking.check(folder).problems

    assert {(each.file, each.message) for each in problems} == {
        ("formative/1.yaml", '"1" is not in lessons/.'),
        ("evaluability/1.yaml", '"1" is not in lessons/.'),
    }


def test_id_and_version_fit_the_name_of_the_file(folder):
    (folder / "formative" / "1.yaml").rename(folder / "formative" / "2.yaml")
    shutil.copy(folder / "pulse" / "1.yaml", folder / "quick-screen" / "2.yaml")

    lines = [str(problem) for problem in checking.check(folder).problems]

    assert any(
        '"1" does not fit the file formative/2.yaml. Either write "2" or move the file.' in line
        for line in lines
    )
    assert any(
        'id: "pulse" does not fit the file quick-screen/2.yaml. '
        'Either write "quick-screen" or move the file.' in line
        for line in lines
    )


def test_files_that_nothing_reads_are_told(folder):
    for name in ("extra/1.yaml", "formative/draft.yaml", "formative/2.yml", "loose.yaml"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("id: x\n", "utf-8")

    lines = [str(problem) for problem in checking.check(folder).problems if problem.line is None]

    listed = (
        "evaluability, evidence, formative, glossary, legal, lessons, profile, pulse, "
        "quick-screen, rules, samples"
    )
    assert lines == [
        f"extra/1.yaml: Nothing reads this file. Put it into one of: {listed}.",
        'formative/2.yml: Its name ends in "yml". Let it end in ".yaml".',
        'formative/draft.yaml: The name is no version. Name it by its version, such as "2.yaml".',
        f"loose.yaml: Nothing reads this file. Put it into one of: {listed}.",
    ]


def test_an_empty_folder_is_told(tmp_path):
    (problem,) = checking.check(tmp_path).problems

    assert str(problem) == f"{tmp_path}: There are no YAML files here. Check the path."


def test_a_wrong_sample_is_told(said):
    problems = said("samples/cedar-fork.yaml", "STF-1:", "STF-111:")

    assert len(problems) == 1
    assert '"STF-111" is not known here.' in problems[0]


@pytest.mark.parametrize(
    "name",
    [
        "formative/1.yaml", "evaluability/1.yaml", "quick-screen/1.yaml", "pulse/1.yaml",
        "profile/1.yaml", "lessons/1.yaml", "rules/1.yaml", "glossary/1.yaml",
        "legal/2026-11.yaml", "evidence/models.yaml", "evidence/references.yaml",
        "samples/cedar-fork.yaml",
    ],
)  # fmt: skip
def test_a_file_of_the_catalogue_can_be_checked_alone(name):
    checked = checking.check(catalogue.PATH / name)

    assert [str(problem) for problem in checked.problems] == []
    assert len(checked.files) == 1


@pytest.mark.parametrize(
    "name",
    [
        "formative/1.yaml", "evaluability/1.yaml", "pulse/1.yaml", "profile/1.yaml",
        "lessons/1.yaml", "rules/1.yaml", "glossary/1.yaml", "legal/2026-11.yaml",
        "samples/cedar-fork.yaml",
    ],
)  # fmt: skip
def test_a_file_elsewhere_is_known_by_its_content(tmp_path, name):
    path = Path(shutil.copy(catalogue.PATH / name, tmp_path / "mine.yaml"))

    assert [str(problem) for problem in checking.check(path).problems] == []


def test_a_file_elsewhere_is_compared_with_our_catalogue(tmp_path):
    text = (catalogue.PATH / "formative" / "1.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("[L-P4, R-5a, N-4]", "[L-P4, R-55]"), "utf-8")

    (problem,) = checking.check(path).problems

    assert (problem.line, problem.message) == (
        line_of(path, "R-55"),
        '"R-55" is not in lessons/1.yaml.',
    )


def test_a_wrong_evidence_file_is_told_alone(folder):
    path = folder / "evidence" / "models.yaml"
    path.write_text("a: 1\n", "utf-8")

    checked = checking.check(path)

    assert checked.files == ("evidence/models.yaml",)
    assert {problem.file for problem in checked.problems} == {"evidence/models.yaml"}


def test_hashes_name_every_version_but_samples(folder):
    lines = checking.hashes(folder)

    assert [line.rsplit(" ", 1)[0] for line in lines] == [
        "evaluability 1", "formative 1", "glossary 1", "legal 2026-11", "lessons 1", "profile 1",
        "pulse 1", "quick-screen 1", "rules 1",
    ]  # fmt: skip
    assert f"formative 1 {catalogue.find('formative').content_hash}" in lines
    assert checking.hashes(folder / "formative" / "1.yaml") == lines
