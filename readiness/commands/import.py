# ruff: noqa: N999
# Named as the command is; nobody imports it but by that name.
"""`readiness import`: takes an organization in from a copy that another installation made."""

from pathlib import Path

import click
from sqlalchemy import select

from readiness.commands._files import GivenFile
from readiness.commands._settings import ini_option, open_engine, read_settings
from readiness.db import session_factory
from readiness.models import User
from readiness.services.accounts import normal_email
from readiness.services.import_file import ImportRefusedError, read
from readiness.services.importing import take_in


@click.command
@click.argument("file", type=GivenFile())
@click.option("--lead", default="", help="Who becomes its lead: how the person signs in here.")
@ini_option
def command(file: Path, lead: str, ini: Path | None) -> None:
    """Take an organization in from FILE, a ZIP made by "Take a copy of everything".

    It gets new ids; its reports stay as they were, and every score is worked out again and
    compared. All of it is taken in, or nothing.
    """
    engine = open_engine(read_settings(ini))
    try:
        tables = read(file)
        with session_factory(engine).begin() as session:
            person = None
            if lead:
                person = session.scalar(select(User.id).where(User.email == normal_email(lead)))
                if person is None:
                    raise click.ClickException(f"Nobody signs in here as {lead}.")
            taken = take_in(session, tables, lead=person)
    except ImportRefusedError as error:
        raise click.ClickException(f"{error} Nothing was taken in.") from error
    click.echo(
        f"Taken in: {taken.assessments} questionnaires, {taken.snapshots} reports. "
        f"Every score is as it was. Its id here: {taken.organization_id}"
    )
    if not lead:
        click.echo("Nobody belongs to it yet. Next time, name its lead with --lead.")
