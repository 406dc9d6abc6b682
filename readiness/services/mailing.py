"""Whom a mail reaches, and how a request sends one."""

from collections.abc import Callable, Collection
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.jobs import after_commit
from readiness.models import Membership, Role, User
from readiness.request import Request
from readiness.services.mail import Mail

Send: TypeAlias = Callable[[str, Mail], None]
"""Sends a mail to an address."""


def lead_addresses(
    session: Session, organizations: Collection[str], *, besides: Collection[str] = ()
) -> list[str]:
    """Return where mail reaches the leads of organizations, each address once, in order.

    Left out are the people whose ids are in `besides`, and whoever signs in with a chosen
    name: they have no mailbox here.
    """
    leads = session.scalars(
        select(User)
        .where(
            User.active,
            User.id.not_in(besides),
            User.id.in_(
                select(Membership.user_id).where(
                    Membership.organization_id.in_(organizations), Membership.role == Role.LEAD
                )
            ),
        )
        .order_by(User.email)
    )
    return [lead.mailbox for lead in leads if lead.mailbox]


def sender(request: Request) -> Send:
    """Make the function that mails once the request's transaction has been committed."""

    def send(address: str, letter: Mail) -> None:
        after_commit(request, "mail", address, letter.subject, letter.text)

    return send


def linker(request: Request) -> Callable[..., str]:
    """Make the function that turns the name of a route, and its ids, into a whole address."""

    def link(route: str, **ids: str) -> str:
        # Never from the request: a forged Host header would point the mail elsewhere.
        return request.app_settings.base_url + str(request.route_path(route, **ids))

    return link
