"""`readiness add-organization`: adds a TA provider or a funder that the operator vouches for."""

from pathlib import Path
from typing import Final

import click

from instruments.text import one_line
from readiness.clock import utc_now
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.db import session_factory
from readiness.forms.accounts import ADDRESS
from readiness.forms.people import SIGN_IN_NAME
from readiness.forms.profile import NAME_LENGTH
from readiness.models import OrganizationKind
from readiness.security.passwords import Passwords
from readiness.security.tokens import new_token
from readiness.services.audit import AuditLog
from readiness.services.vouching import AccountClosedError, NameTakenError, Vouching

KINDS: Final = {"ta-provider": OrganizationKind.TA, "funder": OrganizationKind.FUNDER}


def _name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    name = one_line(value)
    if not name or len(name) > NAME_LENGTH:
        raise click.BadParameter(f"Give a name of 1 to {NAME_LENGTH} characters.")
    return name


def _sign_in_name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    name = value.strip()
    if not (ADDRESS.fullmatch(name) or SIGN_IN_NAME.fullmatch(name)):
        raise click.BadParameter(
            "Give an e-mail address, or 3 to 40 letters and numbers without spaces."
        )
    return name


@click.command
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("name", callback=_name)
@click.option("--lead", required=True, callback=_sign_in_name, help="How its first lead signs in.")
@ini_option
def command(kind: str, name: str, lead: str, ini: Path | None) -> None:
    """Add a TA provider or a funder, with its first lead.

    Make sure first that they are who they say: organizations choose them from a list, by name.
    A lead without an account gets one, and a code is printed with which they choose a password:
    once, within 24 hours. They invite their own people.
    """
    settings = read_settings(ini)
    engine = open_engine(settings)
    unusable = Passwords(settings).hash(new_token())
    now = utc_now()
    try:
        with session_factory(engine).begin() as session:
            vouching = Vouching(session, now=now, audit=AuditLog(session, now=now))
            added = vouching.add(KINDS[kind], name, lead=lead, unusable=unusable)
    except NameTakenError as error:
        raise click.ClickException(f"There is a {kind} named {name}. Nothing was added.") from error
    except AccountClosedError as error:
        raise click.ClickException(
            f"The account {lead} was closed. Name another lead. Nothing was added."
        ) from error
    click.echo(f"Added. Organizations can now choose {name}.")
    if added.code:
        click.echo(
            f"{added.code}\nTo be typed in by its lead at {settings.base_url}/way-back within 24 "
            f"hours. They then sign in as {lead}."
        )
    else:
        click.echo(f"Its lead is {lead}, who has an account here.")
