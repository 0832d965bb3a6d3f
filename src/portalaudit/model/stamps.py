"""Moments as portals write them, read without guessing."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_NAIVE = _EPOCH.replace(tzinfo=None)
_SHORT_OFFSET = re.compile(r"([+-]\d\d)(\d\d)$")
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=65_536)
def iso_micros(text: str) -> int | None:
    """Microseconds since 1970 of an ISO 8601 date or date and time; None where the text is anything else.

    A time without zone is taken as UTC, as CKAN writes it (reference of `package_dictize`). A year or a month alone is
    not a date: nothing is filled in. Day-first and month-first spellings are not read, since nobody can tell them apart.
    """
    text = text.strip()
    if len(text) < 8:
        return None
    try:
        moment = datetime.fromisoformat(_SHORT_OFFSET.sub(r"\1:\2", text) if text[-5] in "+-" and len(text) > 19 else text)
        return (moment - (_EPOCH_NAIVE if moment.tzinfo is None else _EPOCH)) // _MICROSECOND
    except (ValueError, OverflowError):
        return None


def micros(value: object) -> int | None:
    """Microseconds since 1970 of a JSON value that is to be an ISO 8601 text; None for anything else."""
    return iso_micros(value) if isinstance(value, str) else None


def epoch_micros(value: object, per_second: int) -> int | None:
    """Microseconds since 1970 of a number of units since then; `per_second` is 1 for seconds, 1000 for milliseconds.

    None for what is not a number, not positive (Esri's -1 is "unknown"), or past the year 9999.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 253_402_300_800 * per_second:
        return None
    return int(value * (1_000_000 // per_second))


def micros_of(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(value: int) -> datetime:
    """The moment so many microseconds after 1970, UTC."""
    return _EPOCH + timedelta(microseconds=value)
