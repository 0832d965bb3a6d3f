"""The columns of datasets: as the catalogue tells them, else as they were met when the rows were asked, and what was met."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, Rows, mask_of, spread, taken
from portalaudit.checks.once import once
from portalaudit.model import frames
from portalaudit.model.check import Parts

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEEDS = ("datasets", "columns", "probes", "profiles")
"""What `known_columns` reads."""

_MADE = r"^(?::|_id$|_full_text$)"
"""Names of columns that a platform adds: Socrata's begin with a colon, CKAN's datastore has `_id` and `_full_text`."""
_GEOMETRY = r"^(?i:geometry|geom|the_geom|shape)$"
"""Names of columns that hold shapes: nobody explains them, and whether they differ is not counted. Toronto's score excuses
`geometry`; the others are our own choice."""
_NAMED, _LONGEST = 20, 60
"""Columns that a finding names, and characters of each name (own choice)."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of datasets, those of the platform's making aside; one line each, sorted by dataset and place."""

    owners: Numbers
    """The row of `datasets`."""
    names: pa.Array
    titles: pa.Array
    """Labels for people."""
    geometry: Mask
    """The name says that it holds shapes."""
    described: Mask
    """Somebody explains it."""
    explicable: Mask
    """The source has a place for explanations; elsewhere their absence means nothing."""
    at: pa.Array
    """Where it stands in the entry; null where the rows were asked."""


@dataclass(frozen=True, slots=True)
class Profiled:
    """Columns whose rows were asked or read, alike. NaN where a figure is not known."""

    owners: Numbers
    names: pa.Array
    geometry: Mask
    rows: Floats
    nulls: Floats
    distinct: Floats


def known_columns(parts: Parts) -> Columns:
    """The columns of every dataset, once for all checks: those of the catalogue, and where it tells none those of the rows."""
    return once(parts, "columns", _known_columns, parts.columns, parts.probes, parts.profiles)


def _known_columns(parts: Parts) -> Columns:
    length = len(parts.datasets)
    told = _of_frame(parts.columns, length, ~mask_of(frames.column(parts.columns, "system")))
    catalogued = np.zeros(length, np.bool_)
    catalogued[told.owners] = True
    met = _of_frame(parts.profiles, length, ~catalogued[_owners(parts.profiles, length)]) if length else told
    if not len(met.owners):
        return told
    dictionary = np.zeros(length, np.bool_)  # of all that is asked for rows, only CKAN's datastore explains columns
    asked = _owners(parts.probes, length)
    by_datastore = mask_of(pc.equal(frames.column(parts.probes, "way").cast(pa.string()), "datastore"))
    dictionary[asked[by_datastore & (asked >= 0)]] = True
    owners = np.concatenate([told.owners, met.owners])
    order = np.argsort(owners, kind="stable")
    take = pa.array(order)
    nowhere = pa.nulls(len(met.owners), pa.string())
    return Columns(
        owners[order],
        pa.concat_arrays([told.names, met.names]).take(take),
        pa.concat_arrays([told.titles, met.titles]).take(take),
        np.concatenate([told.geometry, met.geometry])[order],
        np.concatenate([told.described, met.described])[order],
        np.concatenate([told.explicable, dictionary[met.owners]])[order],
        pa.concat_arrays([told.at, nowhere]).take(take),
    )


def profiled(parts: Parts) -> Profiled:
    """What was learnt of the columns of every dataset, once for all checks."""
    return once(parts, "profiled", _profiled, parts.profiles)


def _profiled(parts: Parts) -> Profiled:
    frame, length = parts.profiles, len(parts.datasets)
    found = _of_frame(frame, length, np.ones(len(frame), np.bool_))
    kept = _kept(frame, length, np.ones(len(frame), np.bool_))
    figures = (_figures(frame, name)[kept] for name in ("rows", "nulls", "distinct"))
    return Profiled(found.owners, found.names, found.geometry, *figures)


def whole(found: Profiled, known: Mask, length: int) -> Mask:
    """The datasets that have a profile of which every column is known."""
    columns, open_ones = (np.bincount(found.owners[where], minlength=length)[:length] for where in (known | True, ~known))
    result: Mask = (columns > 0) & (open_ones == 0)
    return result


def named(names: pa.Array, owners: Numbers, where: Mask, rows: Rows, length: int) -> pa.Array:
    """The names of some columns of each of these datasets, joined: `a, b, c`, at most twenty, as an array over all rows."""
    lines = np.flatnonzero(where)
    lines = lines[np.isin(owners[lines], rows)]
    shown: dict[int, list[str]] = {}
    for line, owner in zip(lines.tolist(), owners[lines].tolist(), strict=True):
        of_one = shown.setdefault(owner, [])
        if len(of_one) < _NAMED:
            of_one.append(str(names[line].as_py() or "")[:_LONGEST])
    return spread(rows, [", ".join(shown.get(row, ())) for row in rows.tolist()], length)


def witness(parts: Parts, rows: Rows) -> pa.Array:
    """The captures that hold what was learnt of the rows of these datasets, as an array over all rows."""
    length = len(parts.datasets)
    owners = _owners(parts.probes, length)
    place = np.full(length + 1, -1, np.int64)
    lines = np.arange(len(owners))[::-1]
    place[owners[lines]] = lines
    place = place[:-1][rows]
    captures = taken(frames.column(parts.probes, "capture").cast(pa.string()).take(pa.array(place, mask=place < 0)))
    return spread(rows, captures, length)


def _of_frame(frame: pd.DataFrame, length: int, wanted: Mask) -> Columns:
    kept = pa.array(_kept(frame, length, wanted))
    names = taken(frames.column(frame, "name").take(kept))
    description = pc.utf8_trim_whitespace(frames.column(frame, "description").take(kept))
    return Columns(
        _owners(frame, length)[np.asarray(kept)],
        names,
        taken(frames.column(frame, "title").take(kept)),
        mask_of(pc.match_substring_regex(names, _GEOMETRY)),
        mask_of(pc.greater(pc.binary_length(description), 0)),
        np.ones(len(kept), np.bool_),
        taken(frames.column(frame, "at").take(kept)),
    )


def _kept(frame: pd.DataFrame, length: int, wanted: Mask) -> Rows:
    """The lines of a frame that are columns of the publisher's making."""
    made = mask_of(pc.match_substring_regex(frames.column(frame, "name"), _MADE))
    return np.flatnonzero(wanted & ~made & (_owners(frame, length) >= 0))


def _owners(frame: pd.DataFrame, length: int) -> Numbers:
    """The dataset of each line, -1 where it points to none."""
    owners = np.asarray(frames.column(frame, "dataset").fill_null(-1), np.int64)
    return np.where((owners >= 0) & (owners < length), owners, -1)


def _figures(frame: pd.DataFrame, name: str) -> Floats:
    values = np.asarray(frames.column(frame, name).cast(pa.float64(), safe=False).fill_null(np.nan), np.float64)
    return np.where(values >= 0, values, np.nan)
