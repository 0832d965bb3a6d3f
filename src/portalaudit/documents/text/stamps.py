"""Dates as documents' metadata write them."""

import re
from datetime import date
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?=T|$)")
_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
"""Years that a document's metadata can mean; others are clocks that were never set. Own choice."""


def day_of(text: str | None) -> date | None:
    """The day that a date or a time names: ISO 8601, RFC 5322, PDF 32000-1 7.9.4, and month/day/year where only that fits."""
    text = (text or "")[:80].strip()
    if not text:
        return None
    found = _ISO.match(text)
    if found:
        return _day(*[part for part in found.groups() if part is not None])
    if found := _PDF.match(text):
        return _day(*found.groups())
    if found := _AMERICAN.match(text):
        month, day, year = found.groups()
        # 03/04/2016 is read two ways in the world; only what cannot be misread is taken.
        return _day(year, month, day) if int(day) > 12 else _day(year, day, month) if int(month) > 12 else None
    try:
        return _within(parsedate_to_datetime(text).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return _within(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _within(day: date) -> date | None:
    return day if _FIRST_YEAR < day.year <= _LAST_YEAR else None
