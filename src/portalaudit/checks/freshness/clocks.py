"""What the declared frequencies and the portal's stamps say of each asset's age."""

import re
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, Mask, Rows, taken, uniques
from portalaudit.checks.fields import stated
from portalaudit.checks.freshness.declared import allowed_days, read_frequency
from portalaudit.checks.once import once
from portalaudit.data.frequencies import Frequency
from portalaudit.data.tables import threshold
from portalaudit.model.check import Parts
from portalaudit.model.stamps import epoch_micros, iso_micros, micros_of

NONE, UNREADABLE = 0, 1
"""No frequency; one that cannot be read. Greater numbers are frequencies that were read."""
DAY = 86_400_000_000
"""Microseconds."""

_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")

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


CLOCKS = ("data_modified", "metadata_modified", "modified")
"""The platform's stamp of the data, its stamp of the metadata, and what the catalogue states in words."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old each asset is."""

    days: npt.NDArray[np.int64]
    """Whole days, 0 for a stamp a little ahead; -1 where unknown or not plausible."""
    clock: Codes
    """The place in CLOCKS of the stamp that decides, -1 where there is none."""
    micros: npt.NDArray[np.int64]
    """That stamp in microseconds since 1970, UNKNOWN_STAMP where it is unknown or not plausible."""


def ages(parts: Parts) -> Ages:
    """The age by the first of CLOCKS that an asset has, once for all checks.

    A stamp that cannot be true gives no age and is not replaced by the next clock: the first one is broken, and the next would
    make it look fresh.
    """
    return once(parts, "ages", _ages, parts.taken_at)


def _ages(parts: Parts) -> Ages:
    micros = np.full(len(parts.datasets), UNKNOWN_STAMP)
    clock = np.full(len(micros), -1, np.int32)
    for place, name in enumerate(CLOCKS):
        open_rows = np.flatnonzero(clock < 0)
        if not len(open_rows):
            break
        given = _stated_stamps(parts, open_rows) if name == "modified" else stamps(parts, name)[open_rows]
        known = given != UNKNOWN_STAMP
        micros[open_rows[known]] = given[known]
        clock[open_rows[known]] = place
    good = plausible(micros, parts.taken_at)
    micros = np.where(good, micros, UNKNOWN_STAMP)
    days = np.where(good, np.maximum(micros_of(parts.taken_at) - np.where(good, micros, 0), 0) // DAY, -1)
    return Ages(days, clock, micros)


def _stated_stamps(parts: Parts, rows: Rows) -> npt.NDArray[np.int64]:
    """The field `modified` of some rows as stamps; a repeating interval is none."""
    values, numbers = uniques(parts.column("modified").take(pa.array(rows)))
    read = (stamp_of(text) for text in values.to_pylist())
    table = np.array([*(UNKNOWN_STAMP if stamp is None else stamp for stamp in read), UNKNOWN_STAMP], np.int64)
    return table[numbers]


def places_of(parts: Parts, field: str) -> pa.Array:
    """Where each row's field stands: the row's own place, else the source's; the entry where neither is told."""
    usual = pa.scalar(parts.place(field) or "#", pa.string())
    if f"{field}_at" not in parts.datasets.columns:
        return pa.repeat(usual, len(parts.datasets))
    return pc.fill_null(taken(parts.column(f"{field}_at").cast(pa.string())), usual)


def stamp_of(text: str) -> int | None:
    """Microseconds since 1970 of a date as catalogues write it: ISO 8601, or seconds or milliseconds since 1970."""
    text = text.strip()[:100]
    micros = iso_micros(text)
    if micros is None and _EPOCH.fullmatch(text):
        return epoch_micros(float(text), 1_000 if len(text.partition(".")[0]) > 11 else 1)
    return micros
