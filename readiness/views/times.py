"""Times and dates as the pages write them. All are UTC, and say so where the hour counts."""

import datetime as dt

from instruments.reasons import day as date_words

__all__ = ["date_words", "time_words"]


def time_words(moment: dt.datetime, now: dt.datetime) -> str:
    """Write when something was saved: the time today, the date before today."""
    clock = f"{moment:%H:%M} UTC"
    return clock if moment.date() == now.date() else f"{clock} on {date_words(moment)}"
