"""Verdicts from masks: rows as NumPy, answers as Arrow, so that no check loops over a catalogue."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Codes = npt.NDArray[np.int32]


def answers(passed: Mask, unseen: Mask | None = None) -> pa.BooleanArray:
    """True where it passes, null where it was not observed."""
    return pa.array(passed, pa.bool_(), mask=unseen)


def mask_of(array: pa.Array | pa.ChunkedArray, null: bool = False) -> Mask:
    """An Arrow boolean as NumPy, nulls as told."""
    filled = pc.fill_null(array, null)
    return np.asarray(filled.to_numpy(zero_copy_only=False) if isinstance(filled, pa.Array) else filled.to_numpy(), np.bool_)


def chosen(codes: npt.NDArray[np.integer[npt.NBitBase]], names: Sequence[str]) -> pa.Array:
    """One of few texts a row, by its number; null for a number below zero."""
    return pa.array(names, pa.string()).take(pa.array(codes, pa.int32(), mask=codes < 0))


def spread(rows: Rows, values: pa.Array | Sequence[object], length: int, kind: pa.DataType | None = None) -> pa.Array:
    """Values of some rows as an array over all rows, null elsewhere."""
    given = values if isinstance(values, pa.Array) else pa.array(values, kind or pa.string())
    places = np.full(length, -1, np.int64)
    places[rows] = np.arange(len(rows))
    return given.take(pa.array(places, mask=places < 0))


def quoted(column: pa.ChunkedArray, rows: Rows, longest: int = 100) -> pa.Array:
    """What stands in some rows of a text column, cut, as an array over all rows: a parameter of a reason's text."""
    return spread(rows, taken(pc.utf8_slice_codeunits(column.take(pa.array(rows)), 0, longest)), len(column))


def taken(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One contiguous array; only for what is known to be small."""
    if isinstance(array, pa.ChunkedArray):
        return array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    return array


def uniques(column: pa.ChunkedArray) -> tuple[pa.Array, Codes]:
    """The distinct values of a text column, and the number of each row's value; -1 for null."""
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    array = taken(encoded.unify_dictionaries())
    if len(array) == 0:
        return pa.array([], pa.string()), np.empty(0, np.int32)
    return array.dictionary, np.asarray(array.indices.fill_null(-1), np.int32)


def mapped(column: pa.ChunkedArray, function: Callable[[str], int], null: int) -> Codes:
    """A number for every row: the function is asked once for each distinct text."""
    values, codes = uniques(column)
    table = np.fromiter(
        (null if text is None else function(text) for text in (*values.to_pylist(), None)), np.int32, len(values) + 1
    )
    return table[codes]


def within(column: pa.ChunkedArray, words: frozenset[str] | Mapping[str, object], longest: int = 40) -> Mask:
    """Where a text, trimmed and in lower case, is one of these words; texts of more bytes than `longest` are not read."""
    short = mask_of(pc.less_equal(pc.binary_length(column), longest))
    found = np.zeros(len(column), np.bool_)
    rows = np.flatnonzero(short)
    if len(rows):
        texts = pc.utf8_lower(pc.utf8_trim_whitespace(column.take(pa.array(rows))))
        found[rows] = mask_of(pc.is_in(texts, value_set=pa.array(sorted(words), pa.string())))
    return found


def tally(
    owners: pa.Array | pa.ChunkedArray | npt.NDArray[np.int32], length: int, where: Mask | None = None
) -> npt.NDArray[np.int64]:
    """How many rows of a frame hang on each dataset, those of `where` only; rows of the catalogue itself (-1) aside."""
    numbers = np.asarray(owners)
    keep = (numbers >= 0) & (numbers < length)
    if where is not None:
        keep &= where
    return np.bincount(numbers[keep], minlength=length).astype(np.int64)[:length]
