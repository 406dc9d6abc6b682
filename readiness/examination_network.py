"""The checks that ask somebody else: the mail server, and the web server of this machine."""

import http.client
from typing import Final

from readiness.findings import Finding, Installation, State
from readiness.services import mail
from readiness.troubles import of_mail

ANSWERS_WITHIN: Final = 5
"""Seconds in which a web server of this machine says that it lives."""
EVERYWHERE: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}  # noqa: S104 -- asked, not listened at
"""Where a server that listens at every address is asked."""


def post(installation: Installation) -> Finding:
    """Look whether the mail server takes mail from us; nothing is sent."""
    settings = installation.settings
    if not installation.production or not settings.smtp_host:
        return Finding("mail", State.FINE, "written to a folder.")
    where = f"{settings.smtp_host}, port {settings.smtp_port}"
    try:
        with mail.connected(settings):
            return Finding("mail", State.FINE, f"{where}, takes it.")
    except OSError as error:
        return Finding(
            "mail",
            State.WRONG,
            f"{where}, takes none: {of_mail(error)}.",
            "Look at the settings READINESS_SMTP_... (docs/settings.md). Mails wait, and are tried "
            "again.",
        )


def pages(installation: Installation) -> Finding:
    """Look whether the web server of this machine answers."""
    settings = installation.settings
    if not installation.production:
        return Finding("pages", State.FINE, "only a production server is asked for.")
    host = EVERYWHERE.get(settings.host, settings.host)
    asked = http.client.HTTPConnection(host, settings.port, timeout=ANSWERS_WITHIN)
    try:
        asked.request("GET", "/healthz")
        ours = asked.getresponse().read() == b"ok\n"
    except ConnectionRefusedError:
        return Finding(
            "pages",
            State.LOOK,
            f"nobody answers at {host}, port {settings.port}.",
            "If they are served from this machine, start it: systemctl start readiness. Its log "
            "says why it stopped: journalctl -u readiness",
        )
    except (OSError, http.client.HTTPException):
        ours = False
    finally:
        asked.close()
    if not ours:
        return Finding(
            "pages",
            State.WRONG,
            f"what answers at {host}, port {settings.port}, is not this service, or it hangs.",
            "Stop what else uses the port, or set another READINESS_PORT; then start it again.",
        )
    return Finding("pages", State.FINE, f"they are served at {host}, port {settings.port}.")
