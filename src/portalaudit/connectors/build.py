"""Rows in, sorted frames out. Connectors hand over one asset at a time; Python objects live for one chunk only."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.connectors.values import ABSENT, state, text, texts
from portalaudit.model import frames
from portalaudit.model.frames import COLUMNS, DATASETS, DISTRIBUTIONS, FIELDS, STAMP, VIOLATIONS
from portalaudit.model.subject import subject_of

CHUNK = 4_000
"""Assets held as Python objects before they become Arrow (memory of a 200,000-asset crawl)."""
MOST_KEYS = 500
"""Source keys whose states are kept; a hostile catalogue cannot widen the frame further."""

_LISTS = frozenset({"keywords", "categories"})
_PLAIN = frozenset({"created_at", "metadata_modified", "data_modified", "views"})
_SOURCE = tuple(field.name for field in DATASETS if not field.name.endswith("_state") and field.name != "id")
_UNSEEN = object()

type_of = {field.name: field.type for field in DATASETS}


class Builder:
    """Collects the assets of one portal.

    A row maps fields of `frames.DATASETS` to raw JSON values: a missing field is not observed, ABSENT is a key that the
    source lacks, None is null. Times are microseconds since 1970. `<field>_at`, `capture_P` and `pointer_P` may be added.
    """

    def __init__(self) -> None:
        self._count = 0
        self._rows: list[dict[str, object]] = []
        self._optional: dict[str, None] = {}
        self._tables: list[dict[str, pa.Array]] = []
        self._children = {"distributions": _Child(DISTRIBUTIONS), "columns": _Child(COLUMNS), "violations": _Child(VIOLATIONS)}
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
        for name in row.keys() - type_of.keys():
            self._optional[name] = None
        if entry is not None:
            self._note_states(number, entry)
        for name, items in (("distributions", distributions), ("columns", columns), ("violations", violations)):
            if items:
                self._children[name].add(number, items)
        if len(self._rows) >= CHUNK:
            self._flush()
        return number

    def add_catalogue_violations(self, items: Sequence[Mapping[str, object]]) -> None:
        """Schema errors of the catalogue itself."""
        self._children["violations"].add(-1, items)

    def _note_states(self, number: int, entry: Mapping[str, object]) -> None:
        states = self._states
        for key, value in entry.items():
            codes = states.get(key)
            if codes is None:
                if len(states) >= MOST_KEYS:
                    continue
                codes = states[key] = bytearray()
            if len(codes) < number:
                codes.extend(bytes(number - len(codes)))
            codes.append(state(value))

    def _flush(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        made: dict[str, pa.Array] = {}
        for name in _SOURCE:
            values = [row.get(name, _UNSEEN) for row in rows]
            if name in FIELDS:
                made[f"{name}_state"] = pa.array([None if v is _UNSEEN else state(v) for v in values], pa.uint8())
            made[name] = _array(name, [None if v is _UNSEEN else v for v in values], type_of[name])
        for name in self._optional:
            made[name] = _array(name, [row.get(name) for row in rows], frames.LABEL)
        self._tables.append(made)
        for child in self._children.values():
            child.flush()

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
        take = pa.array(order)
        arrays = {"id": ids.take(take)}
        for name in names:
            arrays[name] = columns.pop(name).take(take)
        datasets = pa.table({name: arrays[name] for name in [*DATASETS.names, *sorted(self._optional)]})
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

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._rows: list[Mapping[str, object]] = []
        self._owners: list[int] = []
        self._positions: list[int] = []
        self._tables: list[pa.Table] = []

    def add(self, dataset: int, items: Sequence[Mapping[str, object]]) -> None:
        self._rows.extend(items)
        self._owners.extend([dataset] * len(items))
        self._positions.extend(range(len(items)))

    def flush(self) -> None:
        arrays = [pa.array(self._owners, pa.int32()), pa.array(self._positions, pa.int32())]
        for field in list(self.schema)[2:]:
            arrays.append(_array(field.name, [row.get(field.name) for row in self._rows], field.type))
        self._tables.append(pa.Table.from_arrays(arrays, schema=self.schema))
        self._rows, self._owners, self._positions = [], [], []

    def frame(self, ranks: np.ndarray[tuple[int], np.dtype[np.int32]]) -> pd.DataFrame:
        self.flush()
        table = pa.concat_tables(self._tables).unify_dictionaries()
        self._tables.clear()
        owners = table.column("dataset").to_numpy()
        placed = np.where(owners < 0, -1, ranks[owners]) if len(ranks) else owners
        # Rows of one dataset stand together in their order already, so a stable sort by dataset is enough.
        order = pa.array(np.argsort(placed, kind="stable"))
        table = table.set_column(0, self.schema.field(0), pa.array(placed.astype(np.int32)))
        return frames.to_frame(table.take(order))


def _array(name: str, values: list[object], kind: pa.DataType) -> pa.Array:
    """Raw values as one Arrow array of the documented type."""
    convert: Callable[[object], object]
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        made: list[object] = [v if v is None or type(v) is str and len(v) < 4_096 else text(v) for v in values]
    elif pa.types.is_list(kind):
        made = [texts(v) for v in values]
    elif kind == STAMP:
        return pa.array(values, pa.int64()).cast(kind)
    else:
        made = values
    try:
        return pa.array(made, kind)
    except UnicodeEncodeError:  # lone surrogates, which JSON can spell and UTF-8 cannot
        return pa.array([_encodable(value) for value in made], kind)


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value


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
