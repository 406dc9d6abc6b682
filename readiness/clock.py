"""Time comes from one place, so that tests can set it; and days some months from it."""

import datetime as dt
from calendar import monthrange

from pyramid.config import Configurator


def utc_now() -> dt.datetime:
    """Return the present moment, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def includeme(config: Configurator) -> None:
    """Give the application its clock (`request.clock()`)."""
    config.registry.clock = utc_now
