"""Times and dates as the pages write them. All are UTC, and say so where the hour counts."""

import datetime as dt


def date_words(moment: dt.date) -> str:
    """Write a date, such as "1 November 2026"."""
    return f"{moment.day} {moment:%B %Y}"


def time_words(moment: dt.datetime, now: dt.datetime) -> str:
    """Write when something was saved: the time today, the date before today."""
    clock = f"{moment:%H:%M} UTC"
    return clock if moment.date() == now.date() else f"{clock} on {date_words(moment)}"
