"""`readiness serve`: the web server, for production or for a developer."""

import os
import shutil
from pathlib import Path

import click

from readiness.commands._settings import ini_option, read_ini, read_settings
from readiness.settings import SettingsError

COUNTS = "PROMETHEUS_MULTIPROC_DIR"


@click.command
@ini_option
@click.option(
    "--development", is_flag=True, help="Migrate, load the samples, serve, and work the queue."
)
def command(ini: Path | None, *, development: bool) -> None:
    """Serve the web pages until stopped."""
    if development:
        from readiness.commands._development import serve  # noqa: PLC0415 -- only one is needed

        # The worker, a process of its own, reads the same environment.
        os.environ.setdefault("READINESS_MODE", "development")
        os.environ.setdefault("READINESS_LOG_FORMAT", "console")
        serve(read_settings(ini), read_ini(ini))
        return
    settings = read_settings(ini)
    try:
        settings.check_serving()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    if settings.metrics_port:
        # Before anything imports the library, which looks for its folder only then.
        _share_counts(settings.data / "metrics")
    from readiness.commands._production import serve as serve_many  # noqa: PLC0415

    serve_many(settings, read_ini(ini))


def _share_counts(folder: Path) -> None:
    """Give the server's processes an empty folder for what each of them counts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[COUNTS] = str(folder)
