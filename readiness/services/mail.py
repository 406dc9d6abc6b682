"""Mail: neutral words, written to a folder in development, sent by SMTP in production.

A mailbox may be read by somebody else: no mail says what the service is about, names an
organization, or tells more than its one link needs.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.clock import utc_now
from readiness.settings import Settings

if TYPE_CHECKING:
    from readiness.jobs import Jobs

TIMEOUT: Final = 20


@dataclass(frozen=True)
class Mail:
    """One mail, before it is addressed."""

    subject: str
    text: str


CLOSING: Final = "\n\nIf this was not you, you can leave this mail unanswered. Nothing changes.\n"


def confirm_sign_up(link: str) -> Mail:
    """Ask a new person to confirm the address."""
    return Mail(
        "Please confirm your address",
        f"Use this link within 24 hours to finish signing up:\n\n{link}{CLOSING}",
    )


def already_signed_up(link: str) -> Mail:
    """Tell the owner of an account that somebody tried to sign up with the address."""
    return Mail(
        "You already have an account",
        "Someone, perhaps you, tried to sign up with this address. "
        f"You already have an account. Sign in, or choose a new password, here:\n\n{link}{CLOSING}",
    )


def choose_password(link: str) -> Mail:
    """Send the link to choose a new password."""
    return Mail(
        "Choose a new password",
        "Use this link within 30 minutes to choose a new password. "
        f"It works once:\n\n{link}{CLOSING}",
    )


def password_changed() -> Mail:
    """Tell that the password was changed."""
    return Mail(
        "Your password was changed",
        "The password of your account was changed, and every other device was signed out.\n\n"
        "If this was not you, choose a new password on the sign-in page right away.\n",
    )


def look_at_your_organization(link: str) -> Mail:
    """Tell the other leads that a deletion has been asked for."""
    return Mail(
        "Please have a look",
        "Somebody you work with asked for something that cannot be taken back after two weeks. "
        f"Until then you can stop it. Please sign in and look:\n\n{link}\n",
    )


def nothing_will_be_deleted(link: str) -> Mail:
    """Tell the other leads that the deletion was stopped."""
    return Mail(
        "All stays as it is",
        "What somebody you work with asked for has been stopped. There is nothing to do. "
        f"If you want to look:\n\n{link}\n",
    )


def invitation(link: str) -> Mail:
    """Send the code of an invitation to the one address that may use it."""
    return Mail(
        "An invitation to a team",
        f"Someone you work with invites you. Use this link within 7 days:\n\n{link}{CLOSING}",
    )


def please_look() -> Mail:
    """Ask a lead to look at what happened to somebody's way of signing in."""
    return Mail(
        "Please look at your team page",
        "Something about how a person of your team signs in has changed.\n\n"
        "Please sign in when you can and look at the page of your people.\n",
    )


def compose(settings: Settings, address: str, mail: Mail) -> EmailMessage:
    """Make the message that is sent. Raises `ValueError` for an address with a line break."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def folder(settings: Settings) -> Path:
    """Return where mail is written when there is no server to send it."""
    return settings.data / "mail"


@contextmanager
def connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Be connected with the mail server, as its user when there is one.

    A password and the links of mails go only to a server whose certificate holds. Raises
    `OSError` when it cannot be reached, trusted or signed in to.
    """
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as server:
        if settings.smtp_user:
            server.starttls(context=ssl.create_default_context())
            server.login(settings.smtp_user, settings.smtp_password)
        yield server


def deliver(jobs: "Jobs", address: str, subject: str, text: str) -> None:
    """Deliver one mail: the job behind every one of them."""
    settings = jobs.settings
    message = compose(settings, address, Mail(subject, text))
    if not settings.smtp_host:
        place = folder(settings)
        place.mkdir(parents=True, exist_ok=True)
        stamp = utc_now().strftime("%Y%m%d-%H%M%S-%f")
        (place / f"{stamp}.eml").write_bytes(bytes(message))
        return
    with connected(settings) as server:
        server.send_message(message)
