"""Which asset of a catalogue is the list of the city's departments."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed
from portalaudit.documents.inventory.columns import map_headers
from portalaudit.documents.inventory.department_words import families, said_words
from portalaudit.documents.inventory.names import header_words, words
from portalaudit.documents.inventory.texts import headers, plain, says, texts
from portalaudit.model.counting import Mask

_NAMING = ("department", "department_code", "name")
"""Column groups that can hold a department's name."""


def department_asset(datasets: pd.DataFrame, columns: pd.DataFrame, own_mask: Mask | None = None) -> int | None:
    """The row of the asset that lists the city's departments or agencies, None where none surely does.

    Every word of its title must be a word for such bodies, for lists, for the city or its publisher ("City Agencies", "Listado de
    dependencias"; not "Home Health Agencies", "Budget by department"); its columns, where they are known, must have one for names
    and none for what departments have or do. The one with known columns is preferred, then a dataset to a view, then the shorter
    title, then the frame's order. What its rows say is for the reader to check: `department_words.are_departments`.

    Args:
        datasets, columns: frames of a snapshot.
        own_mask: one flag a row: the city's own assets; others are not considered.
    """
    titles = texts(datasets, "title")
    worth = says(plain(titles), _bodies()) & np.isin(
        texts(datasets, "kind").to_numpy(zero_copy_only=False), sorted(_rules("kinds"))
    )
    if own_mask is not None:
        worth &= np.asarray(own_mask, dtype=bool)
    sizes = _sizes(datasets, titles, np.flatnonzero(worth))
    if not sizes:
        return None
    chosen = np.zeros(len(datasets), dtype=bool)
    chosen[list(sizes)] = True
    known = headers(columns, chosen, own=True)
    kinds = texts(datasets, "kind")
    ranks = [
        (row not in known, kinds[row].as_py() != "dataset", size, row)
        for row, size in sizes.items()
        if (_fits(known[row]) if row in known else size >= 2)
    ]
    return min(ranks)[-1] if ranks else None


def _sizes(datasets: pd.DataFrame, titles: pa.Array, rows: np.ndarray) -> dict[int, int]:
    """How many words the titles have that say "a list of the city's departments", by row."""
    asked = pa.array(rows)
    shown, publishers = titles.take(asked).to_pylist(), texts(datasets, "publisher").take(asked).to_pylist()
    sizes = {row: _says_list(*told) for row, *told in zip(rows.tolist(), shown, publishers, strict=True)}
    return {row: size for row, size in sizes.items() if size is not None}


@cache
def _bodies() -> str:
    """Every title that `_says_list` accepts has one of the words for bodies."""
    return rf"(?:^|[^a-z0-9])(?:{'|'.join(sorted(said_words()[0]))})(?:[^a-z0-9]|$)"


def _says_list(title: str, publisher: str) -> int | None:
    """How many words the title has, where all of them say "a list of the city's departments"; else None."""
    parts = words(title)
    bodies, around = said_words()
    if not parts or len(parts) > 10 or not bodies & set(parts):
        return None
    if not around & set(parts) and not any(part in bodies and part.endswith("s") for part in parts):
        return None
    own = set(words(publisher)) if not families(publisher) else set()
    left = [part for part in parts if part not in bodies | around | _rules("beside") | own]
    return None if left else len(parts)


def _fits(headers: Sequence[str]) -> bool:
    if len(headers) > _most():
        return False
    if any(word in _rules("refused") for header in headers for word in header_words(header)):
        return False
    return any(column.group in _NAMING for column in map_headers(headers).columns)


@cache
def _rules(key: str) -> frozenset[str]:
    found = table("department_pages")["assets"]
    assert isinstance(found, dict)
    return frozenset(listed(found, key))


def _most() -> int:
    found = table("department_pages")["assets"]
    assert isinstance(found, dict)
    return int(found["most_columns"])
