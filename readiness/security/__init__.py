"""Who is asking, and what they may do.

`identity` says who, `permissions` and `rules` what, `policy` answers Pyramid; `sessions` keeps
people signed in, `csrf`, `methods` and `origins` guard every view, `headers` every response.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Close everything first; each view then says what opens it."""
    config.include("readiness.security.policy")
    config.include("readiness.security.passwords")
    config.include("readiness.security.limits")
    config.include("readiness.security.sessions")
    config.include("readiness.security.csrf")
    config.include("readiness.security.forms")
