"""Answers files, YAML and JSON: what they say, and every mistake with what is allowed."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import answers, catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.problems import ProblemsError

# The example of design.md 6.
EXAMPLE = """\
organization: Cedar Fork Women's Network (sample data)
program: Circle group
date: 2026-11-01
profile: {model: smart-recovery, records_sessions: no, evaluation_reason: improve, leaders_certified: not-needed}
formative:
  version: 1
  answers: {STF-1: 2, STF-2: {level: 2, note: "..."}, CUR-4: unknown, CON-5: not-applicable}
evaluability:
  version: 1
  answers: {THE-1: 2}
"""  # noqa: E501 - As the design has it.

HEAD = "organization: Cedar Fork\nprogram: Circle group\ndate: 2026-11-01\n"
"""Three lines, so that what follows begins on line 4."""


def read(text, name="a.yaml"):
    return answers.parse(text.encode("utf-8", "surrogatepass"), name)


def said(text, name="a.yaml"):
    with pytest.raises(ProblemsError) as caught:
        read(text, name)
    return [str(problem).removeprefix(f"{name}:") for problem in caught.value.problems]


def with_answers(entries):
    return f"{HEAD}formative:\n  version: 1\n  answers:\n{entries}"


def test_the_example_of_the_design():
    file = read(EXAMPLE)

    assert file.organization == "Cedar Fork Women's Network (sample data)"
    assert file.program == "Circle group"
    assert file.date == date(2026, 11, 1)
    assert file.profile == {
        "model": "smart-recovery",
        "records_sessions": "no",
        "evaluation_reason": "improve",
        "leaders_certified": "not-needed",
    }
    assert list(file.sheets) == ["formative", "evaluability"]
    assert file.sheets["formative"].version == 1
    assert file.sheets["formative"].answers == {
        "STF-1": 2,
        "STF-2": 2,
        "CON-5": NOT_APPLICABLE,
        "CUR-4": UNKNOWN,
    }
    assert file.sheets["formative"].notes == {"STF-2": "..."}
    assert file.sheets["formative"].evidence == {}
    assert file.sheets["evaluability"].answers == {"THE-1": 2}
    assert file.warnings == ()


def test_json_says_the_same():
    content = {
        "organization": "Cedar Fork Women's Network (sample data)",
        "program": "Circle group",
        "date": "2026-11-01",
        "profile": {
            "model": "smart-recovery",
            "records_sessions": "no",
            "evaluation_reason": "improve",
            "leaders_certified": "not-needed",
        },
        "formative": {
            "version": 1,
            "answers": {
                "STF-1": 2,
                "STF-2": {"level": 2, "note": "..."},
                "CUR-4": "unknown",
                "CON-5": "not-applicable",
            },
        },
        "evaluability": {"version": 1, "answers": {"THE-1": 2}},
    }

    assert read(json.dumps(content), "a.json") == read(EXAMPLE)
    assert read(json.dumps(content, indent=2), "a.txt") == read(EXAMPLE)


def test_json_is_known_by_its_content_too():
    text = '{"organization": "\\ud83d\\ude00", "program": "a\\/b", "date": "2026-11-01", '
    text += '"formative": {"version": 1, "answers": {}}}'

    file = read(text, "a.yaml")

    assert (file.organization, file.program) == ("\U0001f600", "a/b")


def test_yaml_may_begin_with_a_brace():
    text = "{organization: x, program: y, date: 2026-11-01, formative: {version: 1}}"

    assert read(text).organization == "x"


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(EXAMPLE)

    assert answers.read(path) == read(EXAMPLE)


def test_problems_name_the_path(tmp_path):
    path = tmp_path / "a.yaml"

    with pytest.raises(ProblemsError) as caught:
        answers.read(path)

    expected = f"{path}: There is no such file. Check the name and the folder."
    assert str(caught.value) == expected


def test_answers_stand_in_the_order_of_the_instrument():
    file = read(with_answers("    FBK-1: 1\n    STF-2: 3\n    STF-1: 0\n"))

    assert list(file.sheets["formative"].answers.items()) == [
        ("STF-1", 0),
        ("STF-2", 3),
        ("FBK-1", 1),
    ]


def test_evidence_notes_and_several_choices():
    file = read(
        f"{HEAD}profile: {{funding: [vawa, private], stage: pilot}}\n"
        "formative:\n  version: 1\n  answers:\n"
        "    STF-1: {level: 2, evidence: document}\n"
        "    STF-2: {level: unknown, note: We will ask., evidence: not-checked}\n"
        "    STF-3: {level: 1, note: ''}\n"
    )

    assert file.profile == {"funding": ("vawa", "private"), "stage": "pilot"}
    sheet = file.sheets["formative"]
    assert sheet.answers == {"STF-1": 2, "STF-2": UNKNOWN, "STF-3": 1}
    assert sheet.evidence == {"STF-1": "document", "STF-2": "not-checked"}
    assert sheet.notes == {"STF-2": "We will ask."}


def test_one_of_several_choices_may_stand_alone():
    assert read(f"{HEAD}profile: {{funding: vawa}}\nformative: {{version: 1}}\n").profile == {
        "funding": ("vawa",)
    }


def test_what_is_left_out_stays_out():
    file = read(f"{HEAD}formative: {{version: 1}}\n")

    assert file.profile == {}
    assert file.sheets["formative"].answers == {}
    assert "evaluability" not in file.sheets


def test_text_is_cleaned():
    text = (
        'organization: " Cedar\\u202e Fork\\nNetwork "\nprogram: "Cafe\\u0301 \\0group"\n'
        "date: 2026-11-01\nformative:\n  version: 1\n  answers:\n"
        '    STF-1: {level: 1, note: "one\\r\\ntwo\\x0bthree\\x1b[31m\\uFFFE\\t."}\n'
    )

    file = read(text)

    assert file.organization == "Cedar Fork Network"
    assert file.program == "Caf\u00e9 group"
    assert file.sheets["formative"].notes == {"STF-1": "one\ntwo\nthree[31m\t."}


def test_raw_control_characters_do_not_stop_a_file():
    file = read(
        EXAMPLE.replace("Circle group", "Circle\x00\x0b\x1b\x9f group").replace("...", ".\x07.")
    )

    assert file.program == "Circle group"
    assert file.sheets["formative"].notes == {"STF-2": ". ."}


def test_surrogates_in_json_are_cleaned():
    content = {"organization": "a\ud800b", "program": "c", "date": "2026-11-01"}
    text = json.dumps({**content, "formative": {"version": 1}})

    assert read(text, "a.json").organization == "ab"


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("4", '"4"'), ("-1", '"-1"'), ("1.5", '"1.5"'), ("1.0", '"1.0"'), ("NaN", '"NaN"'),
        (".nan", '".nan"'), (".inf", '".inf"'), ("yes", '"yes"'), ("no", '"no"'),
        ("true", '"true"'), ("02", '"02"'), ("0x1", '"0x1"'), ("1e0", '"1e0"'), ("+1", '"+1"'),
        ("'2'", '"2"'), ('"2"', '"2"'), ("Unknown", '"Unknown"'),
        ("not-aplicable", '"not-aplicable"'),
        ("not-applicable", '"not-applicable"'), ("2026-11-01", '"2026-11-01"'),
        ("[2]", "A list"), ("\u0662", '"\u0662"'), ("\u00b2", '"\u00b2"'), ("1 2", '"1 2"'),
    ],
)  # fmt: skip
def test_what_is_no_level(level, shown):
    assert said(with_answers(f"    STF-1: {level}\n")) == [
        (
            f"7: formative.answers.STF-1: {shown} is not a level of STF-1. "
            "Allowed: 0, 1, 2, 3, unknown, without quotes."
        )
    ]
    assert said(with_answers(f"    STF-1: {{level: {level}}}\n")) == [
        (
            f"7: formative.answers.STF-1.level: {shown} is not a level of STF-1. "
            "Allowed: 0, 1, 2, 3, unknown, without quotes."
        )
    ]


@pytest.mark.parametrize(
    "level", ["4", "1.5", "NaN", "Infinity", "true", "null", '"2"', "[]", "1e0"]
)
def test_what_is_no_level_in_json(level):
    text = '{"organization": "x", "program": "y", "date": "2026-11-01",\n "formative": '
    text += f'{{"version": 1, "answers": {{"STF-1": {level}}}}}}}'

    (problem,) = said(text, "a.json")

    assert problem.startswith("2: formative.answers.STF-1: ")
    assert problem.endswith("Allowed: 0, 1, 2, 3, unknown, without quotes.")


def test_not_applicable_is_for_two_items():
    allowed = [item.id for item in catalogue.find("formative").items if item.may_not_apply]
    assert allowed == ["CON-5", "PLN-5"]

    assert said(with_answers("    CON-5: 5\n")) == [
        (
            '7: formative.answers.CON-5: "5" is not a level of CON-5. '
            "Allowed: 0, 1, 2, 3, unknown, not-applicable, without quotes."
        )
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{HEAD}formativ: {{}}\n",
            [
                '1: There are no answers. Add "formative" or "evaluability", or both.',
                (
                    '4: formativ: "formativ" is not known here. Did you mean "formative"? '
                    "Allowed: profile, formative, evaluability."
                ),
            ],
        ),
        (
            HEAD,
            ['1: There are no answers. Add "formative" or "evaluability", or both.'],
        ),
        (
            with_answers("    STF-9: 1\n"),
            [
                (
                    '7: formative.answers.STF-9: "STF-9" is not known here. Did you mean "STF-5"? '
                    "Allowed: STF-1, STF-2, STF-3, STF-4, STF-5, SUP-1, SUP-2, SUP-3, "
                    "SUP-4, SUP-5, "
                    "CON-1, CON-2 and 38 more."
                )
            ],
        ),
        (
            with_answers("    THE-1: 1\n"),
            [
                (
                    '7: formative.answers.THE-1: "THE-1" is not known here. Did you mean "TRN-1"? '
                    "Allowed: STF-1, STF-2, STF-3, STF-4, STF-5, SUP-1, SUP-2, SUP-3, "
                    "SUP-4, SUP-5, "
                    "CON-1, CON-2 and 38 more."
                )
            ],
        ),
        (
            with_answers("    STF-1: {note: x}\n"),
            ["7: formative.answers.STF-1.level: This is missing. Add it: a level of STF-1."],
        ),
        (
            with_answers("    STF-1:\n"),
            [
                (
                    "7: formative.answers.STF-1: This is empty, not a level of STF-1. "
                    "Allowed: 0, 1, 2, 3, unknown, without quotes."
                )
            ],
        ),
        (
            with_answers("    STF-1: {level: 1, comment: x}\n"),
            [
                (
                    '7: formative.answers.STF-1.comment: "comment" is not known here. '
                    "Allowed: note, evidence."
                )
            ],
        ),
        (
            with_answers("    STF-1: {level: 1, evidence: seen}\n"),
            [
                (
                    '7: formative.answers.STF-1.evidence: "seen" is not a kind of evidence. '
                    "Allowed: document, observed, told, not-checked."
                )
            ],
        ),
        (
            with_answers(f"    STF-1: {{level: 1, note: {'x' * 1001}}}\n"),
            [
                (
                    "7: formative.answers.STF-1.note: This has 1,001 characters; "
                    "1,000 are allowed. "
                    "Either shorten it or split it up."
                )
            ],
        ),
        (
            with_answers("    STF-1: {level: 1, note: [x]}\n"),
            [
                (
                    "7: formative.answers.STF-1.note: A list is not text of at most "
                    "1,000 characters. "
                    "Write text of at most 1,000 characters."
                )
            ],
        ),
        (
            with_answers("    STF-1: 1\n    STF-1: 2\n"),
            [
                (
                    '8: formative.answers.STF-1 (again): "STF-1" is here twice; '
                    "it is on line 7 already. Either delete one or give it another name."
                )
            ],
        ),
        (
            with_answers("    STF-1: &x 1\n    STF-2: *x\n"),
            [
                "7: formative.answers.STF-1: &x is an anchor. Delete it, or quote the text.",
                "8: formative.answers.STF-2: *x is an alias. Write the value out, or quote it.",
            ],
        ),
        (
            f"{HEAD}formative: {{version: 2, answers: {{}}}}\n",
            ['4: formative.version: "2" is not a version of this questionnaire. Allowed: 1.'],
        ),
        (
            f"{HEAD}formative: {{version: 1.0}}\n",
            ['4: formative.version: "1.0" is not a version of this questionnaire. Allowed: 1.'],
        ),
        (
            f"{HEAD}formative: {{answers: {{}}}}\n",
            ["4: formative.version: This is missing. Add it: a version of this questionnaire."],
        ),
        (
            f"{HEAD}formative: {{version: 1, answers: [1]}}\n",
            [
                (
                    "4: formative.answers: A list is not a group of keys with values. "
                    "Write a group of keys with values."
                )
            ],
        ),
        (
            f"{HEAD}formative: 1\n",
            [
                (
                    '4: formative: "1" is not a group of keys with values. '
                    "Write a group of keys with values."
                )
            ],
        ),
        (
            (
                f"{HEAD}profile: {{modle: our-own, stage: pilots, records_sessions: false}}\n"
                "formative: {version: 1}\n"
            ),
            [
                (
                    '4: profile.modle: "modle" is not known here. Did you mean '
                    '"model"? Allowed: role, '
                    "survivors_in_charge, model, who_leads, meets, funding, gives_treatment, "
                    "evaluation_reason, leaders_certified, assessment_for."
                ),
                (
                    '4: profile.stage: "pilots" is not an answer to stage. Did you mean "pilot"? '
                    "Allowed: exploring, planning, pilot, running, paused."
                ),
                (
                    '4: profile.records_sessions: "false" is not an answer to records_sessions. '
                    "Allowed: yes, no, not-sure."
                ),
            ],
        ),
        (
            (
                f"{HEAD}profile: {{funding: [vawa, vawe], stage: [pilot]}}\n"
                "formative: {version: 1}\n"
            ),
            [
                (
                    "4: profile.stage: A list is not an answer to stage. "
                    "Allowed: exploring, planning, pilot, running, paused."
                ),
                (
                    '4: profile.funding[2]: "vawe" is not an answer to funding. Did '
                    'you mean "vawa"? '
                    "Allowed: vawa, voca, fvpsa, trafficking-grants, samhsa, state-local, private, "
                    "not-sure."
                ),
            ],
        ),
        (
            f"{HEAD}profile: {{funding: [vawa, vawa]}}\nformative: {{version: 1}}\n",
            [
                (
                    '4: profile.funding[2]: "vawa" is used twice; it is on line 4 already. '
                    "Either change one or delete one."
                )
            ],
        ),
        (
            "date: 2026-11-01\nformative: {version: 1}\n",
            [
                "1: organization: This is missing. Add it: text of at most 200 characters.",
                "1: program: This is missing. Add it: text of at most 200 characters.",
            ],
        ),
        (
            (
                f"organization: {'x' * 201}\nprogram: {'y' * 201}\ndate: 2026-11-01\n"
                "formative: {version: 1}\n"
            ),
            [
                (
                    "1: organization: This has 201 characters; 200 are allowed. "
                    "Either shorten it or split it up."
                ),
                (
                    "2: program: This has 201 characters; 200 are allowed. "
                    "Either shorten it or split it up."
                ),
            ],
        ),
        *(
            (
                HEAD.replace("2026-11-01", day) + "formative: {version: 1}\n",
                [f'3: date: "{day}" is not a date such as 2026-11-01. {hint}'],
            )
            for day, hint in (
                ("2026-02-30", "This day is in no calendar."),
                ("soon", "Write a date such as 2026-11-01."),
                ("01.11.2026", "Write a date such as 2026-11-01."),
                ("20261101", "Write a date such as 2026-11-01."),
                ("2026-11-01T00:00:00Z", "Write a date such as 2026-11-01."),
            )
        ),
    ],
)
def test_mistakes_are_named_with_what_is_allowed(text, expected):
    assert said(text) == expected


def test_every_mistake_is_told_at_once():
    text = (
        "organisation: x\nprogram: y\ndate: never\nprofile: {stage: soon}\n"
        "formative:\n  version: 3\n  answers: {STF-1: 9, STF-1: 1, XXX-1: 1}\n"
        "evaluability:\n  version: 1\n  answers: {THE-1: not-applicable}\n"
    )

    assert [problem.partition(": ")[0] for problem in said(text)] == [
        "1", "1", "3", "4", "6", "7", "7", "7", "10",
    ]  # fmt: skip


def test_a_name_of_200_and_a_note_of_1000_characters_are_read():
    text = EXAMPLE.replace("Circle group", "x" * 200).replace('"..."', "y" * 1000)

    file = read(text)

    assert len(file.program) == 200
    assert len(file.sheets["formative"].notes["STF-2"]) == 1000


def test_limits_count_clean_text():
    note = '"' + "\\u202e" * 1000 + "y" * 1000 + '"'

    assert read(EXAMPLE.replace('"..."', note)).sheets["formative"].notes["STF-2"] == "y" * 1000


def test_a_file_above_1_mb_is_refused():
    assert said(EXAMPLE + "#" * 1_000_000) == [" The file is larger than 1 MB. Split it up."]


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_what_is_neither(name):
    kind = "JSON" if name.endswith("json") else "YAML"

    assert f"This is not {kind}" in said('{"organization": ', name)[0]


@pytest.mark.parametrize(
    ("profile", "item", "warned"),
    [
        ("records_sessions: yes", "CON-5", 'records_sessions with "yes"'),
        ("records_sessions: no", "CON-5", ""),
        ("records_sessions: not-sure", "CON-5", ""),
        ("stage: pilot", "CON-5", ""),
        ("meets: online", "PLN-5", 'meets with "online"'),
        ("meets: both", "PLN-5", 'meets with "both"'),
        ("meets: in-person", "PLN-5", ""),
        ("records_sessions: yes", "PLN-5", ""),
    ],
)
def test_a_profile_that_contradicts_gives_a_warning_and_changes_nothing(profile, item, warned):
    file = read(
        f"{HEAD}profile: {{{profile}}}\n"
        f"formative: {{version: 1, answers: {{{item}: not-applicable}}}}\n"
    )

    assert file.sheets["formative"].answers == {item: NOT_APPLICABLE}
    expected = (
        f'{item} is "not-applicable", but the profile answers {warned}. '
        "It is scored as given; please check which is right."
    )
    assert file.warnings == ((expected,) if warned else ())


def test_a_level_never_contradicts_the_profile():
    file = read(
        f"{HEAD}profile: {{records_sessions: yes}}\n"
        "formative: {version: 1, answers: {CON-5: 2, PLN-5: unknown}}\n"
    )

    assert file.warnings == ()


@pytest.mark.parametrize("name", sorted(catalogue.samples()))
def test_samples_are_read_without_warnings(name):
    file = answers.read(catalogue.samples()[name])

    assert "sample" in file.organization
    assert file.warnings == ()


ITEMS = catalogue.find("formative").items

sheets = st.fixed_dictionaries(
    {},
    optional={
        item.id: st.sampled_from(
            [0, 1, 2, 3, "unknown", *(["not-applicable"] * item.may_not_apply)]
        )
        for item in ITEMS
    },
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(sheets, st.text(max_size=20))
def test_any_right_answers_come_back_as_given(given_answers, note):
    content = {
        "organization": "x",
        "program": "y",
        "date": "2026-11-01",
        "formative": {
            "version": 1,
            "answers": {
                item: {"level": level, "note": note} for item, level in given_answers.items()
            },
        },
    }

    sheet = read(json.dumps(content), "a.json").sheets["formative"]

    assert sheet.answers == given_answers
    assert list(sheet.answers) == [item.id for item in ITEMS if item.id in given_answers]


wrong = st.one_of(
    st.integers().filter(lambda value: value not in range(4)),
    st.floats(),
    st.booleans(),
    st.none(),
    st.text(max_size=10).filter(lambda text: text not in ("unknown", "not-applicable")),
    st.lists(st.integers(0, 3), max_size=3),
)


@settings(max_examples=100)
@given(wrong)
def test_any_other_level_is_refused_with_its_place(value):
    text = json.dumps(
        {
            "organization": "x",
            "program": "y",
            "date": "2026-11-01",
            "formative": {"version": 1, "answers": {"STF-1": value}},
        }
    )

    (problem,) = said(text, "a.json")

    assert problem.startswith("1: formative.answers.STF-1: ")
