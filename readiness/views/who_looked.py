"""Who looked: what was opened, downloaded and changed, for the lead of an organization."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Any, Final

from pyramid.response import Response
from pyramid.view import view_config

from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.looking import PAGE, Entry, Looking
from readiness.views.attachments import attached
from readiness.views.log_words import PARTS, Part, kinds_of, part_of, what, who
from readiness.views.times import date_words
from reports.tabular import safe

NUMBER: Final = re.compile(r"[0-9]{1,15}")
MOST: Final = 20_000
"""How many events the file holds; the newest ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event on the page."""

    time: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Day:
    """The events of one day, newest first."""

    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the page."""

    words: str
    href: str
    here: bool


@view_config(
    route_name="who_looked",
    request_method="GET",
    permission=Permission.RECORDS_READ,
    renderer="pages/who_looked.jinja2",
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show a page of what happened, newest first."""
    part, before = _part(request), _before(request)
    found = request.service(Looking).entries(
        context.organization.id, kinds_of(part), before=before, most=PAGE + 1
    )
    entries, more = found[:PAGE], found[PAGE:]
    return {
        "organization": context.organization,
        "days": _days(entries),
        "choices": _choices(context, request, part),
        "narrowed": part is not None,
        "newest": _href(context, request, part) if before is not None else "",
        "older": _href(context, request, part, before=entries[-1].event.id) if more else "",
        "file": request.route_path("who_looked_csv", org=context.organization.id),
    }


@view_config(route_name="who_looked_csv", request_method="GET", permission=Permission.RECORDS_READ)
def download(context: OrganizationContext, request: Request) -> Response:
    """Give the same as a table."""
    entries = request.service(Looking).entries(context.organization.id, kinds_of(None), most=MOST)
    response = Response(_table(entries), content_type="text/csv", charset="utf-8")
    return attached(response, "who-looked.csv")


def _days(entries: Iterable[Entry]) -> list[Day]:
    return [
        Day(date_words(day), tuple(_line(entry) for entry in of_day))
        for day, of_day in groupby(entries, key=lambda entry: entry.event.happened_at.date())
    ]


def _line(entry: Entry) -> Line:
    return Line(f"{entry.event.happened_at:%H:%M}", who(entry.actor), what(entry))


def _table(entries: Iterable[Entry]) -> bytes:
    """Write a CSV; the mark at its start tells spreadsheets that it is UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("day", "time (UTC)", "who", "what", "about"))
    for entry in entries:
        moment = entry.event.happened_at
        row = (f"{moment:%Y-%m-%d}", f"{moment:%H:%M}", who(entry.actor), what(entry))
        writer.writerow([safe(cell) for cell in (*row, PARTS[part_of(entry)])])
    return out.getvalue().encode("utf-8-sig")


def _choices(context: OrganizationContext, request: Request, part: Part | None) -> list[Choice]:
    all_of_it = Choice("Everything", _href(context, request, None), part is None)
    return [
        all_of_it,
        *(Choice(words, _href(context, request, one), part is one) for one, words in PARTS.items()),
    ]


def _href(
    context: OrganizationContext, request: Request, part: Part | None, **query: object
) -> str:
    if part is not None:
        query["show"] = part.value
    address: str = request.route_path("who_looked", org=context.organization.id, _query=query)
    return address


def _part(request: Request) -> Part | None:
    """Read the choice; one that there is not shows everything."""
    try:
        return Part(request.GET.get("show", ""))
    except ValueError:
        return None


def _before(request: Request) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if NUMBER.fullmatch(text) else None
