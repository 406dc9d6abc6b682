"""A view that forgets its method or its permission stops the start."""

import sys
from types import ModuleType

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.security import NO_PERMISSION_REQUIRED

from readiness.security import declared
from readiness.security.permissions import Permission


def view(_request):
    return None


view.__module__ = "readiness.views.planted"
sys.modules.setdefault("readiness.views.planted", ModuleType("readiness.views.planted"))


def check(**options):
    with Configurator() as config:
        config.set_default_permission(Permission.CLOSED)
        config.add_route("planted", "/planted")
        config.add_view(view, route_name="planted", **options)
        config.commit()
        declared.check(config)


def test_view_with_both_is_fine():
    check(request_method="GET", permission=Permission.HOME_READ)
    check(request_method="POST", permission=NO_PERMISSION_REQUIRED)


def test_view_without_a_method_is_refused():
    with pytest.raises(ConfigurationError, match="must declare request_method"):
        check(permission=Permission.HOME_READ)


def test_view_without_a_permission_is_refused():
    with pytest.raises(ConfigurationError, match="must declare permission"):
        check(request_method="GET")


def test_view_that_is_closed_by_name_is_refused():
    with pytest.raises(ConfigurationError, match="must declare permission"):
        check(request_method="GET", permission=Permission.CLOSED)
