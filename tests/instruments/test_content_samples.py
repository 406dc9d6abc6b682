"""The sample answers, against the lists they were made from (domain.md F.5 and G)."""

import pytest

from tests.instruments.prose import load

WORDS = {"?": None, "-": "not-applicable"}
GATE_1 = "THE 32223; DEL 323222; DAT 322121; ETH 332222; CAP 22122; USE 232222"
GATE_2 = "THE 32223; DEL 323222; DAT 322222; ETH 332222; CAP 22222; USE 232222"
GATE_FORMATIVE = (
    "STF 33332; SUP 33322; CON 33233; COF 33322; PAR 33322; PLN 3232-; TRN 32232; CUR 23322; "
    "SAF 33322; FBK 32332"
)
PILOT_1 = (
    "STF 21020; SUP ????1; CON ????2; COF 10?0?; PAR 211??; PLN 112??; TRN 21112; CUR 2110?; "
    "SAF ?????; FBK 0?211"
)
PILOT_2 = (
    "STF 21020; SUP 22221; CON 22222; COF 10202; PAR 21122; PLN 11222; TRN 21112; CUR 21102; "
    "SAF 22222; FBK 02211"
)
PILOT_3 = (
    "STF 22222; SUP 22222; CON 22222; COF 22222; PAR 21222; PLN 21222; TRN 21122; CUR 21102; "
    "SAF 22222; FBK 22211"
)
PILOT_EVALUABILITY_1 = "THE ?2?2?; DEL 02?1??; DAT ??????; ETH ???1?1; CAP ???01; USE 221222"
PILOT_EVALUABILITY = "THE 22222; DEL 022122; DAT 222222; ETH 222121; CAP 22201; USE 221222"
LANTERN = (
    "STF 11021; SUP 11110; CON 0111-; COF 00000; PAR 12001; PLN 0031-; TRN 11100; CUR 110?1; "
    "SAF 11110; FBK 11100"
)
HARBOR = (
    "STF 33223; SUP 33223; CON 22220; COF 33222; PAR 32332; PLN 3223-; TRN 33223; CUR 32222; "
    "SAF 03222; FBK 22332"
)
CEDAR = (
    "STF 22221; SUP 32212; CON 2232-; COF 22211; PAR 23221; PLN 21322; TRN 22122; CUR 22112; "
    "SAF 22221; FBK 21212"
)
SAMPLES = {
    "pilot-like-a1": (PILOT_1, PILOT_EVALUABILITY_1),
    "pilot-like-a2": (PILOT_2, PILOT_EVALUABILITY),
    "pilot-like-a3": (PILOT_3, PILOT_EVALUABILITY),
    "lantern-house": (
        LANTERN,
        "",
    ),
    "bright-harbor": (
        HARBOR,
        "THE 32222; DEL 332222; DAT 332222; ETH 122222; CAP 32232; USE 222222",
    ),
    "cedar-fork": (
        CEDAR,
        "THE 22111; DEL 011110; DAT 111111; ETH 222111; CAP 11111; USE 121121",
    ),
    "open-gate-1": (GATE_FORMATIVE, GATE_1),
    "open-gate-2": (GATE_FORMATIVE, GATE_2),
}
IMPROVED = "STF-2 STF-3 STF-5 SUP-5 COF-1 COF-2 COF-4 PAR-3 PLN-1 TRN-4 FBK-1"
INFERRED = {
    "formative": "STF-3 CON-5 COF-1 COF-2 COF-4 PLN-1 PLN-2 TRN-5 CUR-1 CUR-2 CUR-3 CUR-4 "
    "FBK-1 FBK-3",
    "evaluability": "DEL-2 USE-1 USE-4 USE-6",
}


def listed(line):
    """Answers from a line such as `STF 21?-0; SUP ...`; a question mark is left out."""
    answers = {}
    for part in filter(None, line.split("; ")):
        domain, levels = part.split(" ")
        for number, level in enumerate(levels, 1):
            answers[f"{domain}-{number}"] = WORDS.get(level, level)
    return {item: answer for item, answer in answers.items() if answer is not None}


def sheet(name, instrument):
    return load(f"samples/{name}.yaml").get(instrument, {}).get("answers", {})


def level(answer):
    return answer["level"] if isinstance(answer, dict) else answer


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_holds_the_answers_of_its_list(name):
    for instrument, line in zip(("formative", "evaluability"), SAMPLES[name], strict=True):
        found = {item: level(answer) for item, answer in sheet(name, instrument).items()}

        assert found == listed(line)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_that_it_is_one(name):
    assert "sample" in load(f"samples/{name}.yaml")["organization"]


def test_the_two_rounds_of_open_gate_lie_a_year_apart():
    rounds = [load(f"samples/open-gate-{number}.yaml") for number in (1, 2)]

    assert [file["date"] for file in rounds] == ["2025-11-03", "2026-11-01"]
    assert rounds[0]["organization"] == rounds[1]["organization"]
    assert rounds[0]["program"] == rounds[1]["program"]


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_every_answer_of_the_first_pilot_run_carries_its_basis(instrument):
    assert [
        item
        for item, answer in sheet("pilot-like-a1", instrument).items()
        if not (isinstance(answer, dict) and answer["note"].endswith(")"))
    ] == []


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_what_was_read_between_the_lines_is_called_inferred(instrument):
    inferred = [
        item
        for item, answer in sheet("pilot-like-a1", instrument).items()
        if answer["note"].startswith("Inferred: ")
    ]

    assert inferred == INFERRED[instrument].split()


def test_the_third_pilot_run_marks_its_eleven_improvements():
    raised = [
        item
        for item, answer in sheet("pilot-like-a3", "formative").items()
        if answer != "2" and isinstance(answer, dict)
    ]

    assert raised == IMPROVED.split()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_real_pilot_organization_is_never_named(name):
    assert "thistle" not in str(load(f"samples/{name}.yaml")).lower()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_profile_fits_its_answers_that_do_not_apply(name):
    profile = load(f"samples/{name}.yaml")["profile"]
    formative = sheet(name, "formative")

    if formative.get("CON-5") == "not-applicable":
        assert profile["records_sessions"] == "no"
    if formative.get("PLN-5") == "not-applicable":
        assert profile["meets"] == "in-person"


def test_the_profiles_hold_only_options_the_profile_offers():
    offered = {
        question["id"]: {option["value"] for option in question["options"]}
        for question in load("profile/1.yaml")["questions"]
    }
    for name in SAMPLES:
        for key, value in load(f"samples/{name}.yaml")["profile"].items():
            chosen = set(value) if isinstance(value, list) else {value}

            assert chosen <= offered[key], (name, key)
