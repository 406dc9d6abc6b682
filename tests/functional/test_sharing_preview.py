"""What is shown before sharing is what the funder then gets, byte for byte, for all parts."""

from itertools import chain, combinations

import pytest

from readiness.models import FileFormat
from reports.audience import Shared
from tests.functional.test_sharing import two

__all__ = ["two"]
NAMES = tuple(str(one) for one in Shared)
PAGES = ("", "?part=steps", "?part=answers", "?part=background")


def sets():
    """Every choice of parts that the form takes."""
    for chosen in chain.from_iterable(combinations(NAMES, size) for size in range(1, 7)):
        if "notes" not in chosen or "answers" in chosen:
            yield pytest.param(chosen, id=" ".join(chosen))


def article(page) -> str:
    """The report on a page, whatever the page's own address is."""
    if page.status_int != 200:
        return str(page.status_int)
    return str(page.html.find("article")).replace(page.request.path, "HERE")


def test_all_choices_are_there():
    assert len(list(sets())) == 47


@pytest.mark.long
@pytest.mark.parametrize("parts", list(sets()))
def test_preview_before_sharing_is_what_the_funder_gets(two, parts):
    preview = two.prepare(*parts).follow()
    share = preview.request.path.rpartition("/")[2]

    def seen(browser, address, file):
        pages = [article(browser.get(f"{address}{one}", expect_errors=True)) for one in PAGES]
        return pages, {one: browser.get(f"{address}{file}.{one}").body for one in FileFormat}

    before = seen(two.lead, two.path(f"/{share}"), "/report")
    two.reviewer.get(f"/portfolio/{share}", status=404)
    next(one for one in preview.forms.values() if one.action.endswith("/begin")).submit()

    assert seen(two.reviewer, f"/portfolio/{share}", "") == before
    assert before[1][FileFormat.PDF].startswith(b"%PDF")
