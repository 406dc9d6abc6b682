"""The receipt of a share: the same words for both sides, and nothing but the share."""

import json
from dataclasses import replace
from datetime import date

import pymupdf
import pytest

from reports import receipt
from reports.audience import LIMITS, Shared
from reports.receipt import Receipt
from reports.sharing_words import SHORT, named

RECEIPT = Receipt(
    organization="Circle House <b>",
    funder="Harbor & Sons",
    report=date(2026, 11, 1),
    parts="the result and where to start",
    purpose="To plan the spring",
    since=date(2026, 11, 3),
    until=date(2027, 2, 2),
    ended=None,
    limits=LIMITS,
)


def words(content: bytes) -> str:
    with pymupdf.open(stream=content) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


@pytest.fixture(scope="module")
def printed():
    return receipt.render(RECEIPT)


def test_receipt_says_who_shares_what_with_whom_until_when(printed):
    text = words(printed)

    for said in (
        "Circle House <b> shares with Harbor & Sons",
        "Of November 1, 2026",
        "The result and where to start",
        "To plan the spring",
        "November 3, 2026",
        "February 2, 2027",
        "can end this at any time",
    ):
        assert said in text
    assert " ".join(LIMITS.split()) in text
    assert "Ended" not in text


def test_receipt_of_an_ended_share_says_so():
    text = words(receipt.render(replace(RECEIPT, ended=date(2026, 12, 24))))

    assert "Ended December 24, 2026" in text


def test_title_and_properties_name_nobody(printed):
    with pymupdf.open(stream=printed) as document:
        about = str(document.metadata)

    assert "Receipt of sharing" in about
    assert "Circle House" not in about
    assert "Harbor" not in about
    assert receipt.FILE_NAME == "receipt.pdf"


def test_equal_receipts_are_equal_bytes(printed):
    assert receipt.render(replace(RECEIPT)) == printed


def test_json_holds_every_field_and_differs_when_one_does():
    plain = json.loads(receipt.to_json(RECEIPT))

    assert set(plain) == set(Receipt.__dataclass_fields__)
    assert plain["until"] == "2027-02-02"
    assert receipt.to_json(replace(RECEIPT, purpose="x")) != receipt.to_json(RECEIPT)


@pytest.mark.parametrize(
    ("parts", "follows", "said"),
    [
        (["result"], False, "the result and where to start"),
        (["steps", "areas"], False, "the picture of the areas and the next steps"),
        (["answers", "notes", "full"], False, "the full report, all answers and the notes"),
        (["steps"], True, "the next steps and how far the plan is"),
        (["full", "answers"], True, "the full report, all answers and how far the plan is"),
    ],
)
def test_parts_are_named_in_the_order_of_the_page(parts, follows, said):
    assert named(parts, follows_plan=follows) == said


def test_every_part_has_words():
    assert set(SHORT) == set(Shared)
