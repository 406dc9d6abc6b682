"""What all tables share: the base class, names of constraints, ids and times."""

import datetime as dt
import secrets
from enum import StrEnum
from typing import Any, ClassVar, Final

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can change it on both databases."""

JsonObject = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment in UTC, going in and coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Refuse a naive moment: nobody could say when it was. Raises `ValueError`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Give SQLite's naive moments back their zone."""
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The base of all models."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        dt.datetime: UtcDateTime(),
        dict[str, Any]: JsonObject,
    }


def new_id() -> str:
    """Make a random id of 96 bits. It names a thing; it never grants access to it."""
    return secrets.token_urlsafe(12)


def values_of(kind: type[StrEnum], *, name: str) -> Enum:
    """Make a text column that takes only the values of an enum, checked by the database."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
