"""Every view of ours says which method it answers and what it needs, or nothing starts."""

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from readiness.security.permissions import Permission


def check(config: Configurator) -> None:
    """Look at every registered view; raises `ConfigurationError` naming the first bad one."""
    for entry in config.introspector.get_category("views"):
        view = entry["introspectable"]
        ours = str(getattr(view["callable"], "__module__", "")).startswith("readiness.views")
        if not ours or view["exception_only"]:
            continue
        if not view["request_methods"]:
            raise ConfigurationError(f"{view['callable']} must declare request_method.")
        if _permission(entry["related"]) == Permission.CLOSED:
            raise ConfigurationError(f"{view['callable']} must declare permission.")


def _permission(related: list[object]) -> object:
    for one in related:
        if one.category_name == "permissions":  # type: ignore[attr-defined] # untyped Pyramid
            return one["value"]  # type: ignore[index]
    return Permission.CLOSED
