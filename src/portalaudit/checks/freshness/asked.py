"""What was asked of the rows of datasets (frames `probes` and `profiles`), brought to the rows of `datasets`."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, Rows, mask_of, taken
from portalaudit.checks.freshness.moments import UNKNOWN_STAMP, Floats, Micros, micros, plausible
from portalaudit.checks.once import once
from portalaudit.model import frames
from portalaudit.model.check import Parts
from portalaudit.model.probes import UNDATED
from portalaudit.model.stamps import micros_of

Numbers = npt.NDArray[np.int64]
T = TypeVar("T", bound=np.generic)
DATELESS = pa.array(sorted(UNDATED), pa.string())


@dataclass(frozen=True, slots=True)
class Asked:
    """Arrays as long as `datasets`."""

    place: Numbers
    """The line of `probes`, -1 where its rows were not asked."""
    at: Micros
    """When they were asked; UNKNOWN_STAMP where that is not known or cannot be true."""
    seen: Micros
    """The same, never later than the audit: what ages of rows are reckoned up to."""
    answered: Mask
    """The rows answered, and the server does not say that it is behind the data."""
    behind: Mask
    """The server says so (`X-SODA2-Data-Out-Of-Date`)."""
    content: Mask
    """What the rows hold was seen, be it without dates, and the server does not say that it is behind the data."""


def asked(parts: Parts) -> Asked:
    """Which datasets were asked, once for all checks; none where the snapshot has no such frame."""
    return once(parts, "asked", _asked, parts.taken_at, parts.probes)


def _asked(parts: Parts) -> Asked:
    owners = owners_of(parts.probes, len(parts.datasets))
    place = np.full(len(parts.datasets), -1, np.int64)
    lines = np.flatnonzero(owners >= 0)[::-1]
    place[owners[lines]] = lines  # the first of a dataset, should there be several
    at = _over(place, micros(frames.column(parts.probes, "asked_at")), UNKNOWN_STAMP)
    at = np.where(plausible(at, parts.taken_at), at, UNKNOWN_STAMP)
    behind = _over(place, mask_of(frames.column(parts.probes, "out_of_date")), False)
    failed = _over(place, mask_of(pc.is_valid(frames.column(parts.probes, "failure"))), True)
    dateless = _over(place, mask_of(pc.is_in(frames.column(parts.probes, "failure").cast(pa.string()), DATELESS)), False)
    known = ~behind & (at != UNKNOWN_STAMP)
    return Asked(
        place, at, np.minimum(at, micros_of(parts.taken_at)), ~failed & known, behind, (~failed | dateless) & known
    )  # fmt: skip


def owners_of(frame: pd.DataFrame, length: int) -> Numbers:
    """The dataset of each line of a frame, -1 where it points to none."""
    owners = np.asarray(frames.column(frame, "dataset").fill_null(-1), np.int64)
    return np.where((owners >= 0) & (owners < length), owners, -1)


def stamps(parts: Parts, name: str) -> Micros:
    """A stamp of `probes` for every dataset as it was told, UNKNOWN_STAMP where it is unknown."""
    return _over(asked(parts).place, micros(frames.column(parts.probes, name)), UNKNOWN_STAMP)


def moments(parts: Parts, name: str) -> Micros:
    """A stamp of `probes` for every dataset, UNKNOWN_STAMP where it is unknown or cannot be true."""
    found = stamps(parts, name)
    return np.where(plausible(found, parts.taken_at), found, UNKNOWN_STAMP)


def numbers(parts: Parts, name: str) -> Floats:
    """A number of `probes` for every dataset, NaN where it is unknown."""
    column = frames.column(parts.probes, name).cast(pa.float64(), safe=False).fill_null(np.nan)
    return _over(asked(parts).place, np.asarray(column, np.float64), np.nan)


def flags(parts: Parts, name: str) -> Mask:
    """Where a column of `probes` says yes."""
    return _over(asked(parts).place, mask_of(frames.column(parts.probes, name)), False)


def told(parts: Parts, name: str) -> Mask:
    """Where a column of `probes` says anything."""
    return _over(asked(parts).place, mask_of(pc.is_valid(frames.column(parts.probes, name))), False)


def said(parts: Parts, name: str, word: str) -> Mask:
    """Where a label of `probes` is this word."""
    column = frames.column(parts.probes, name).cast(pa.string())
    return _over(asked(parts).place, mask_of(pc.equal(column, word)), False)


def texts(parts: Parts, name: str, rows: Rows) -> pa.Array:
    """A text of `probes` for some datasets."""
    place = asked(parts).place[rows]
    column = frames.column(parts.probes, name).cast(pa.string())
    return taken(column.take(pa.array(place, mask=place < 0)))


def deciding(parts: Parts, rows: Rows) -> Numbers:
    """The line of `profiles` of the column that decides how new the rows are, for some datasets; -1 where none is told."""
    owners = owners_of(parts.profiles, len(parts.datasets))
    wanted = np.zeros(len(parts.datasets) + 1, np.bool_)
    wanted[rows] = True
    wanted[-1] = False  # for owners of -1
    lines = np.flatnonzero(wanted[owners])
    names = frames.column(parts.profiles, "name").take(pa.array(lines))
    same = mask_of(pc.equal(names, texts(parts, "column", owners[lines])))
    found = np.full(len(parts.datasets), -1, np.int64)
    chosen = lines[same][::-1]
    found[owners[chosen]] = chosen
    return found[rows]


def _over(place: Numbers, values: npt.NDArray[T], nothing: object) -> npt.NDArray[T]:
    """Values of lines of `probes` for every dataset."""
    return np.append(values, np.array([nothing], values.dtype))[place]
