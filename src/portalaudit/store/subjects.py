"""Subjects of findings: what an asset is called becomes a number, once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portalaudit.model import frames
from portalaudit.model.counting import own_datasets
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.subject import PORTAL
from portalaudit.store import tables
from portalaudit.store.bulk import Numbers, insert_rows, intern, select_subjects
from portalaudit.store.columns import LONGEST_KEY, short


@dataclass(frozen=True, slots=True)
class Subjects:
    """The numbers of one snapshot's subjects."""

    rows: Numbers
    """One a row of `datasets`."""
    portal: int
    """The portal's own."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Subjects with what the table says of them, or is to say; one entry each."""

    names: pa.Array
    organisations: Numbers
    """Number of the organisation, 0 for none."""
    own: npt.NDArray[np.bool_]


def number_subjects(connection: Connection, portal: int, snapshot: Snapshot, ownership: Sequence[str]) -> Subjects:
    """Give every asset of a snapshot its number. New subjects are inserted, changed ones updated, the rest left alone.

    The caller holds the portal's row, so nobody else numbers this portal's subjects meanwhile.
    """
    names = pa.concat_arrays([_names(snapshot), pa.array([PORTAL])]).dictionary_encode()
    codes = names.indices.to_numpy().astype(np.int64)
    first = np.unique(codes, return_index=True)[1]  # two assets of one name: the first one speaks
    seen = _Facts(
        names.dictionary,
        np.append(_organisations(connection, portal, snapshot), 0)[first],
        np.append(own_datasets(snapshot, ownership), False)[first],
    )
    ids, known = _known(connection, portal, 0)
    at = _places(seen, known)
    _update(connection, ids, known, seen, at)
    new = np.flatnonzero(at < 0)
    numbers = np.zeros(len(seen.names), np.int64)
    numbers[at >= 0] = ids[at[at >= 0]]
    if len(new):
        _insert(connection, portal, seen, new)
        fresh_ids, fresh = _known(connection, portal, int(ids.max(initial=0)))
        numbers[new] = fresh_ids[_places(seen, fresh)[new]]
    return Subjects(numbers[codes[:-1]], int(numbers[codes[-1]]))


def _names(snapshot: Snapshot) -> pa.Array:
    names = _flat(frames.column(snapshot.datasets, "id"))
    odd = pc.or_(pc.greater(pc.binary_length(names), LONGEST_KEY), pc.match_substring(names, "\x00"))
    if not pc.any(odd).as_py():
        return names
    return pa.array([short(name) for name in names.to_pylist()], pa.string())


def _organisations(connection: Connection, portal: int, snapshot: Snapshot) -> Numbers:
    """The department, else the publisher, that each asset names."""
    told = [pc.utf8_trim_whitespace(_flat(frames.column(snapshot.datasets, name))) for name in ("organization", "publisher")]
    blank = [pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts) for texts in told]
    encoded = _flat(pc.coalesce(*blank)).dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    numbers = intern(connection, tables.organisations, ("portal", "name"), [(portal, name) for name in names])
    table = np.array([0, *(numbers[portal, name] for name in names)], np.int64)
    places = pc.fill_null(encoded.indices, -1).to_numpy().astype(np.int64)
    return np.asarray(table[places + 1])


def _flat(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    plain = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return plain.cast(pa.string())


def _known(connection: Connection, portal: int, after: int) -> tuple[Numbers, _Facts]:
    ids, names, organisations, own = select_subjects(connection, portal, after)
    return ids, _Facts(pa.array(names, pa.string()), organisations, own.astype(np.bool_))


def _places(seen: _Facts, known: _Facts) -> Numbers:
    found = pc.fill_null(pc.index_in(seen.names, known.names), -1)
    return np.asarray(found.to_numpy().astype(np.int64))


def _update(connection: Connection, ids: Numbers, known: _Facts, seen: _Facts, at: Numbers) -> None:
    rows = np.flatnonzero(at >= 0)
    there = at[rows]
    moved = (known.organisations[there] != seen.organisations[rows]) | (known.own[there] != seen.own[rows])
    if not moved.any():
        return
    table = tables.subjects
    change = sa.update(table).where(table.c.id == sa.bindparam("subject"))
    values = zip(
        ids[there[moved]].tolist(), seen.organisations[rows[moved]].tolist(), seen.own[rows[moved]].tolist(), strict=True
    )
    connection.execute(
        change.values(organisation=sa.bindparam("unit"), own=sa.bindparam("mine")),
        [{"subject": subject, "unit": unit or None, "mine": mine} for subject, unit, mine in values],
    )


def _insert(connection: Connection, portal: int, seen: _Facts, new: npt.NDArray[np.int64]) -> None:
    names = seen.names.take(pa.array(new)).to_pylist()
    units = [unit or None for unit in seen.organisations[new].tolist()]
    rows = zip([portal] * len(new), names, units, seen.own[new].tolist(), strict=True)
    insert_rows(connection, tables.subjects, ("portal", "name", "organisation", "own"), rows)
