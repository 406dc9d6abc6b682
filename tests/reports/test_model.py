"""The report as plain values."""

import json

import pytest

from reports.model import Area, Report
from tests.reports.samples import S1, report


def area(**changed) -> Area:
    values = {
        "id": "STF", "name": "Staffing", "score": 44, "low": 27, "high": 67,
        "known": 3, "applicable": 5, "need": 50,
    }  # fmt: skip
    return Area(**{**values, **changed})


def test_area_says_its_score_and_range():
    assert (area().said, area().could_be) == ("44 of 100", "27 to 67")


def test_area_with_all_answers_has_no_range():
    assert area(known=5).could_be == "All known"


def test_area_with_too_few_answers_has_no_score():
    assert area(score=None).said == "Too few answers"


def test_area_with_no_answer_could_be_anything():
    assert area(score=None, low=None, high=None, known=0).could_be == "0 to 100"


def test_json_is_canonical():
    text = report(S1).to_json()

    assert (
        json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        == text
    )


@pytest.mark.parametrize("text", ["{", "[]", '"report"', '{"format":1}'])
def test_text_that_is_no_report_is_refused(text):
    with pytest.raises((TypeError, ValueError)):
        Report.from_json(text)


def test_value_of_another_type_is_refused():
    plain = json.loads(report(S1).to_json())

    with pytest.raises((TypeError, ValueError)):
        Report.from_json(json.dumps({**plain, "organization": 7}))
