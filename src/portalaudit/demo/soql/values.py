"""Cells as the platform holds them: text as it was given, or as an export wrote it, becomes a number, a truth or a moment."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)
_AMERICAN = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))? ([AP]M))?(?: ([+-]\d{4}))?", re.ASCII)
_SPELT = ("%B %d, %Y %I:%M %p", "%B %d, %Y", "%b %Y", "%B %Y", "%Y")
"""Further formats of a date column, as exports write them (month names in full or cut)."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def stamped(text: str, fixed: bool, iso: bool = False) -> str | None:
    """A moment as SODA writes it, `2026-08-01T00:00:00.000`, a fixed one in UTC with a `Z` behind; None for what is none.

    Args:
        iso: only what a query may say, not the spellings of exports.
    """
    text = text.strip()
    try:
        if not fixed and len(text) == 23 and text[10] == "T":  # as it is to be, unless it is no date at all
            return text if datetime.fromisoformat(text).tzinfo is None else None
        if found := _ISO.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            moment, zone = (
                datetime(year, month, day, hour, minute, second, int((found[7] or "0").ljust(3, "0")) * 1_000, UTC),
                found[8],
            )
        elif iso:
            return None
        elif found := _AMERICAN.fullmatch(text):
            month, day, year, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            hour = hour % 12 + (12 if found[7] == "PM" else 0)
            moment, zone = datetime(year, month, day, hour, minute, second, tzinfo=UTC), found[8]
        else:
            moment, zone = _spelt(text), None
        if fixed and zone and zone.upper() != "Z":
            ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment = moment - ahead if zone[0] == "+" else moment + ahead
    except (ValueError, OverflowError):
        return None
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}{'Z' if fixed else ''}"


def _spelt(text: str) -> datetime:
    for form in _SPELT:
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC)
    raise ValueError(text)


def number(text: str) -> int | float | None:
    """A number; signs of money and percent and separators of thousands are left aside."""
    plain = text.strip().strip("$%").replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    return int(plain) if plain.lstrip("-").isdigit() and len(plain) < 18 else float(plain)


def spelt(value: int | float) -> str:
    """A number as the platform's JSON has it: a text, without exponent."""
    return str(value) if isinstance(value, int) else f"{value:.15g}" if abs(value) < 1e15 else f"{value:f}"


def guessed(cells: list[str]) -> str:
    """The type of a column that nobody told: a date or a number only where its cells come out as they went in, else text."""
    if cells and all(stamped(cell, False) == cell for cell in cells):
        return "calendar_date"
    if cells and all((found := number(cell)) is not None and spelt(found) == cell for cell in cells):
        return "number"
    return "text"
