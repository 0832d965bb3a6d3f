"""The digest of a snapshot: over values, never over the bytes of a file.

One sha256 is fed with, in this order:

1. the line `portalaudit/snapshot/1`;
2. for each frame in the order of FRAMES, and for those of OPTIONAL that have rows: its name, the number of rows and of
   columns; for each column, sorted by name: its name, its logical type (a dictionary counts as what it encodes), one byte a
   row for validity, then the values: integers as little-endian int64 · booleans as one byte · timestamps as int64 microseconds
   of UTC · floats as little-endian float64, every NaN the same · strings as int64 lengths in bytes, then all UTF-8 bytes ·
   lists as int64 lengths, then the flattened values like a column of their own. A null counts as zero or as length 0;
3. the rest of the snapshot as canonical JSON (sorted keys, no spaces, UTF-8, times as ISO 8601 with microseconds, fields that
   have their default left out).

Names and JSON are preceded by their length as int64. So chunking, dictionary order, what lies under a null and the Parquet
writer make no difference.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.errors import SnapshotError
from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FRAMES: tuple[str, ...] = ("datasets", "distributions", "columns", "violations", "states")
"""Frames of every snapshot."""
OPTIONAL: tuple[str, ...] = ("rows", "probes", "profiles")
"""Frames that count, and are stored, only where they have rows: snapshots from before them keep their digest."""
VERSION = b"portalaudit/snapshot/1\n"
_BATCH = 65_536
"""Rows that are worked on at once, so that memory stays small whatever the chunks are."""


def digest(snapshot: Snapshot) -> str:
    """`sha256:` and the hexadecimal digest of the snapshot's canonical values.

    Raises:
        SnapshotError: a column has a type that has no canonical form.
    """
    sink = hashlib.sha256(VERSION)
    for name in kept(snapshot):
        _frame(sink, name, getattr(snapshot, name))
    _text(sink, canonical_json(meta(snapshot)))
    return f"sha256:{sink.hexdigest()}"


def kept(snapshot: Snapshot) -> tuple[str, ...]:
    """The frames that count and are stored."""
    return (*FRAMES, *(name for name in OPTIONAL if len(getattr(snapshot, name))))


def meta(snapshot: Snapshot) -> dict[str, object]:
    """Everything but the frames, as JSON values."""
    return {name: value for name, value in _told(snapshot) if name not in (*FRAMES, *OPTIONAL)}


def canonical_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def _told(value: "DataclassInstance") -> Iterator[tuple[str, object]]:
    """Fields that differ from their default. Left out otherwise, so that a field added later changes no old digest."""
    for item in fields(value):
        held = getattr(value, item.name)
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        if isinstance(held, pd.DataFrame):
            yield item.name, None
        elif default is MISSING or held != default:
            yield item.name, jsonable(held)


def jsonable(value: object) -> object:
    """A frozen value of the model as JSON: dataclasses as objects, sets sorted, times as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_told(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple | list):
        return [jsonable(item) for item in value]
    if hasattr(value, "items"):
        return {str(key): jsonable(item) for key, item in value.items()}
    return value


def _frame(sink: "hashlib._Hash", name: str, frame: pd.DataFrame) -> None:
    labels = sorted(str(label) for label in frame.columns)
    _text(sink, name.encode())
    sink.update(np.array([len(frame), len(labels)], "<i8").data)
    for label in labels:
        column = frames.column(frame, label)
        _text(sink, label.encode("utf-8", "surrogatepass"))
        _text(sink, _type_name(column.type).encode())
        _values(sink, column)


def _text(sink: "hashlib._Hash", text: bytes) -> None:
    sink.update(len(text).to_bytes(8, "little"))
    sink.update(text)


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _type_name(kind.value_type)
    if _is_text(kind):
        return "string"
    if _is_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp[us, UTC]"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return str(kind)
    raise SnapshotError(f"values of type {kind} have no canonical form")


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _values(sink: "hashlib._Hash", column: pa.ChunkedArray) -> None:
    for part in _parts(column):
        sink.update(_bytes_of(part.is_valid()))
    kind = column.type
    if pa.types.is_dictionary(kind):
        _values_of(sink, column, kind.value_type, encoded=True)
    else:
        _values_of(sink, column, kind, encoded=False)


def _values_of(sink: "hashlib._Hash", column: pa.ChunkedArray, kind: pa.DataType, *, encoded: bool) -> None:
    if _is_text(kind):
        for part in _parts(column):
            sink.update(_lengths(part))
        for part in _parts(column):
            sink.update(_utf8(part.dictionary_decode() if encoded else part))
    elif _is_list(kind):
        for part in _parts(column):
            sink.update(_as_int64(pc.fill_null(pc.list_value_length(part), 0)))
        _values(sink, pa.chunked_array([part.flatten() for part in column.chunks], type=kind.value_type))
    else:
        for part in _parts(column):
            sink.update(_plain(part.dictionary_decode() if encoded else part, kind))


def _parts(column: pa.ChunkedArray) -> Iterator[pa.Array]:
    for chunk in column.chunks:
        for begin in range(0, len(chunk), _BATCH):
            yield chunk.slice(begin, _BATCH)


def _lengths(part: pa.Array) -> memoryview:
    """Bytes of each string, 0 for a null; of a dictionary, taken from its few distinct values."""
    if isinstance(part, pa.DictionaryArray):
        distinct = pc.binary_length(part.dictionary)
        return _as_int64(pc.fill_null(distinct.take(part.indices), 0))
    return _as_int64(pc.fill_null(pc.binary_length(part), 0))


def _utf8(part: pa.Array) -> memoryview:
    """The bytes of all strings, one after the other; what lies under a null is left out."""
    if part.null_count:
        part = part.drop_null()
    whole = part.cast(pa.large_string())
    _, offsets, data = whole.buffers()
    if data is None or offsets is None or len(whole) == 0:
        return memoryview(b"")
    places = np.frombuffer(offsets, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    return memoryview(data)[int(places[0]) : int(places[-1])]


def _plain(part: pa.Array, kind: pa.DataType) -> memoryview:
    if pa.types.is_null(kind):
        return memoryview(b"")
    if pa.types.is_boolean(kind):
        return _bytes_of(pc.fill_null(part, False))
    if pa.types.is_timestamp(kind):
        part = part.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
    if pa.types.is_floating(kind):
        numbers: npt.NDArray[np.float64] = pc.fill_null(part.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False).astype("<f8")
        numbers[np.isnan(numbers)] = np.nan
        return numbers.data
    return _as_int64(pc.fill_null(part, 0))


def _as_int64(part: pa.Array) -> memoryview:
    """uint64 above the range wraps, which still tells values apart within a column."""
    return np.ascontiguousarray(part.to_numpy(zero_copy_only=False).astype("<i8", copy=False)).data


def _bytes_of(part: pa.Array) -> memoryview:
    return np.ascontiguousarray(part.to_numpy(zero_copy_only=False).astype(np.uint8)).data
