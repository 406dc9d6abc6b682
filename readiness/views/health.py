"""For the operator's monitor: whether the process is up, and whether it is fit to serve."""

import shutil
from typing import Final

from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.migrations import run
from readiness.request import Request

MEGABYTE: Final = 1_000_000


@view_config(route_name="healthz", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def healthz(_request: Request) -> Response:
    """Tell that the process answers."""
    return Response("ok\n", content_type="text/plain")


@view_config(route_name="readyz", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def readyz(request: Request) -> Response:
    """Tell whether the database answers at the present revision and the disk has room."""
    problems = [name for name, fine in _checks(request).items() if not fine]
    text = "ready\n" if not problems else f"not ready: {', '.join(problems)}\n"
    return Response(text, status=503 if problems else 200, content_type="text/plain")


def _checks(request: Request) -> dict[str, bool]:
    settings = request.app_settings
    room = shutil.disk_usage(settings.data).free > settings.free_disk_mb * MEGABYTE
    try:
        migrated = run.current(request.registry.engine) == run.head()
    except Exception:  # noqa: BLE001 -- whatever the driver raises, the answer is "no"
        return {"database": False, "disk": room}
    working = request.registry.jobs.at_work()
    return {"database": True, "migrations": migrated, "disk": room, "worker": working}
