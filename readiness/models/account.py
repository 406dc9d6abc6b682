"""People who sign in, their sessions, and the short-lived tokens that mails carry.

Tokens are kept as SHA-256 only: a stolen copy of the database opens nothing.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from readiness.models.meta import Base, new_id

if TYPE_CHECKING:
    from readiness.models.organization import Membership


class User(Base):
    """A person with an account; the name is optional."""

    __tablename__ = "app_user"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    """In lower case, as `services.accounts.normal_email` writes it."""
    name: Mapped[str | None]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )


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


class FailedAttempt(Base):
    """A wrong password, counted to slow down guessing. Holds a keyed hash, no address."""

    __tablename__ = "failed_attempt"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(index=True)
    happened_at: Mapped[dt.datetime] = mapped_column(index=True)
