"""Dates in cells of an inventory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from portalaudit.data.tables import threshold
from portalaudit.documents.rowdates.cells import DAY, as_texts, read
from portalaudit.documents.rowdates.column import moments, order_of
from portalaudit.documents.rowdates.spellings import DIGITS

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a column of dates tells."""

    newest: date | None = None
    oldest: date | None = None
    text: str | None = None
    """The cell that the newest was read in."""
    note: str | None = None


def dates_among(texts: Iterable[str]) -> frozenset[str]:
    """Those texts that begin with a date in a spelling that is read."""
    listed = list(texts)
    form = read(as_texts(listed), loose=True).form
    return frozenset(text for text, digits in zip(listed, np.isin(form, [*DIGITS]), strict=True) if digits)


def dates_of(texts: Iterable[str], today: date) -> Dates:
    """The newest and the oldest plausible date among texts.

    Day-first and month-first spellings are told apart by the column, as in `documents.rowdates.column`; where that cannot be, or
    both occur, only dates that read the same both ways count, noted `ambiguous-dates`. A date after `today` (a day or two aside)
    or before 1990 is a plan or a default, and is left out.
    """
    listed = list(texts)
    found = read(as_texts(listed), loose=True)
    digits = np.isin(found.form, [*DIGITS])
    found, places = found.among(digits), np.flatnonzero(digits)
    order, undecided = order_of(found)
    moment, _, counts = moments(found, order)
    note = "ambiguous-dates" if undecided else None
    first = date(int(threshold("implausible", "earliest_year")), 1, 1)
    latest = today + timedelta(days=int(threshold("implausible", "future_days")))
    days = moment // DAY
    plausible = np.flatnonzero(counts & (days >= (first - _EPOCH).days) & (days <= (latest - _EPOCH).days))
    if not len(plausible):
        return Dates(note=note)
    newest = plausible[days[plausible].argmax()]
    oldest = plausible[days[plausible].argmin()]
    return Dates(_day(days[newest]), _day(days[oldest]), listed[places[newest]], note)


def _day(number: np.int64) -> date:
    return _EPOCH + timedelta(days=int(number))
