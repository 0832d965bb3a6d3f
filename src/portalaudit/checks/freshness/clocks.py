"""What the declared frequencies and the portal's stamps say of each asset's age."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.checks.arrays import Codes, Mask, uniques
from portalaudit.checks.fields import stated
from portalaudit.checks.freshness.declared import allowed_days, read_frequency
from portalaudit.checks.once import once
from portalaudit.data.frequencies import Frequency
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts
from portalaudit.model.stamps import micros_of

NONE, UNREADABLE = 0, 1
"""No frequency; one that cannot be read. Greater numbers are frequencies that were read."""
DAY = 86_400_000_000
"""Microseconds."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Declared:
    """The declared frequency of every asset."""

    codes: Codes
    """NONE, UNREADABLE, or 2 + the place in `found`."""
    found: tuple[Frequency, ...]
    days: Floats
    """NaN where there is no period."""
    allowed: Floats
    """Days that the data may be old; NaN where there is no period."""
    nothing: Mask
    """Where a value is given that states nothing (`unknown`, `n/a`); its code is NONE."""


def declared(parts: Parts) -> Declared:
    """Reads the frequencies of a snapshot, once for all checks."""
    return once(parts, "declared", _declared)


def _declared(parts: Parts) -> Declared:
    values, numbers = uniques(parts.column("frequency"))
    known: dict[Frequency, int] = {}
    table = np.zeros(len(values) + 1, np.int32)
    for place, text in enumerate(values.to_pylist()):
        found = read_frequency(text)
        if found is None:
            table[place] = UNREADABLE
        elif found.word != "unknown":
            table[place] = known.setdefault(found, len(known) + 2)
    has = stated(parts, "frequency")
    codes = np.where(has, table[numbers], NONE).astype(np.int32)
    days = np.array([np.nan, np.nan, *(np.nan if f.days is None else f.days for f in known)])
    allowed = np.array([np.nan, np.nan, *(np.nan if f.days is None else allowed_days(f.days) for f in known)])
    return Declared(codes, tuple(known), days[codes], allowed[codes], has & (codes == NONE))


def stamps(parts: Parts, name: str) -> npt.NDArray[np.int64]:
    """A stamp of `datasets` in microseconds since 1970, and the smallest integer where it is unknown."""
    array = parts.column(name).cast(pa.int64()).fill_null(np.iinfo(np.int64).min)
    return np.asarray(array, np.int64)


UNKNOWN_STAMP = np.iinfo(np.int64).min


def plausible(micros: npt.NDArray[np.int64], taken_at: datetime) -> Mask:
    """Stamps that may be true: not before data/thresholds.toml's earliest year, not further ahead than clocks differ."""
    year = int(threshold("implausible", "earliest_year"))
    first = int((np.datetime64(f"{year:04}-01-01") - np.datetime64("1970-01-01")) / np.timedelta64(1, "D")) * DAY
    last = micros_of(taken_at) + int(threshold("implausible", "future_days")) * DAY
    result: Mask = (micros >= first) & (micros <= last)
    return result


@dataclass(frozen=True, slots=True)
class Ages:
    """How old each asset is."""

    days: npt.NDArray[np.int64]
    """Whole days, 0 for a stamp a little ahead; -1 where unknown or not plausible."""
    by_data: Mask
    """True where the data's own clock decides, False where only the metadata's is there."""


def ages(parts: Parts) -> Ages:
    """The age by the data's stamp, else by the metadata's. A stamp that cannot be true gives no age and is not replaced."""
    data, metadata = stamps(parts, "data_modified"), stamps(parts, "metadata_modified")
    by_data = data != UNKNOWN_STAMP
    micros = np.where(by_data, data, metadata)
    good = plausible(micros, parts.taken_at)
    days = np.where(good, np.maximum(micros_of(parts.taken_at) - np.where(good, micros, 0), 0) // DAY, -1)
    return Ages(days, by_data)
