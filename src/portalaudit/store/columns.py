"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from portalaudit.model.stamps import micros_of, moment_of
from portalaudit.model.texts import LONGEST_KEY as LONGEST_KEY
from portalaudit.model.texts import plain as plain
from portalaudit.model.texts import short as short

LARGEST = 2**63 - 1
"""The largest integer that both databases hold."""


def bounded(value: int | None) -> int | None:
    """A number that a server told, as large as the databases hold; a negative one is none."""
    return None if value is None or value < 0 else min(value, LARGEST)


def to_json(value: object) -> str:
    """A value of the model as JSON in ASCII, so that no character of a server's is lost or refused."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


class Text(TypeDecorator[str]):
    """Text that sorts by its bytes on both databases: this is the one place where collation is told."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """`COLLATE "C"` on PostgreSQL; SQLite compares bytes unless told otherwise."""
        return sa.Text(collation="C") if dialect.name == "postgresql" else sa.Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What the databases refuse in a text is replaced."""
        return None if value is None else plain(value)


class Json(TypeDecorator[object]):
    """JSON as text: `jsonb` refuses the NUL characters that servers send, and its key order is not ours."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """None stands for SQL's null."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """The value as JSON knows it: dict, list, str, int, float, bool, None."""
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC, to the microsecond: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """The type of this database."""
        return postgresql.TIMESTAMP(timezone=True) if dialect.name == "postgresql" else sa.BigInteger()  # type: ignore[return-value]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """A moment whose UTC lies outside the years 1 to 9999 becomes the nearest one inside."""
        if value is None:
            return None
        moment = in_utc(value)
        return moment if dialect.name == "postgresql" else micros_of(moment)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Always UTC."""
        if isinstance(value, int):
            return moment_of(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC, held inside the years that `datetime` has."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return datetime(9999, 12, 31, 23, 59, 59, 999999, UTC) if moment.year > 5000 else datetime(1, 1, 1, tzinfo=UTC)
