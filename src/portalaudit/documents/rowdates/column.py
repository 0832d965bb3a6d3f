"""A column of texts read as dates: one spelling for all of its cells, decided by the cells themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.data.date_columns import date_columns
from portalaudit.data.phrases import nothing
from portalaudit.documents.rowdates.cells import LONGEST, Readings, as_texts, read
from portalaudit.documents.rowdates.names import Says, says, speaks_of_fiscal_years
from portalaudit.documents.rowdates.spellings import PERIODS, Flags, Form, Ints
from portalaudit.documents.rowdates.values import DAY, Span, bounds, default_days

Order = Literal["month-first", "day-first"]

_EITHER = (Form.EITHER, Form.EITHER_SHORT)
_ALWAYS = frozenset({Form.DAY, Form.EITHER, Form.MONTH, Form.QUARTER, Form.FISCAL})
_IN_PERIODS = _ALWAYS | {Form.YEAR, Form.SEASON, Form.COMPACT_MONTH, Form.MONTH_LOOSE}
_IN_DATES = _IN_PERIODS | {Form.EITHER_SHORT, Form.COMPACT, Form.EPOCH}
_ACCEPTED: dict[Says, frozenset[Form]] = {"nothing": _ALWAYS, "period": _IN_PERIODS, "date": _IN_DATES}
"""Forms that count by what the column's name says: numbers and what may be a code only where it speaks of dates."""
_TOLD = {
    Form.MONTH: "period-month", Form.MONTH_LOOSE: "period-month", Form.COMPACT_MONTH: "period-month",
    Form.QUARTER: "period-quarter", Form.YEAR: "period-year", Form.FISCAL: "period-fiscal-year",
    Form.SEASON: "period-fiscal-year", Form.SERIAL: "excel-serial", Form.EPOCH: "epoch", Form.COMPACT: "compact",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """A column whose cells read as dates, before its order of day and month is settled."""

    texts: pa.Array
    """The distinct texts that are dates, as they stand."""
    read: Readings
    order: Order | None
    """What its own cells tell; None where they don't, or tell both."""
    undecided: bool
    """It has digits that may be read in two ways, and its own cells don't tell which."""


@dataclass(frozen=True, slots=True, eq=False)
class DateColumn:
    """What a column of dates tells."""

    span: Span
    why: str
    """How it was read: `text-date`, then `day-first month-first ambiguous-dates`, then what the newest is, if no plain day:
    `period-month period-quarter period-year period-fiscal-year excel-serial epoch compact`."""
    days: Ints
    """The distinct days that can be true, sorted, since 1970; of periods their first days."""
    latest: str | None = None
    """The text of the greatest, whole and as it stands."""


def date_column(texts: Iterable[str | None] | pa.Array | pa.ChunkedArray, name: str, latest: int) -> DateColumn | None:
    """A column of texts as dates; None where it is none: fewer than 80 % of the cells that say something read as dates.

    Cells that allow one reading only tell whether the day or the month stands first. Where none does, the first of every month
    is known by its 1; else only cells that read the same both ways count. Numbers are dates only where the name speaks of dates.

    Args:
        name: the column's, or several names of it in one text.
        latest: the moment of the audit, microseconds since 1970.
    """
    found = dates_in(texts, name)
    return None if found is None else settled(found, latest)


def dates_in(texts: Iterable[str | None] | pa.Array | pa.ChunkedArray, name: str, *, sure: bool = False) -> Dates | None:
    """The dates of a column; None where it is no column of dates.

    Args:
        sure: they are dates by their type, however many are read.
    """
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else as_texts(texts)
    counted = pc.value_counts(column.cast(pa.string()).drop_null())
    values, counts = counted.field("values"), counted.field("counts").to_numpy(zero_copy_only=False)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    found, told = read(values), says(name)
    if speaks_of_fiscal_years(name):
        _as_fiscal(found)
    chosen = np.isin(found.form, [*_ACCEPTED[told]])
    if not chosen.all():
        filled = says_something(values)
        for form in (Form.SERIAL, Form.COMPACT):
            if (found.form[filled] == form).all() and _whole(form, told, int(filled.sum())):
                chosen |= found.form == form
        if not sure and counts[chosen].sum() < date_columns().reading["share"] * max(1, counts[filled].sum()):
            return None
    if not chosen.any():
        return None
    kept = found.among(chosen)
    order, undecided = order_of(kept)
    return Dates(values.filter(pa.array(chosen)), kept, order, undecided)


def _as_fiscal(found: Readings) -> None:
    """Years alone are named for the year in which they end: they may begin in any month of the one before."""
    years = found.form == Form.YEAR
    first = (found.first[years] // DAY).astype("datetime64[D]").astype("datetime64[Y]") - np.timedelta64(1, "Y")
    found.first[years] = first.astype("datetime64[D]").astype(np.int64) * DAY
    found.form[years] = Form.FISCAL


def says_something(values: pa.Array) -> Flags:
    """Which texts say something: not `n/a`, `unknown`, `-`."""
    flags: Flags = pc.greater(pc.binary_length(values), LONGEST).to_numpy(zero_copy_only=False)
    short = np.flatnonzero(~flags)
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(values.take(pa.array(short))))
    flags[short] = ~pc.is_in(plain, value_set=pa.array(["", *nothing()], pa.string())).to_numpy(zero_copy_only=False)
    return flags


def _whole(form: Form, told: Says, distinct: int) -> bool:
    """Numbers that are dates where all of the column's cells are."""
    if form is Form.SERIAL:
        return told == "date" and distinct > 0
    return distinct >= date_columns().reading["compact_least"]


def order_of(found: Readings) -> tuple[Order | None, bool]:
    """Whether day or month stands first in the digits of a column, as its cells tell; and whether that is left undecided."""
    either = np.isin(found.form, _EITHER)
    month_first, day_first = bool(found.month_first[either].any()), bool(found.day_first[either].any())
    if month_first != day_first:
        return ("month-first" if month_first else "day-first"), False
    if month_first or not either.any():
        return None, month_first
    order = _firsts(found.first[either] // DAY, found.last[either] // DAY)
    return order, order is None and not bool(found.same[either].all())


def _firsts(month_first: Ints, day_first: Ints) -> Order | None:
    """The order of dates that are all the first of a month: read the other way, they would all lie in Januaries."""
    least = date_columns().reading["firsts_least"]
    for order, days in (("month-first", month_first), ("day-first", day_first)):
        months = days.astype("datetime64[D]").astype("datetime64[M]")
        years = months.astype("datetime64[Y]")
        if (days == months.astype("datetime64[D]").astype(np.int64)).all():
            of_year = (months - years.astype("datetime64[M]")).astype(np.int64)
            if len(np.unique(of_year)) >= least and len(np.unique(years)) > 1:
                return "month-first" if order == "month-first" else "day-first"
    return None


def order_of_all(columns: Sequence[Dates]) -> Order | None:
    """The order that the columns of one table tell together, for those that don't tell: a file is written in one way."""
    told = {column.order for column in columns if column.order is not None}
    both = any(column.read.month_first.any() and column.read.day_first.any() for column in columns)
    return told.pop() if len(told) == 1 and not both else None


def moments(found: Readings, order: Order | None) -> tuple[Ints, Ints, Flags]:
    """First and last moment of each cell in an order, and which count: undecided, only those that read the same both ways."""
    either = np.isin(found.form, _EITHER)
    if order == "month-first":
        first, last, counts = found.first, np.where(either, found.first, found.last), ~(either & found.day_first)
    elif order == "day-first":
        first, last, counts = np.where(either, found.last, found.first), found.last, ~(either & found.month_first)
    else:
        first, last, counts = found.first, found.last, ~either | found.same
    return first, last, counts & (found.form != Form.NONE)


def settled(found: Dates, latest: int, order: Order | None = None) -> DateColumn:
    """What a column tells.

    Args:
        order: what other columns of the table tell of day and month, where its own cells don't.
    """
    own = found.order or (order if found.undecided else None)
    first, last, counts = moments(found.read, own)
    ambiguous = found.undecided and own is None
    why = ["text-date", *([own] if own else []), *(["ambiguous-dates"] if ambiguous else [])]
    places = np.flatnonzero(counts)
    if not len(places):
        return DateColumn(Span(), " ".join(why), np.zeros(0, np.int64))
    first, last, form = first[places], last[places], found.read.form[places]
    period = np.isin(form, [*PERIODS])
    start, limit = bounds(latest)
    # a period that runs counts as the day of the audit: its end is no date of the future
    last = np.where(period & (first <= limit), np.minimum(last, latest), last)
    true = (first >= start) & (last <= limit) & (period | ~np.isin(last // DAY, [*default_days()]))

    def text(place: np.intp) -> str:
        return str(found.texts[int(places[place])].as_py())

    ends = [last.argmax(), first.argmin()]
    span = Span(None, None, int(last[ends[0]]), int(first[ends[1]]), text(ends[0])[:100], text(ends[1])[:100])
    greatest = text(ends[0])
    if not true.any():
        return DateColumn(span, " ".join(why), np.zeros(0, np.int64), greatest)
    newest = np.where(true, last, np.iinfo(np.int64).min).argmax()
    span = Span(int(last[newest]), int(first[true].min()), span.latest, span.earliest, span.latest_raw, span.earliest_raw)
    if told := _TOLD.get(Form(int(form[newest]))):
        why.append(told)
    return DateColumn(span, " ".join(why), np.unique(first[true] // DAY), greatest)
