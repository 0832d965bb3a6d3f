"""Rows in, sorted frames out. Connectors hand over one asset at a time; Python objects live for one chunk only."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.connectors.arrays import array_of, states_of
from portalaudit.connectors.values import ABSENT, state
from portalaudit.model import frames
from portalaudit.model.frames import COLUMNS, DATASETS, DISTRIBUTIONS, FIELDS, OPTIONAL_DISTRIBUTIONS, VIOLATIONS
from portalaudit.model.subject import subject_of

CHUNK = 2_000
"""Assets held as Python objects before they become Arrow (memory of a 200,000-asset crawl; 4,000 is no faster)."""
MOST_KEYS = 500
"""Source keys whose states are kept; a hostile catalogue cannot widen the frame further."""

_SOURCE = tuple(field.name for field in DATASETS if not field.name.endswith("_state") and field.name != "id")
_UNSEEN = object()
_NOTHING: Mapping[str, object] = {}
_NONE = pa.schema([])

type_of = {field.name: field.type for field in DATASETS}


class Builder:
    """Collects the assets of one portal.

    A row maps fields of `frames.DATASETS` to raw JSON values: a missing field is not observed, ABSENT is a key that the
    source lacks, None is null. Times are microseconds since 1970. `<field>_at`, `capture_P` and `pointer_P` may be added.
    """

    def __init__(self) -> None:
        self._count = 0
        self._rows: list[dict[str, object]] = []
        self._entries: list[Mapping[str, object]] = []
        self._optional: dict[str, None] = {}
        self._tables: list[dict[str, pa.Array]] = []
        self._children = {
            "distributions": _Child(DISTRIBUTIONS, OPTIONAL_DISTRIBUTIONS),
            "columns": _Child(COLUMNS),
            "violations": _Child(VIOLATIONS),
        }
        self._states: dict[str, bytearray] = {}

    def __len__(self) -> int:
        return self._count

    def add(
        self,
        row: dict[str, object],
        entry: Mapping[str, object] | None = None,
        *,
        distributions: Sequence[Mapping[str, object]] = (),
        columns: Sequence[Mapping[str, object]] = (),
        violations: Sequence[Mapping[str, object]] = (),
    ) -> int:
        """Add one asset and return its number. `entry` is the source's object, for the states of its keys."""
        number = self._count
        self._count += 1
        self._rows.append(row)
        self._entries.append(_NOTHING if entry is None else entry)
        for name, items in (("distributions", distributions), ("columns", columns), ("violations", violations)):
            if items:
                self._children[name].add(number, items)
        if len(self._rows) >= CHUNK:
            self._flush()
        return number

    def add_block(
        self,
        columns: Mapping[str, list[object]],
        entries: Sequence[Mapping[str, object]],
        distributions: Mapping[str, list[object]] | None = None,
        owners: Sequence[int] = (),
    ) -> None:
        """Add many assets at once, a column at a time; faster than `add` for pages of many.

        Args:
            columns: fields as for `add`; all of one length, a field that is missing is not observed in any of them.
            entries: the source's objects, as many.
            distributions: columns of their distributions, with `queryable` where the source tells it; `owners` numbers each
                one's asset within the block, ascending.
        """
        self._flush()
        self._count += len(entries)
        self._note_states(entries)
        self._tables.append(self._arrays(columns, len(entries)))
        if distributions is not None and owners:
            self._children["distributions"].add_block(self._count - len(entries), owners, distributions)

    def add_catalogue_violations(self, items: Sequence[Mapping[str, object]]) -> None:
        """Schema errors of the catalogue itself."""
        self._children["violations"].add(-1, items)

    def _note_states(self, entries: Sequence[Mapping[str, object]]) -> None:
        """The state of every key of these entries, which are the last ones added; a key at a time, for speed."""
        before = self._count - len(entries)
        keys: dict[str, None] = {}
        for entry in entries:
            keys.update(dict.fromkeys(entry))
        for key in keys:
            codes = self._states.get(key)
            if codes is None:
                if len(self._states) >= MOST_KEYS:
                    continue
                codes = self._states[key] = bytearray()
            codes.extend(bytes(before - len(codes)))
            codes.extend(states_of([entry.get(key, ABSENT) for entry in entries]))

    def _flush(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        entries, self._entries = self._entries, []
        self._note_states(entries)
        del entries
        seen: set[str] = set()
        for row in rows:
            seen.update(row)
        columns = {name: [row.get(name, _UNSEEN) for row in rows] for name in sorted(seen)}
        self._tables.append(self._arrays(columns, len(rows)))
        for child in self._children.values():
            child.flush()

    def _arrays(self, columns: Mapping[str, list[object]], length: int) -> dict[str, pa.Array]:
        """Columns of raw values as Arrow, with the states of the fields."""
        made: dict[str, pa.Array] = {}
        for name in _SOURCE:
            values = columns.get(name)
            if values is None:
                if name in FIELDS:
                    made[f"{name}_state"] = pa.nulls(length, pa.uint8())
                made[name] = pa.nulls(length, type_of[name])
                continue
            if values.count(ABSENT) == length:
                if name in FIELDS:
                    made[f"{name}_state"] = pa.array(np.zeros(length, np.uint8))
                made[name] = pa.nulls(length, type_of[name])
                continue
            whole = _UNSEEN not in values
            if name in FIELDS:
                codes = states_of(values) if whole else [None if v is _UNSEEN else state(v) for v in values]
                made[f"{name}_state"] = pa.array(codes, pa.uint8())
            made[name] = array_of(values if whole else [None if v is _UNSEEN else v for v in values], type_of[name])
        for name in columns:
            if name not in type_of:
                self._optional[name] = None
                made[name] = array_of([None if v is _UNSEEN else v for v in columns[name]], frames.LABEL)
        return made

    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames `datasets distributions columns violations states`, rows of `datasets` sorted by id."""
        self._flush()
        names = [*(n for n in DATASETS.names if n != "id"), *sorted(self._optional)]
        columns = {name: self._column(name) for name in names}
        self._tables.clear()
        ids = _subjects(columns)
        order = np.asarray(pc.sort_indices(ids), dtype=np.int64)
        ranks = np.empty(len(order), dtype=np.int32)
        ranks[order] = np.arange(len(order), dtype=np.int32)
        columns["id"] = pa.chunked_array([ids])
        datasets = _sorted({name: columns.pop(name) for name in [*DATASETS.names, *sorted(self._optional)]}, order)
        result = {name: child.frame(ranks) for name, child in self._children.items()}
        result["datasets"] = frames.to_frame(datasets.unify_dictionaries())
        result["states"] = self._state_frame(order)
        return result

    def _column(self, name: str) -> pa.ChunkedArray:
        kind = type_of.get(name, frames.LABEL)
        chunks = [made.get(name, pa.nulls(len(made["key"]), kind)) for made in self._tables]
        joined = pa.chunked_array(chunks, type=kind)
        return joined.unify_dictionaries() if pa.types.is_dictionary(kind) else joined

    def _state_frame(self, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.DataFrame:
        arrays = {}
        for key in sorted(self._states):
            codes = np.zeros(self._count, dtype=np.uint8)
            seen = np.frombuffer(bytes(self._states[key]), dtype=np.uint8)
            codes[: len(seen)] = seen
            arrays[key] = pa.array(codes[order])
        if not arrays:
            return pd.DataFrame(index=pd.RangeIndex(self._count))
        return frames.to_frame(pa.table(arrays))


class _Child:
    """Rows of a frame that hangs on `datasets`."""

    def __init__(self, schema: pa.Schema, optional: pa.Schema = _NONE) -> None:
        self.schema = schema
        self._optional = optional
        self._has: dict[str, None] = {}
        self._rows: list[Mapping[str, object]] = []
        self._owners: list[int] = []
        self._positions: list[int] = []
        self._tables: list[pa.Table] = []

    @property
    def _whole(self) -> pa.Schema:
        return pa.schema([*self.schema, *self._optional])

    def add(self, dataset: int, items: Sequence[Mapping[str, object]]) -> None:
        self._rows.extend(items)
        self._owners.extend([dataset] * len(items))
        self._positions.extend(range(len(items)))

    def add_block(self, start: int, owners: Sequence[int], columns: Mapping[str, list[object]]) -> None:
        """Rows as columns; `owners` count from `start`."""
        self.flush()
        numbers = np.asarray(owners, dtype=np.int32)
        first = np.searchsorted(numbers, numbers)
        arrays = [pa.array(numbers + np.int32(start)), pa.array((np.arange(len(numbers)) - first).astype(np.int32))]
        for field in [*list(self.schema)[2:], *self._optional]:
            values = columns.get(field.name)
            if values is not None and field in self._optional:
                self._has[field.name] = None
            arrays.append(pa.nulls(len(numbers), field.type) if values is None else array_of(values, field.type))
        self._tables.append(pa.Table.from_arrays(arrays, schema=self._whole))

    def flush(self) -> None:
        if not self._rows and self._tables:
            return
        arrays = [pa.array(self._owners, pa.int32()), pa.array(self._positions, pa.int32())]
        self._has |= {name: None for name in self._optional.names if any(name in row for row in self._rows)}
        arrays += [array_of([row.get(field.name) for row in self._rows], field.type) for field in list(self._whole)[2:]]
        self._tables.append(pa.Table.from_arrays(arrays, schema=self._whole))
        self._rows, self._owners, self._positions = [], [], []

    def frame(self, ranks: np.ndarray[tuple[int], np.dtype[np.int32]]) -> pd.DataFrame:
        self.flush()
        table = pa.concat_tables(self._tables).unify_dictionaries()
        table = table.select([*self.schema.names, *(name for name in self._optional.names if name in self._has)])
        self._tables.clear()
        columns = dict(zip(table.column_names, table.columns, strict=True))
        del table
        owners = columns["dataset"].to_numpy()
        placed = (np.where(owners < 0, -1, ranks[owners]) if len(ranks) else owners).astype(np.int32)
        # Rows of one dataset stand together in their order already, so a stable sort by dataset is enough.
        columns["dataset"] = pa.chunked_array([pa.array(placed)])
        return frames.to_frame(_sorted(columns, np.argsort(placed, kind="stable")))


def _sorted(columns: dict[str, pa.ChunkedArray], order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    """Columns in another order of rows, as a table; taken one at a time, so that no more than one is held twice."""
    if len(order) and not np.array_equal(order, np.arange(len(order))):
        take = pa.array(order)
        for name in columns:
            columns[name] = columns[name].take(take)
    return pa.table(columns)


def _subjects(columns: Mapping[str, pa.ChunkedArray]) -> pa.Array:
    """One unique subject a row; where a name repeats, a digest of the entry follows it."""
    keys, links, titles = (columns[name].to_pylist() for name in ("key", "landing_page", "title"))
    names = [subject_of(*row) for row in zip(keys, links, titles, strict=True)]
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    if len(seen) == len(names):
        return pa.array(names, pa.string())
    used: dict[str, int] = {}
    for number, name in enumerate(names):
        if seen[name] > 1:
            entry = repr([(field, columns[field][number].as_py()) for field in _SOURCE if field not in ("capture", "pointer")])
            unique = f"{name}~{hashlib.sha256(entry.encode('utf-8', 'replace')).hexdigest()[:8]}"
            used[unique] = used.get(unique, 0) + 1
            # Entries alike in every field are one subject seen twice; a count keeps the rows apart.
            names[number] = unique if used[unique] == 1 else f"{unique}~{used[unique]}"
    return pa.array(names, pa.string())


__all__ = ["ABSENT", "Builder"]
