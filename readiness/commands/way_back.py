"""`readiness way-back`: helps somebody in again whom no lead of theirs can help.

The only lead of an organization who has lost the second factor and its codes has nobody to
ask but the operator, who has to make sure of who is asking: no command can.
"""

from pathlib import Path
from typing import Final

import click
from sqlalchemy import select

from readiness import outbox
from readiness.clock import utc_now
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.db import session_factory
from readiness.jobs import FIRST, make_jobs
from readiness.models import User
from readiness.security.passwords import Passwords
from readiness.security.tokens import new_token
from readiness.services import mail
from readiness.services.accounts import normal_email
from readiness.services.alerts import Alerts
from readiness.services.audit import AuditLog
from readiness.services.people import People
from readiness.services.second_factors import SecondFactors
from readiness.services.way_back import WayBack

UNKNOWN: Final = "Nobody signs in with this. Look for a slip in it."


@click.command
@click.argument("sign_in_name")
@ini_option
def command(sign_in_name: str, ini: Path | None) -> None:
    """Print a code that lets somebody choose a new password, once, within 24 hours.

    Their second factor, their old password and their open sessions end now. Make sure first
    that it is really they who ask. The other leads are told.
    """
    settings = read_settings(ini)
    engine = open_engine(settings)
    unusable = Passwords(settings).hash(new_token())
    now = utc_now()
    kept: list[str] = []
    with session_factory(engine).begin() as session:
        user = session.scalar(
            select(User).where(User.email == normal_email(sign_in_name), User.active)
        )
        if user is None:
            raise click.ClickException(UNKNOWN)

        def send(address: str, letter: mail.Mail) -> None:
            values = (address, letter.subject, letter.text)
            kept.append(outbox.keep(session, "mail", values))

        audit = AuditLog(session, now=now)
        code = WayBack(
            session,
            now=now,
            people=People(session, utc_now, audit),
            factors=SecondFactors(session, now=now, settings=settings, audit=audit),
            alerts=Alerts(session, now=now, audit=audit, send=send),
        ).give_as_operator(user, unusable=unusable)
    click.echo(f"{code}\nTo be typed in at {settings.base_url}/way-back within 24 hours.")
    jobs = make_jobs(settings, engine)
    for one in kept:
        jobs.send_kept(one, place=FIRST)
    jobs.close()
