"""How templates are found and read: one jinja2 environment for pages and forms."""

from typing import Final

from pyramid.config import Configurator

from instruments.reasons import day
from readiness.forms.messages import message
from readiness.forms.renderer import companions, extra

SETTINGS: Final = {
    # A name that a view forgot to pass is a mistake, not an empty place on the page.
    "jinja2.undefined": "strict",
    "jinja2.trim_blocks": "true",
    "jinja2.lstrip_blocks": "true",
}
GLOBALS: Final = {
    # The layout shows the errors of a view's `form` or `forms`; most pages have none.
    "form": None,
    "forms": (),
    "alone": False,
}
FILTERS: Final = {"message": message, "extra": extra, "companions": companions, "day": day}


def includeme(config: Configurator) -> None:
    """Set up the renderer, its filters, and the names that every template may use."""
    config.add_settings(SETTINGS)
    config.include("pyramid_jinja2")
    config.add_jinja2_search_path("readiness:templates")
    config.action(None, fill_environment, args=(config,), order=1)


def fill_environment(config: Configurator) -> None:
    """Add our filters and names to the environment, once it exists."""
    environment = config.get_jinja2_environment()
    environment.globals.update(GLOBALS)
    environment.filters.update(FILTERS)
