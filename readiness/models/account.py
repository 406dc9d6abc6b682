"""People who sign in, their sessions, and the short-lived tokens that mails carry.

Tokens are kept as SHA-256 only: a stolen copy of the database opens nothing.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.meta import Base, new_id

if TYPE_CHECKING:
    from readiness.models.organization import Membership


class User(Base):
    """A person with an account; the name is optional."""

    __tablename__ = "app_user"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    """What the person signs in with: an e-mail address, or a chosen name without an "@".

    In lower case, as `services.accounts.normal_email` writes it.
    """
    name: Mapped[str | None]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def mailbox(self) -> str | None:
        """Where mail reaches the person; None for a chosen name."""
        return self.email if "@" in self.email else None


class AuthSession(Base):
    """One signed-in browser. An ended session has no row; a lapsed one keeps it until purged."""

    __tablename__ = "auth_session"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime] = mapped_column(index=True)
    confirmed_at: Mapped[dt.datetime | None]
    """When the person last proved to be the one who signed in (`security.reauth`)."""
    second_factor_due: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The password was right and the code has not come yet: this is nobody's session so far."""
    device: Mapped[str] = mapped_column(default="", server_default="")
    """What the browser said it was, coarsely; for the person's own list of sessions."""
    messages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Short notices for the next page, by queue."""

    user: Mapped[User] = relationship()


class PendingSignUp(Base):
    """Somebody asked for an account; it is made when the mail's link is used."""

    __tablename__ = "pending_sign_up"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str | None]
    organization: Mapped[str]
    password_hash: Mapped[str]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)


class ResetToken(Base):
    """A link that lets a person choose a new password, once."""

    __tablename__ = "reset_token"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()


class SecondFactor(Base):
    """The secret that a person's app makes six-digit codes from."""

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str]
    """The secret, encrypted for this person (`security.sealing`)."""
    last_counter: Mapped[int] = mapped_column(BigInteger)
    """The half minute of the last code taken: no code is taken twice, and none from before."""
    created_at: Mapped[dt.datetime]


class RecoveryCode(Base):
    """One way in without the app. Gone once it was used."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]


class FailedAttempt(Base):
    """A wrong password or code, counted to slow down guessing. Holds a keyed hash, no address."""

    __tablename__ = "failed_attempt"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(index=True)
    happened_at: Mapped[dt.datetime] = mapped_column(index=True)
