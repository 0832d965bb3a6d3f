"""How dates are spelt: texts as years, months and days, a whole array at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.data.date_columns import date_columns

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Form(IntEnum):
    """What a text is, read as a date."""

    NONE = 0
    DAY = 1
    """A day that can be read in one way."""
    EITHER = 2
    """Digits of which the column must tell which are the month."""
    EITHER_SHORT = 3
    """The same with two digits for the year and no strokes: `01-23-45` may be a number of something."""
    MONTH = 4
    MONTH_LOOSE = 5
    """`03-2019`, `2019/3`: may be something else."""
    QUARTER = 6
    YEAR = 7
    FISCAL = 8
    """`FY2019`."""
    SEASON = 9
    """`2018-2019`, `2018-19`: a year that begins in one and ends in the next."""
    COMPACT = 10
    """`20190305`."""
    COMPACT_MONTH = 11
    SERIAL = 12
    EPOCH = 13


PERIODS = frozenset({Form.MONTH, Form.MONTH_LOOSE, Form.QUARTER, Form.YEAR, Form.FISCAL, Form.SEASON, Form.COMPACT_MONTH})
DIGITS = frozenset({Form.DAY, Form.EITHER, Form.EITHER_SHORT})
"""Forms that tell a day in a spelling of dates alone."""

_BEFORE = r"(?:(?:WEEKDAY)(?:-feira)?[ .,]{1,3})?(?:(?:le|el|il|am|den|the|on|a|em) )?"
_OF = r"(?:de |del |d'|di |do |da |of )?"
_TH = r"(?:|st|nd|rd|th|er|e|o|a|\.)"
_NAME = r"(?P<name>[a-z]{2,10})\.?"
_SEP = r"[ ./-]{1,2}"

_WRITTEN: tuple[tuple[Form, str], ...] = (
    (Form.DAY, r"(?P<y>\d{4})(?:-|/|\.)(?P<m>\d{1,2})(?:-|/|\.)(?P<d>\d{1,2})\.?"),
    (Form.EITHER, r"(?P<a>\d{1,2})[-/.] ?(?P<b>\d{1,2})[-/.] ?(?P<y>\d{4})\.?"),
    (Form.EITHER, r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{2})"),
    (Form.EITHER_SHORT, r"(?P<a>\d{1,2})[-.](?P<b>\d{1,2})[-.](?P<y>\d{2})"),
    (Form.DAY, rf"{_BEFORE}{_NAME}{_SEP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[,./ -]{{1,3}}(?P<y>\d{{4}})"),
    (Form.DAY, rf"{_BEFORE}(?P<d>\d{{1,2}}){_TH}[ ./-]{{0,2}}{_OF}{_NAME},?[ ./-]{{0,2}}{_OF}(?P<y>\d{{4}}|\d{{2}})"),
    (Form.DAY, rf"(?P<y>\d{{4}})[ ./-]{{0,2}}{_NAME},?[ ./-]{{0,2}}(?P<d>\d{{1,2}})"),
    (Form.MONTH, r"(?P<y>\d{4})-(?P<m>\d{2})"),
    (Form.MONTH, r"(?P<m>\d{1,2})/(?P<y>\d{4})"),
    (Form.MONTH, r"(?P<y>\d{4}) ?-?m(?P<m>\d{2})"),
    (Form.MONTH, rf"{_NAME},?[ /-]{{1,3}}{_OF}(?P<y>\d{{4}})"),
    (Form.MONTH, rf"(?P<y>\d{{4}})[ /-]{{1,3}}{_NAME}"),
    (Form.MONTH_LOOSE, r"(?P<y>\d{4})[/-](?P<m>\d{1,2})"),
    (Form.MONTH_LOOSE, r"(?P<m>\d{1,2})-(?P<y>\d{4})"),
    (Form.QUARTER, r"(?P<y>\d{4})[ /-]{0,3}(?:QUARTER) ?(?P<q>[1-4])"),
    (Form.QUARTER, rf"(?:QUARTER)\.? ?(?P<q>[1-4]),?[ /-]{{0,3}}{_OF}(?P<y>\d{{4}})"),
    (Form.QUARTER, rf"(?P<q>[1-4]){_TH} ?(?:QUARTER)\.?,?[ /-]{{0,3}}{_OF}(?P<y>\d{{4}})"),
    (Form.FISCAL, r"(?:FISCAL)[ -]?'?(?P<y>\d{4}|\d{2})"),
    (Form.SEASON, r"(?:FISCAL)[ -]?'?(?P<y>\d{4}|\d{2}) ?[/-] ?'?(?P<z>\d{4}|\d{2})"),
    (Form.SEASON, r"(?P<y>\d{4}) ?[/-] ?(?P<z>\d{4}|\d{2})"),
    (Form.COMPACT, r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
)
"""In the order in which they are tried, on texts in lower case without accents; WEEKDAY, QUARTER and FISCAL stand for words of
the table. A text whose numbers are no date under one is tried with the next."""
_NUMBERED: tuple[tuple[Form, str], ...] = (
    (Form.YEAR, r"(?P<y>\d{4})(?:\.0+)?"),
    (Form.COMPACT_MONTH, r"(?P<y>\d{4})(?P<m>\d{2})(?:\.0+)?"),
    (Form.COMPACT, r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\.0+)?"),
)
"""The same for what is a number; a column that was read as numbers by some program ends in `.0`."""


@dataclass(frozen=True, slots=True, eq=False)
class Spelt:
    """What texts say, one place a text. Days since 1970."""

    form: npt.NDArray[np.int8]
    first: Ints
    """The day; of a period its first day; of `EITHER` read month first."""
    last: Ints
    """The day; of a period its last day; of `EITHER` read day first."""
    month_first: Flags
    """Of `EITHER`: only so it is a date."""
    day_first: Flags

    @staticmethod
    def of(size: int) -> "Spelt":
        """Nothing read."""
        flags = np.zeros(size, bool), np.zeros(size, bool)
        return Spelt(np.zeros(size, np.int8), np.zeros(size, np.int64), np.zeros(size, np.int64), *flags)


def spelt(texts: pa.Array, *, numbers: bool = False, loose: bool = False) -> Spelt:
    """Read dates without time of day.

    Args:
        texts: without nulls, in lower case, without accents, white space as one blank.
        numbers: they are numbers, all of them.
        loose: whatever follows a day, after a blank or a comma, is no matter.
    """
    found = Spelt.of(len(texts))
    left = np.arange(len(texts))
    for form, pattern in _patterns(numbers, loose):
        if not len(left):
            break
        met = pc.extract_regex(texts if len(left) == len(texts) else texts.take(pa.array(left)), pattern)
        hit = met.is_valid().to_numpy(zero_copy_only=False)
        if hit.any():
            taken = _take(found, form, left[hit], _numbers(met.drop_null()))
            hit[np.flatnonzero(hit)[~taken]] = False
            left = left[~hit]
    return found


def _take(found: Spelt, form: Form, at: Ints, told: Mapping[str, Ints]) -> Flags:
    """Note what is a date; tells which of the texts are."""
    year = told["y"]
    if form in (Form.EITHER, Form.EITHER_SHORT):
        month_first, legal = day_number(year, told["a"], told["b"])
        day_first, legal_too = day_number(year, told["b"], told["a"])
        taken = legal | legal_too
        found.month_first[at] = legal & ~legal_too
        found.day_first[at] = legal_too & ~legal
        first, last = month_first, day_first
    elif "d" in told:
        first, taken = day_number(year, told["m"], told["d"])
        last = first
    else:
        first, last, taken = _period(form, year, told)
    found.form[at[taken]], found.first[at[taken]], found.last[at[taken]] = form, first[taken], last[taken]
    return taken


def _period(form: Form, year: Ints, told: Mapping[str, Ints]) -> tuple[Ints, Ints, Flags]:
    if form is Form.QUARTER:
        return months(year, told["q"] * 3 - 2, 3)
    if form is Form.SEASON:
        # it may begin in any month of the first year and end in any of the second
        first, last, legal = months(year, np.ones_like(year), 24)
        end = told["z"]
        return first, last, legal & _in_years(year) & ((end == year + 1) | (end == (year + 1) % 100))
    if form is Form.FISCAL:
        # named for the year in which it ends
        first, last, legal = months(year - 1, np.ones_like(year), 24)
        return first, last, legal & _in_years(year)
    whole_year = form is Form.YEAR
    first, last, legal = months(year, np.ones_like(year) if whole_year else told["m"], 12 if whole_year else 1)
    return first, last, legal & _in_years(year)


def _in_years(year: Ints) -> Flags:
    low, high = date_columns().years
    return (year >= low) & (year <= high)


def day_number(year: Ints, month: Ints, day: Ints) -> tuple[Ints, Flags]:
    """Days since 1970 in the Gregorian calendar, and which of them are days at all; the others are 0."""
    first, last, legal = months(year, month, 1)
    legal &= (day >= 1) & (first + day - 1 <= last)
    return np.where(legal, first + day - 1, 0), legal


def months(year: Ints, month: Ints, count: int) -> tuple[Ints, Ints, Flags]:
    """First and last day of so many months, and which of them are legal (years 1 to 9999)."""
    legal = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12)
    number = np.where(legal, (year - 1970) * 12 + month - 1, 0)
    first = number.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (number + count).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first, after - 1, legal


def _numbers(met: pa.StructArray) -> dict[str, Ints]:
    """The parts of a text as numbers: the month from its name (0 of another word), years of two digits in full."""
    told = {field.name: met.field(field.name) for field in met.type}
    found = {name: _whole(texts) for name, texts in told.items() if name != "name"}
    if "name" in told:
        known = date_columns().months
        place = pc.fill_null(pc.index_in(told["name"], value_set=pa.array(list(known), pa.string())), len(known))
        found["m"] = np.array([*known.values(), 0], np.int64)[place.to_numpy(zero_copy_only=False)]
    short = pc.less_equal(pc.binary_length(told["y"]), 2).to_numpy(zero_copy_only=False)
    if short.any():
        until = date_columns().reading["two_digits_until"]
        year = found["y"]
        found["y"] = np.where(short, np.where(year <= until, 2000, 1900) + year, year)
    return found


def _whole(texts: pa.Array) -> Ints:
    whole: Ints = pc.cast(texts, pa.int64()).to_numpy(zero_copy_only=False)
    return whole


@cache
def _patterns(numbers: bool, loose: bool) -> tuple[tuple[Form, str], ...]:
    return tuple(_spelt_out(_NUMBERED if numbers else _WRITTEN, loose))


def _spelt_out(written: Iterable[tuple[Form, str]], loose: bool) -> Iterator[tuple[Form, str]]:
    known = date_columns()
    lists = {"WEEKDAY": known.weekdays, "QUARTER": known.quarters, "FISCAL": known.fiscal}
    for form, pattern in written:
        for name, words in lists.items():
            pattern = pattern.replace(name, "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
        yield form, rf"^{pattern}$"
        if loose and form in DIGITS:
            yield form, rf"^{pattern}[ t,].*$"
