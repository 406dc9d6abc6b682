"""The web service: people, organizations, time and permission.

`main` is the whole architecture, read from top to bottom. A request walks through
`routes` -> `resources` -> `security` -> `views` -> `forms` -> `services` -> `models`, and
asks `instruments` and `reports` what the answers mean.
"""

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.router import Router

# Pyramid 2.1 imports pkg_resources; who runs the service can do nothing about it.
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


def main(_global_config: Mapping[str, str], **ini: object) -> "Router":
    """Make the WSGI application from the ini file and the environment.

    Raises `SettingsError` when a setting is missing or cannot be right.
    """
    # Imported here: commands that read files should not wait for the web framework.
    from pyramid.config import Configurator  # noqa: PLC0415

    from readiness.request import Request  # noqa: PLC0415
    from readiness.security import declared  # noqa: PLC0415
    from readiness.settings import Settings  # noqa: PLC0415

    settings = Settings.read(ini)
    settings.check_serving()
    with Configurator(settings=settings.for_pyramid(ini), request_factory=Request) as config:
        config.registry.readiness = settings
        config.include("readiness.log")
        config.include("readiness.clock")
        config.include("readiness.db")
        config.include("readiness.jobs")
        # Identity and permission come before anything that declares a view.
        config.include("readiness.security")
        config.include("readiness.services")
        config.include("readiness.templating")
        config.include("readiness.assets")
        config.include("readiness.compression")
        config.include("readiness.routes")
        config.include("readiness.routes_sharing")
        config.include("readiness.read_only")
        config.include("readiness.patience")
        config.scan("readiness.views")
        # The last tween added sees a request first: bad bytes never get further.
        config.include("readiness.security.ingress")
        config.commit()
        declared.check(config)
    return config.make_wsgi_app()
