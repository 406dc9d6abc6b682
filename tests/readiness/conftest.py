"""A request that is good enough for forms and templates."""

from types import SimpleNamespace

import pytest
from pyramid import testing
from webob.multidict import MultiDict

from readiness.request import Request

TOKENS = SimpleNamespace(get_csrf_token=lambda _request: "token")


@pytest.fixture
def request_for():
    """Make a request with a post, as a view would get it."""
    with testing.testConfig() as config:
        config.include("readiness.templating")
        config.set_csrf_storage_policy(TOKENS)
        config.commit()

        def make(pairs=()):
            request = Request.blank("/", POST=MultiDict(pairs))
            request.registry = config.registry
            return request

        yield make
