"""Time comes from one place, so that tests can set it."""

import datetime as dt

from pyramid.config import Configurator


def utc_now() -> dt.datetime:
    """Return the present moment, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


def includeme(config: Configurator) -> None:
    """Give the application its clock (`request.clock()`)."""
    config.registry.clock = utc_now
