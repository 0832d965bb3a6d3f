"""Cells read as moments: date, time of day and zone, or numbers that count days or seconds. All cells of a column at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.data.date_columns import date_columns
from portalaudit.documents.rowdates.spellings import Flags, Form, Ints, spelt

DAY = 86_400_000_000
"""Microseconds."""
_MINUTE, _SECOND = 60_000_000, 1_000_000
EARLIEST, LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999, microseconds since 1970."""
LONGEST = 64
"""Characters of a cell that may be a date (own choice; `Wednesday, 30 September 2026 11:59:59 PM GMT+02:00` has 48)."""

_NUMBER = r"^-?(?:\d{1,13}|\d{15,17})(?:\.\d+)?$"
"""Not 14 digits: `20190305101500` is a date and a time of day."""
_PARTED = (
    (r"\d[:h]\d{2}", r"^(?P<day>.*?)(?:[ t,:]+| (?:at|um|a|as|a las|alle) )(?P<time>\d{1,2}[:h]\d{2}.*)$"),
    (r"^\d{8}t?\d{6}", r"^(?P<day>\d{8})t?(?P<time>\d{6}(?:\.\d+)?(?: ?(?:z|[+-]\d{2}:?\d{2}))?)$"),
)
"""What shows that there is a time of day, and how it is parted from the date."""
_TIME = (
    r"^(?P<h>\d{1,2})[:h]?(?P<m>\d{2})(?:[:m]?(?P<s>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?(?: ?(?:s|h|hs|hrs|uhr))?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?(?: ?(?P<zone>(?:gmt|utc)?[+-]\d{2}:?(?:\d{2})?|[a-z]{1,4}))?(?: ?[\[(].*)?$"
)
_SERIAL_EPOCH = (date(1899, 12, 30) - date(1970, 1, 1)).days
_SERIAL_DIGITS = 5
_EPOCH_DIGITS: tuple[tuple[list[int], int], ...] = (([9, 10], 1_000_000), ([12, 13], 1_000), ([15, 16], 1))
"""Digits of seconds, milliseconds and microseconds since 1970, from 1973 to 2286, and the microseconds of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What cells say, one place a cell. Microseconds since 1970, UTC."""

    form: npt.NDArray[np.int8]
    """`Form`; `NONE` where the cell is no date."""
    first: Ints
    """The moment; of a period its first day; of `EITHER` read month first."""
    last: Ints
    """The moment; of a period its last day; of `EITHER` read day first."""
    month_first: Flags
    day_first: Flags
    """Of `EITHER`: only so it is a date."""

    @property
    def same(self) -> Flags:
        """Of `EITHER`: it is one day, however it is read."""
        flags: Flags = (self.first == self.last) & ~self.month_first & ~self.day_first
        return flags

    def among(self, chosen: Flags) -> "Readings":
        """Some of the cells."""
        return Readings(
            self.form[chosen], self.first[chosen], self.last[chosen], self.month_first[chosen], self.day_first[chosen]
        )


def read(texts: pa.Array, *, loose: bool = False) -> Readings:
    """Read cells; those that are no date in any spelling are of form `NONE`.

    Args:
        texts: distinct texts, without nulls.
        loose: whatever follows a day, after a blank or a comma, is no matter, a time of day and a zone neither.
    """
    size = len(texts)
    if loose:
        texts = pc.utf8_slice_codeunits(texts, 0, LONGEST)
    found = Readings(
        np.zeros(size, np.int8), np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, bool), np.zeros(size, bool)
    )
    short = pc.and_(pc.less_equal(pc.utf8_length(texts), 4 * LONGEST), pc.match_substring_regex(texts, r"\d"))
    at = np.flatnonzero(short.to_numpy(zero_copy_only=False))
    texts = pc.utf8_trim_whitespace(texts.filter(short))
    number = pc.match_substring_regex(texts, _NUMBER)
    numeric = number.to_numpy(zero_copy_only=False)
    if numeric.any():
        _counted(found, at[numeric], texts.filter(number))
    if not numeric.all():
        _worded(found, at[~numeric], texts.filter(pc.invert(number)), loose)
    legal = (found.first >= EARLIEST) & (found.first <= LATEST) & (found.last >= EARLIEST) & (found.last <= LATEST)
    found.form[~legal] = Form.NONE
    return found


def as_texts(cells: Iterable[object]) -> pa.Array:
    """Cells as an Arrow array: null for what is no text; what cannot be written in UTF-8 is replaced."""
    texts = [cell if isinstance(cell, str) else None for cell in cells]
    try:
        return pa.array(texts, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([text and text.encode("utf-8", "replace").decode() for text in texts], pa.string())


@lru_cache(maxsize=4_096)
def one_moment(text: str, *, month_first: bool) -> int | None:
    """The moment that a single text tells; None for no date, a period, and digits that may be either, unless told which."""
    found = read(as_texts([text]))
    form = found.form[0]
    if form in (Form.DAY, Form.COMPACT):
        return int(found.first[0])
    if form not in (Form.EITHER, Form.EITHER_SHORT):
        return None
    if found.day_first[0]:
        return int(found.last[0])
    return int(found.first[0]) if month_first or found.month_first[0] or found.same[0] else None


def _counted(found: Readings, at: Ints, texts: pa.Array) -> None:
    """Numbers: a year, `YYYYMM`, `YYYYMMDD`, an Excel serial, time since 1970, told apart by their digits."""
    told = spelt(texts, numbers=True)
    read = told.form != Form.NONE
    found.form[at], found.first[at], found.last[at] = told.form, told.first * DAY, told.last * DAY
    at, texts = at[~read], texts.filter(pa.array(~read))
    value = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    digits = pc.utf8_length(pc.replace_substring_regex(texts, r"\.\d*$", "")).to_numpy(zero_copy_only=False)
    days = np.where(digits == _SERIAL_DIGITS, value, 0) + _SERIAL_EPOCH
    _note(found, at, Form.SERIAL, digits == _SERIAL_DIGITS, np.rint(days * (DAY // _SECOND)).astype(np.int64) * _SECOND)
    for lengths, factor in _EPOCH_DIGITS:
        counted = np.isin(digits, lengths)
        _note(found, at, Form.EPOCH, counted, np.rint(np.where(counted, value, 0) * factor).astype(np.int64))


def _note(found: Readings, at: Ints, form: Form, taken: Flags, moment: Ints) -> None:
    """Note the moments of numbers that lie within the years of the table."""
    start, end = _years(form)
    taken = taken & (moment >= start) & (moment < end)
    found.form[at[taken]], found.first[at[taken]], found.last[at[taken]] = form, moment[taken], moment[taken]


@cache
def _years(form: Form) -> tuple[int, int]:
    first, last = date_columns().serials if form is Form.SERIAL else date_columns().epochs
    start, end = ((date(year, 1, 1) - date(1970, 1, 1)).days * DAY for year in (first, last + 1))
    return start, end


def _worded(found: Readings, at: Ints, texts: pa.Array, loose: bool) -> None:
    """Dates with marks or words, and a time of day where there is one."""
    folded = _folded(texts)
    short = pc.less_equal(pc.binary_length(folded), 4 * LONGEST if loose else LONGEST).to_numpy(zero_copy_only=False)
    at, folded = at[short], folded.filter(pa.array(short))
    day, time = (folded, _blank(len(folded))) if loose else _parted(folded)
    days, places = _distinct(day)
    read = spelt(days, loose=loose)
    times, when = _distinct(time)
    shift, legal = _times(times)
    form, shift = np.where(legal[when], read.form[places], Form.NONE), shift[when]
    found.form[at] = form
    found.first[at], found.last[at] = read.first[places] * DAY + shift, read.last[places] * DAY + shift
    found.month_first[at], found.day_first[at] = read.month_first[places], read.day_first[places]


def _parted(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The date and the time of day of texts, empty where there is none."""
    day, time = texts, _blank(len(texts))
    for clock, pattern in _PARTED:
        has = pc.match_substring_regex(texts, clock)
        if pc.any(has).as_py():
            met = pc.extract_regex(texts.filter(has), pattern)
            apart = met.is_valid()
            has = pc.replace_with_mask(has, has, apart)
            met = met.drop_null()
            day, time = (pc.replace_with_mask(whole, has, met.field(name)) for whole, name in ((day, "day"), (time, "time")))
    return day, time


def _blank(size: int) -> pa.Array:
    return pa.array([""], pa.string()).take(pa.array(np.zeros(size, np.int64)))


def _distinct(texts: pa.Array) -> tuple[pa.Array, Ints]:
    encoded = pc.dictionary_encode(texts)
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _folded(texts: pa.Array) -> pa.Array:
    """Lower case, without accents, white space as one blank, one kind of dash and apostrophe."""
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        for marks, plain in (("[‐‑‒–—−]", "-"), ("[’‘ʼ]", "'")):
            texts = pc.replace_substring_regex(texts, marks, plain)
        texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKD"), r"\p{Mn}+", "")
    if pc.any(pc.match_substring_regex(texts, r"[\t\n\r\f\v]|  ")).as_py():
        texts = pc.replace_substring_regex(texts, r"\s+", " ")
    return pc.utf8_trim_whitespace(pc.utf8_lower(texts))


def _times(texts: pa.Array) -> tuple[Ints, Flags]:
    """Microseconds from the beginning of the day in UTC, and which texts are times; none is the beginning of the day."""
    told = pc.extract_regex(texts, _TIME)
    none = pc.equal(texts, "").to_numpy(zero_copy_only=False)
    is_time = told.is_valid().to_numpy(zero_copy_only=False)
    hour, minute, second = (_part(told.field(name)) for name in ("h", "m", "s"))
    fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(told.field("f"), 6, "0"), 0, 6)
    half = pc.fill_null(told.field("half"), "").to_numpy(zero_copy_only=False)
    hour = np.where((half == "p") & (hour < 12), hour + 12, np.where((half == "a") & (hour == 12), 0, hour))
    offset, known = _offsets(pc.fill_null(told.field("zone"), ""))
    shift = (hour * 60 + minute - offset) * _MINUTE + second * _SECOND + _part(fraction)
    legal = is_time & known & (hour <= 24) & (minute < 60) & (second <= 60) & ((hour < 24) | (minute + second == 0))
    return np.where(legal, shift, 0), legal | none


def _part(texts: pa.Array) -> Ints:
    """Digits as numbers; 0 where there are none."""
    filled = pc.fill_null(texts, "")
    whole: Ints = pc.cast(pc.if_else(pc.equal(filled, ""), "0", filled), pa.int64()).to_numpy(zero_copy_only=False)
    return whole


def _offsets(zones: pa.Array) -> tuple[Ints, Flags]:
    """Minutes east of Greenwich, and which are known; none is UTC."""
    names, places = _distinct(zones)
    read = [_offset(name) for name in names.to_pylist()]
    offset = np.array([minutes or 0 for minutes in read], np.int64)
    return offset[places], np.array([minutes is not None for minutes in read], bool)[places]


@lru_cache(maxsize=4_096)
def _offset(zone: str) -> int | None:
    if not zone:
        return 0
    told = zone.removeprefix("gmt").removeprefix("utc")
    if told[:1] in ("+", "-") and (digits := told[1:].replace(":", "")).isdigit():
        hours, minutes = int(digits[:2]), int(digits[2:] or 0)
        return (1 if told[0] == "+" else -1) * (hours * 60 + minutes) if hours <= 15 and minutes < 60 else None
    return date_columns().zones.get(zone)
