"""Instrument files: what is read from a right one, and each mistake of a wrong one."""

from datetime import date

import pytest

from instruments import definition
from instruments.model import Gate, Source
from instruments.problems import ProblemsError
from tests.instruments.small import INSTRUMENT, changed


@pytest.fixture
def read(tmp_path):
    """Write a text as `formative/1.yaml` and read it."""
    path = tmp_path / "formative" / "1.yaml"
    path.parent.mkdir()

    def read_text(text):
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return definition.instrument(path)

    return read_text


@pytest.fixture
def said(read):
    """Read a wrong text; its problems without the file."""

    def problems(text):
        with pytest.raises(ProblemsError) as caught:
            read(text)
        return [str(each).removeprefix("formative/1.yaml:") for each in caught.value.problems]

    return problems


def test_a_right_file_becomes_an_instrument(read):
    made = read(INSTRUMENT)

    assert (made.id, made.version, made.published) == ("formative", 1, date(2026, 11, 1))
    assert (made.rules, made.lessons, made.minutes) == (1, 1, 25)
    assert made.level_names == ("Not yet", "Started", "In place", "In place and checked")
    assert [domain.id for domain in made.domains] == ["STF", "CON"]
    assert [domain.card for domain in made.domains] == [True, False]
    assert [item.id for item in made.items] == ["STF-1", "STF-2", "CON-1"]
    assert [item.domain for item in made.items] == ["STF", "STF", "CON"]
    assert [item.gate for item in made.items] == [Gate.CAPACITY_CHECK, None, Gate.SAFETY_STOP]
    assert [item.may_not_apply for item in made.items] == [False, False, True]
    assert made.by_id["STF-1"].levels == ("No one.", "One.", "Two.", "Three.")
    assert made.by_id["STF-1"].sources == (Source("brief", "Survivor Leaders"),)
    assert made.by_id["STF-2"].steps == ("L-P4", "L-P2")
    assert made.by_id["STF-2"].why_ours == ""
    assert made.by_id["CON-1"].content_note == "This part asks about privacy."
    assert len(made.content_hash) == 64


def test_comments_and_layout_do_not_change_the_hash(read):
    before = read(INSTRUMENT).content_hash

    assert read(f"# A note.\n{INSTRUMENT}\n\n").content_hash == before
    assert (
        read(changed("[L-P4, L-P2]", "\n          - L-P4\n          - L-P2")).content_hash == before
    )
    assert read(changed("Staffing", "Staff")).content_hash != before


MISTAKES = {
    "unknown key at the top": (
        changed("minutes: 25", "minutes: 25\nauthor: me"),
        ['10: author: "author" is not known here. Nothing more is allowed here.'],
    ),
    "unknown key of a domain": (
        changed("    card: true", "    crad: true"),
        [
            (
                '16: domains[STF].crad: "crad" is not known here. '
                'Did you mean "card"? Allowed: dimension, card.'
            )
        ],
    ),
    "unknown key of an item": (
        changed("        gate:", "        gaet:"),
        [
            (
                '26: domains[STF].items[STF-1].gaet: "gaet" is not known here. '
                'Did you mean "gate"? Allowed: gate, may_not_apply, content_note, why_ours, card.'
            )
        ],
    ),
    "unknown key of a source": (
        changed("{document: brief, heading", "{document: brief, page: 3, heading"),
        [
            (
                '29: domains[STF].items[STF-1].sources[1].page: "page" is not known here. '
                "Allowed: detail."
            )
        ],
    ),
    "missing key": (
        changed("        look_at: Training dates\n", ""),
        [
            (
                "18: domains[STF].items[STF-1].look_at: This is missing. "
                "Add it: text of at most 200 characters."
            )
        ],
    ),
    "missing title": (
        changed("title: Readiness questionnaire\n", ""),
        ["1: title: This is missing. Add it: text of at most 100 characters."],
    ),
    "empty text": (
        changed("        look_at: Training dates", "        look_at:"),
        [
            (
                "30: domains[STF].items[STF-1].look_at: This is empty, not text of at most "
                "200 characters. Write text of at most 200 characters."
            )
        ],
    ),
    "text that is not written yet": (
        changed("purpose: To see what is in place.", "purpose: TODO"),
        ['7: purpose: "TODO" is no text yet. Write text of at most 600 characters.'],
    ),
    "text that is too long": (
        changed("Paid time", "x" * 61),
        [
            (
                "33: domains[STF].items[STF-2].name: This has 61 characters; 60 are allowed. "
                "Either shorten it or split it up."
            )
        ],
    ),
    "list for a text": (
        changed("purpose: To see what is in place.", "purpose: [a, b]"),
        [
            (
                "7: purpose: A list is not text of at most 600 characters. "
                "Write text of at most 600 characters."
            )
        ],
    ),
    "three levels": (
        changed("          - Three.\n", ""),
        [
            (
                "21: domains[STF].items[STF-1].levels: This list has 3; it must be a list of 4. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "five levels": (
        changed("          - Three.", "          - Three.\n          - Four."),
        [
            (
                "21: domains[STF].items[STF-1].levels: This list has 5; it must be a list of 4. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "levels that cannot be told apart": (
        changed("          - Three.", "          - Two."),
        [
            (
                '25: domains[STF].items[STF-1].levels[4]: "Two." is used twice; '
                "it is on line 24 already. Either change one or delete one."
            )
        ],
    ),
    "a level that is a number in a list": (
        changed("          - One.", "          - [One.]"),
        [
            (
                "23: domains[STF].items[STF-1].levels[2]: A list is not text of at most "
                "300 characters. Write text of at most 300 characters."
            )
        ],
    ),
    "three level names": (
        changed(
            "[Not yet, Started, In place, In place and checked]", "[Not yet, Started, In place]"
        ),
        [
            (
                "10: level_names: This list has 3; it must be a list of 4. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "repeated level name": (
        changed(
            "[Not yet, Started, In place, In place and", "[Not yet, Started, Started, In place and"
        ),
        [
            (
                '10: level_names[3]: "Started" is used twice; it is on line 10 already. '
                "Either change one or delete one."
            )
        ],
    ),
    "repeated item id": (
        changed("id: STF-2", "id: STF-1"),
        [
            (
                '32: domains[STF].items[STF-1].id: "STF-1" is used twice; '
                "it is on line 18 already. Either change one or delete one."
            )
        ],
    ),
    "item id of another domain": (
        changed("id: CON-1", "id: STF-1"),
        [
            (
                '46: domains[CON].items[STF-1].id: "STF-1" is used twice; '
                "it is on line 18 already. Either change one or delete one."
            )
        ],
    ),
    "repeated domain id": (
        changed("id: CON\n", "id: STF\n"),
        [
            (
                '41: domains[STF].id: "STF" is used twice; it is on line 12 already. '
                "Either change one or delete one."
            )
        ],
    ),
    "repeated step": (
        changed("[L-P4, L-P2]", "[L-P4, L-P4]"),
        [
            (
                '40: domains[STF].items[STF-2].steps[2]: "L-P4" is used twice; '
                "it is on line 40 already. Either change one or delete one."
            )
        ],
    ),
    "no step": (
        changed("[L-P4, L-P2]", "[]"),
        [
            (
                "40: domains[STF].items[STF-2].steps: This list has 0; it must be a "
                "list of 1 to 10. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "no source": (
        changed("        sources:\n          - {document: ours}", "        sources: []"),
        [
            (
                "37: domains[STF].items[STF-2].sources: This list has 0; it must be a list of "
                "1 to 20. Either add what is missing or delete what is too much."
            )
        ],
    ),
    "unknown gate": (
        changed("gate: capacity-check", "gate: capacity-chekc"),
        [
            (
                '26: domains[STF].items[STF-1].gate: "capacity-chekc" is not a gate. Did you mean '
                '"capacity-check"? Allowed: safety-stop, capacity-check, process-must-have, '
                "outcome-must-have."
            )
        ],
    ),
    "gate on an item that lacks a level": (
        changed("          - Three.\n        gate: capacity-check", "        gate: capacity-check"),
        [
            (
                "21: domains[STF].items[STF-1].levels: This list has 3; it must be a list of 4. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "domain without items": (
        INSTRUMENT[: INSTRUMENT.index("      - id: CON-1")],
        ["45: domains[CON].items: This is empty, not a list of 1 to 40. Write a list of 1 to 40."],
    ),
    "domain with an empty list of items": (
        INSTRUMENT[: INSTRUMENT.index("      - id: CON-1")].rstrip() + " []\n",
        [
            (
                "45: domains[CON].items: This list has 0; it must be a list of 1 to 40. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "no domains": (
        INSTRUMENT[: INSTRUMENT.index("domains:")] + "domains: []\n",
        [
            (
                "11: domains: This list has 0; it must be a list of 1 to 30. "
                "Either add what is missing or delete what is too much."
            )
        ],
    ),
    "bad id": (
        changed("id: STF-2", "id: STF 2"),
        [
            (
                '32: domains[STF].items[STF 2].id: "STF 2" is not an id: letters, digits, - and _, '
                "at most 60. Write an id: letters, digits, - and _, at most 60."
            )
        ],
    ),
    "yes for true": (
        changed("card: true", "card: yes"),
        ['16: domains[STF].card: "yes" is not true or false. Write true or false.'],
    ),
    "version in words": (
        changed("version: 1", "version: one"),
        [
            (
                '2: version: "one" is not a whole number from 1 to 9999. '
                "Write a whole number from 1 to 9999."
            )
        ],
    ),
    "version 0": (
        changed("version: 1", "version: 0"),
        [
            (
                '2: version: "0" is not a whole number from 1 to 9999. '
                "Write a whole number from 1 to 9999."
            )
        ],
    ),
    "long number": (
        changed("minutes: 25", f"minutes: {'9' * 5_000}"),
        [
            (
                f'9: minutes: "{"9" * 60}..." is not a whole number from 1 to 240. '
                "Write a whole number from 1 to 240."
            )
        ],
    ),
    "not a number": (
        changed("minutes: 25", "minutes: .nan"),
        [
            (
                '9: minutes: ".nan" is not a whole number from 1 to 240. '
                "Write a whole number from 1 to 240."
            )
        ],
    ),
    "day that is none": (
        changed("2026-11-01", "2026-11-31"),
        [
            (
                '3: published: "2026-11-31" is not a date such as 2026-11-01. '
                "This day is in no calendar."
            )
        ],
    ),
    "time for a day": (
        changed("2026-11-01", "2026-11-01 10:00:00"),
        [
            (
                '3: published: "2026-11-01 10:00:00" is not a date such as 2026-11-01. '
                "Write a date such as 2026-11-01."
            )
        ],
    ),
    "repeated key": (
        changed("minutes: 25", "minutes: 25\nminutes: 30"),
        [
            (
                '10: minutes (again): "minutes" is here twice; it is on line 9 already. '
                "Either delete one or give it another name."
            )
        ],
    ),
    "anchor and alias": (
        changed("steps: [L-P4]", "steps: &s [L-P4]").replace("steps: [L-P2]", "steps: *s"),
        [
            "31: domains[STF].items[STF-1].steps: &s is an anchor. Delete it, or quote the text.",
            (
                "58: domains[CON].items[CON-1].steps: *s is an alias. "
                "Write the value out, or quote it."
            ),
        ],
    ),
    "merge key": (
        changed("minutes: 25", "minutes: 25\n<<: {author: me}"),
        ['10: <<: "<<" is not known here. Nothing more is allowed here.'],
    ),
    "control character": (
        changed("purpose: To see", 'purpose: "To\\x0bsee"\n#'),
        [
            (
                '7: purpose: "To see" has characters that do not print. '
                "Type it again without control characters, in composed form (NFC)."
            )
        ],
    ),
    "direction mark": (
        changed("purpose: To see what", "purpose: To \u202e see what"),
        [
            (
                '7: purpose: "To see what is in place." has characters that do not print. '
                "Type it again without control characters, in composed form (NFC)."
            )
        ],
    ),
    "top that is a list": (
        "- a\n- b\n",
        ["1: A list is not a group of keys with values. Write a group of keys with values."],
    ),
    "top that is a word": (
        "formative\n",
        ['1: "formative" is not a group of keys with values. Write a group of keys with values.'],
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_named_with_line_place_and_advice(said, name):
    text, expected = MISTAKES[name]

    assert said(text) == expected


def test_every_mistake_of_a_file_is_told_at_once(said):
    text = (
        changed("version: 1", "version: x")
        .replace("id: STF-2", "id: STF-1")
        .replace("gate: safety-stop", "gate: stop")
        .replace("          - Three.\n", "")
        .replace("steps: [L-P2]", "steps: *s")
        .replace("look_at: The policy", "lok_at: The policy")
    )

    assert [line.partition(": ")[0] for line in said(text)] == [
        "2",
        "21",
        "31",
        "45",
        "49",
        "55",
        "57",
    ]
