"""Dates in cells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portalaudit.data.tables import threshold

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T, ].*)?")
_NAMED = re.compile(
    r"(?:([A-Za-zç]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
    r"|(\d{1,2})(?: de)? ([A-Za-zç]{3,10})\.?(?: de)?,? (\d{4}))(?:[ ,T].*)?"
)
_MONTHS = {
    "jan": 1, "ene": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "abr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8,
    "ago": 8, "sep": 9, "set": 9, "oct": 10, "out": 10, "nov": 11, "dec": 12, "dic": 12, "dez": 12,
}  # fmt: skip


def date_like(text: str) -> bool:
    """The text is a date in a spelling that is read."""
    return bool(_iso(text) or _PARTS.fullmatch(text.strip()) or _named(text))


@dataclass(frozen=True, slots=True)
class Dates:
    """What a column of dates tells."""

    newest: date | None = None
    oldest: date | None = None
    text: str | None = None
    """The cell that the newest was read in."""
    note: str | None = None


def dates_of(texts: Iterable[str], today: date) -> Dates:
    """The newest and the oldest plausible date among texts.

    Day-first and month-first spellings are told apart by the column: one cell that allows only one reading decides for
    all. Where none does, or both occur, only dates that read the same both ways count, noted `ambiguous-dates`. A date
    after `today` (a day or two aside) or before 1990 is a plan or a default, and is left out.
    """
    certain: list[tuple[date, str]] = []
    either: list[tuple[int, int, int, str]] = []
    for text in texts:
        if found := _iso(text) or _named(text):
            certain.append((found, text))
        elif parts := _PARTS.fullmatch(text.strip()):
            year = int(parts[3])
            year = year if year > 99 else 2000 + year if year < 70 else 1900 + year
            either.append((int(parts[1]), int(parts[2]), year, text))
    day_first = any(parts[0] > 12 for parts in either)
    month_first = any(parts[1] > 12 for parts in either)
    note = None
    if either and day_first == month_first:
        note = "ambiguous-dates"
        either = [parts for parts in either if parts[0] == parts[1]]
    certain += [(found, text) for a, b, year, text in either if (found := _date(year, *((b, a) if day_first else (a, b))))]
    latest = today + timedelta(days=int(threshold("implausible", "future_days")))
    first = date(int(threshold("implausible", "earliest_year")), 1, 1)
    plausible = [pair for pair in certain if first <= pair[0] <= latest]
    if not plausible:
        return Dates(note=note)
    newest, text = max(plausible, key=lambda pair: pair[0])
    return Dates(newest, min(plausible)[0], text, note)


def _iso(text: str) -> date | None:
    found = _ISO.fullmatch(text.strip())
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _named(text: str) -> date | None:
    found = _NAMED.fullmatch(" ".join(text.split()))
    if not found:
        return None
    name, day, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    month = _MONTHS.get(name[:3].lower())
    return _date(int(year), month, int(day)) if month else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
