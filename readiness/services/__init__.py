"""What happens: one class a use case. Services take their collaborators, never the request.

A module of this package offers its service by an `includeme` that calls
`config.add_service(Cls, factory)`; the factory is the one place that knows the request.
Views ask for it by class: `request.service(Cls)`.
"""

import pkgutil
from collections.abc import Callable

from pyramid.config import Configurator

from readiness.request import Request


def add_service(config: Configurator, kind: type, factory: Callable[[Request], object]) -> None:
    """Register the factory of a service under its class."""
    config.registry.services[kind] = factory


def includeme(config: Configurator) -> None:
    """Register every service of this package."""
    config.registry.services = {}
    config.add_directive("add_service", add_service, action_wrap=False)
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        loaded = config.maybe_dotted(f"readiness.services.{module}")
        if hasattr(loaded, "includeme"):
            config.include(loaded)
