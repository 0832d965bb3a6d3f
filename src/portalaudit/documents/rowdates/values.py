"""What a date in an answer says."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from portalaudit.data.date_columns import date_columns
from portalaudit.data.tables import threshold
from portalaudit.documents.rowdates.cells import DAY, EARLIEST, LATEST, one_moment
from portalaudit.documents.rowdates.types import kind_by_type, writes_month_first
from portalaudit.model.stamps import iso_micros

__all__ = ["DAY", "Span", "extremes", "moment", "plausible"]

_RAW = 100
"""Characters that are kept of a value as it stands (own choice)."""
_SECONDS, _MILLISECONDS = 100_000_000_000, 100_000_000_000_000
"""Numbers below are seconds since 1970 (the year 5138), below the second milliseconds, above microseconds (own choice)."""
_COUNTED = re.compile(r"-?[0-9]{9,17}(?:\.[0-9]+)?")
"""Numbers of that many digits count from 1970, shorter ones are days (`20190305`) or periods."""
_EPOCH = date(1970, 1, 1)


_MISTAKEN = 5_000_000_000
"""Milliseconds up to February 1970; as seconds they reach from then to 2128 (own choice)."""


@dataclass(frozen=True, slots=True)
class Span:
    """The extremes of a column of dates, microseconds since 1970."""

    newest: int | None = None
    """The greatest date, where it can be true."""
    oldest: int | None = None
    latest: int | None = None
    """The greatest date, whatever it is."""
    earliest: int | None = None
    latest_raw: str | None = None
    earliest_raw: str | None = None


def moment(value: object, type: str) -> int | None:
    """Microseconds since 1970 of one value of a column whose type the platform tells; None for what is no date.

    A time without zone is taken as UTC. Digits that may be day or month first are read only where the platform is known to write
    the month first (Socrata), or where it makes no difference. Never raises.

    Args:
        value: as it stands in the answer: a text, or a number: of ArcGIS milliseconds since 1970, else by its size seconds,
            milli- or microseconds.
        type: the platform's word for the column's type, e.g. `calendar_date timestamp esriFieldTypeDate text`; empty where it
            tells none.
    """
    if isinstance(value, str):
        return _of_text(value[:_RAW], type[:_RAW]) if len(value) <= _RAW else None
    if isinstance(value, bool) or not isinstance(value, int | float) or (type and kind_by_type(type) != "date"):
        return None
    return _of_number(value, type)


def _of_number(value: float, type: str) -> int | None:
    size = abs(value)
    if not size < LATEST:  # not a number, or beyond every calendar
        return None
    milliseconds = type[:4].lower() == "esri" or _SECONDS <= size < _MILLISECONDS
    return _legal(int(value * (1_000 if milliseconds else 1_000_000 if size < _SECONDS else 1)))


@lru_cache(maxsize=65_536)
def _of_text(text: str, type: str) -> int | None:
    text = text.strip()
    if _COUNTED.fullmatch(text):
        return _of_number(float(text), type) if kind_by_type(type) == "date" else None
    found = iso_micros(text)
    return _legal(found) if found is not None else one_moment(text, month_first=writes_month_first(type))


def _legal(found: int) -> int | None:
    return found if EARLIEST <= found <= LATEST else None


def extremes(high: object, low: object, type: str, latest: int) -> Span:
    """The extremes that a server tells of a column.

    Args:
        latest: the moment of the audit; what lies later than that, a day or two aside, is not how new the rows are.
    """
    greatest, smallest = moment(high, type), moment(low, type)
    newest, oldest = (
        found if found is not None and plausible(found, latest) and not _mistaken(value, type) else None
        for found, value in ((greatest, high), (smallest, low))
    )
    return Span(newest, oldest, greatest, smallest, _raw(high), _raw(low))


def _mistaken(value: object, type: str) -> bool:
    """Seconds where ArcGIS has milliseconds: they would be a day of early 1970."""
    return type[:4].lower() == "esri" and isinstance(value, int | float) and 0 < value < _MISTAKEN


def _raw(value: object) -> str | None:
    return None if value is None else (value if isinstance(value, str) else repr(value))[:_RAW]


def plausible(found: int, latest: int) -> bool:
    """A date that can be true: not after the audit, nor before the earliest year of the table, nor a day that stands for none.

    Args:
        latest: the moment of the audit; a day or two later is allowed (threshold `implausible`).
    """
    first, limit = bounds(latest)
    return first <= found <= limit and found // DAY not in default_days()


def bounds(latest: int) -> tuple[int, int]:
    """The first and the last moment that can be true."""
    first = (date(date_columns().earliest_year, 1, 1) - _EPOCH).days * DAY
    return first, latest + int(threshold("implausible", "future_days")) * DAY


@cache
def default_days() -> frozenset[int]:
    """Days since 1970 that stand for no date at all."""
    return frozenset((day - _EPOCH) // timedelta(days=1) for day in date_columns().defaults)
