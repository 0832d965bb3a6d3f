"""Columns of text, worked on by their distinct values."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.data.phrases import nothing

Verdict = TypeVar("Verdict")


def coded(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The distinct texts of a column and each row's place among them, -1 where the cell is empty."""
    encoded = pc.dictionary_encode(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return encoded.dictionary.to_pylist(), places


def spread(places: np.ndarray, verdicts: Sequence[bool]) -> np.ndarray:
    """A boolean a row from one a distinct text; False where the cell is empty."""
    flags: np.ndarray = np.append(np.asarray(verdicts, dtype=bool), False)[places]
    return flags


def judged(column: pa.ChunkedArray, verdict: Callable[[str], bool]) -> np.ndarray:
    """A boolean a row: what `verdict` says of its text; False where the cell is empty."""
    texts, places = coded(column)
    return spread(places, [verdict(text) for text in texts])


def says_something(text: str) -> bool:
    """False for words in the place of a value: `n/a`, `unknown`, `-`."""
    return text.strip().casefold() not in nothing()


def filled(column: pa.ChunkedArray, *, words_count: bool = False) -> np.ndarray:
    """A boolean a row: the cell says something; with `words_count` any text counts, `False` and `None` too."""
    return judged(column, (lambda text: True) if words_count else says_something)


def share(flags: np.ndarray) -> float:
    """Share of true rows, 0 of nothing."""
    return float(flags.mean()) if len(flags) else 0.0


def counts(column: pa.ChunkedArray, rows: np.ndarray | None = None) -> Mapping[str, int]:
    """How often each text occurs (among the rows told), most frequent first, then by text."""
    texts, places = coded(column)
    chosen = places if rows is None else places[rows]
    found = np.bincount(chosen[chosen >= 0], minlength=len(texts))
    return {
        texts[place]: int(found[place])
        for place in sorted(range(len(texts)), key=lambda p: (-found[p], texts[p]))
        if found[place]
    }
