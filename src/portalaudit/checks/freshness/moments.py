"""Moments as the checks reckon with them: microseconds since 1970, and which of them can be true."""

import re
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, mask_of, uniques
from portalaudit.data.tables import threshold
from portalaudit.model.stamps import epoch_micros, iso_micros, micros_of

Micros = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNKNOWN_STAMP = np.iinfo(np.int64).min
DAY = 86_400_000_000
"""Microseconds."""
HOUR = DAY // 24
SECOND = HOUR // 3_600
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
_USUAL = r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?)?$"
_LARGEST = 2**62


def micros(column: pa.ChunkedArray) -> Micros:
    """A column of stamps in microseconds since 1970, UNKNOWN_STAMP where it is null or farther away than can be reckoned with."""
    array = np.asarray(column.cast(pa.int64()).fill_null(UNKNOWN_STAMP), np.int64)
    return np.where((array > -_LARGEST) & (array < _LARGEST), array, UNKNOWN_STAMP)


def plausible(given: Micros, taken_at: datetime) -> Mask:
    """Stamps that may be true: not before data/thresholds.toml's earliest year, not further ahead than clocks differ."""
    year = int(threshold("implausible", "earliest_year"))
    first = int((np.datetime64(f"{year:04}-01-01") - np.datetime64("1970-01-01")) / np.timedelta64(1, "D")) * DAY
    result: Mask = (given >= first) & (given <= latest_plausible(taken_at))
    return result


def latest_plausible(taken_at: datetime) -> int:
    """The last moment that is not further ahead than clocks and time zones differ."""
    return micros_of(taken_at) + int(threshold("implausible", "future_days")) * DAY


def days_between(later: Micros | int, earlier: Micros) -> Floats:
    """Days from one moment to another, 0 where it lies ahead; NaN where one of them is unknown."""
    known = (earlier != UNKNOWN_STAMP) & (np.asarray(later) != UNKNOWN_STAMP)
    span = np.where(known, later, 0) - np.where(known, earlier, 0)
    return np.where(known, np.maximum(span, 0) / DAY, np.nan)


def dates(given: Micros) -> list[str]:
    """The day of each moment, `2026-11-01`."""
    return given.astype("datetime64[us]").astype("datetime64[D]").astype(str).tolist()  # type: ignore[no-any-return]


def times(given: Micros) -> list[str]:
    """Each moment to the minute, UTC, `2026-11-01 02:00`."""
    return [text.replace("T", " ") for text in given.astype("datetime64[us]").astype("datetime64[m]").astype(str).tolist()]


def stamp_of(text: str) -> int | None:
    """Microseconds since 1970 of a date as catalogues write it: ISO 8601, or seconds or milliseconds since 1970."""
    text = text.strip()[:100]
    found = iso_micros(text)
    if found is None and _EPOCH.fullmatch(text):
        return epoch_micros(float(text), 1_000 if len(text.partition(".")[0]) > 11 else 1)
    return found


def stamps_of(column: pa.ChunkedArray) -> Micros:
    """`stamp_of` of every row of a text column, UNKNOWN_STAMP where there is none; ordinary ones are read all at once."""
    values, numbers = uniques(column)
    table = np.full(len(values) + 1, UNKNOWN_STAMP)
    usual = mask_of(pc.match_substring_regex(values, _USUAL))
    try:
        texts = pc.utf8_rtrim(values.filter(pa.array(usual)), "Z")
        table[:-1][usual] = np.asarray(texts.cast(pa.timestamp("us")).cast(pa.int64()), np.int64)
    except pa.ArrowInvalid:  # one of them is no date, such as February 30
        usual = np.zeros_like(usual)
    rest = np.flatnonzero(~usual)
    read = (stamp_of(text) for text in values.take(pa.array(rest)).to_pylist())
    table[rest] = np.fromiter((UNKNOWN_STAMP if stamp is None else stamp for stamp in read), np.int64, len(rest))
    return table[numbers]
