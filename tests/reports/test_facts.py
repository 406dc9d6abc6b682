"""What group figures may count of one report: only what its reader may see, and no words."""

from dataclasses import fields, replace
from datetime import date
from itertools import chain, combinations

import pytest

from instruments.plain import from_plain, to_plain
from reports.audience import Audience, Grant, Shared, redact
from reports.facts import Facts, facts, read
from reports.model import Report
from tests.reports.samples import A1, S1, S3, report

SETS = tuple(
    frozenset(each)
    for each in chain.from_iterable(combinations(Shared, size) for size in range(len(Shared) + 1))
)


def counted(made: Report, *parts: Shared, asks: tuple[str, ...] = ()) -> Facts:
    grant = Grant(frozenset(parts), "To plan", date(2027, 1, 1))
    return facts(redact(made, audience=Audience.FUNDER, grant=grant), asks=asks)


@pytest.fixture(scope="module")
def made():
    return report(A1)


@pytest.mark.parametrize("parts", SETS, ids=lambda parts: "+".join(sorted(parts)) or "nothing")
def test_each_fact_needs_the_part_that_shows_it(made, parts):
    found = counted(made, *parts)
    full = Shared.FULL in parts

    assert (found.verdict is not None) == (full or Shared.RESULT in parts)
    assert (found.areas is not None) == (full or Shared.AREAS in parts)
    assert (found.steps is not None) == (full or Shared.STEPS in parts)
    assert (found.stops is not None) == full


def test_facts_of_a_report_are_its_ids_and_numbers(made):
    found = counted(made, Shared.FULL)

    assert found.verdict == made.standing.verdict
    assert set(found.areas) <= {area.id for area in made.standing.picture.areas}
    assert found.stops == len(made.first.things)


def test_area_counts_when_it_is_below_what_comes_next(made):
    picture = made.standing.picture
    areas = tuple(
        replace(area, score=score, need=50)
        for area, score in zip(picture.areas, (49, 50, 51, None), strict=False)
    )
    standing = replace(made.standing, picture=replace(picture, areas=areas))

    assert counted(replace(made, standing=standing), Shared.AREAS).areas == (areas[0].id,)


def test_steps_for_later_are_not_counted(made):
    tiers = [tier for each in made.steps for tier in each.tiers]
    later = {step.id for tier in tiers if tier.tier == "later" for step in tier.steps}
    soon = [step.id for tier in tiers if tier.tier != "later" for step in tier.steps]

    found = counted(made, Shared.STEPS).steps

    assert list(found) == soon
    assert not later & set(found)


def test_safety_step_that_is_in_place_is_no_stop():
    assert counted(report(S3), Shared.FULL).stops == 0 or report(S3).first is not None
    assert counted(replace(report(S1), first=None), Shared.FULL).stops is None


def test_only_the_readiness_questionnaire_is_counted(made):
    other = replace(made, standing=replace(made.standing, instrument="evaluability"))

    assert counted(other, Shared.FULL, asks=("time",)) == Facts(asks=("time",))


def test_what_would_help_is_counted_whatever_is_shared(made):
    assert counted(made, Shared.RESULT, asks=("time", "policy")).asks == ("time", "policy")
    assert counted(made, Shared.RESULT).asks == ()


def test_no_word_of_a_report_is_in_its_facts(made):
    found = counted(made, *Shared, asks=("time",))
    texts = [found.verdict, *found.areas, *found.steps, *found.asks]

    assert all(" " not in text and len(text) < 40 for text in texts)
    assert made.organization not in str(found)
    assert {one.name for one in fields(Facts)} == {"verdict", "areas", "steps", "stops", "asks"}


def test_kept_facts_are_read_as_they_were(made):
    for one in (Facts(), counted(made, *Shared, asks=("time",)), counted(made, Shared.AREAS)):
        assert read(to_plain(one)) == one == from_plain(Facts, to_plain(one))
