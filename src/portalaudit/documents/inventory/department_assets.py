"""Which asset of a catalogue is the list of the city's departments."""

from collections.abc import Sequence
from functools import cache

import pandas as pd

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed
from portalaudit.documents.inventory.columns import map_headers
from portalaudit.documents.inventory.department_words import families, said_words
from portalaudit.documents.inventory.names import header_words, words
from portalaudit.model import frames
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
    titles = [title or "" for title in frames.column(datasets, "title").to_pylist()]
    kinds = [kind or "" for kind in frames.column(datasets, "kind").to_pylist()]
    publishers = frames.column(datasets, "publisher").to_pylist()
    headers: dict[int, list[str]] | None = None
    best: tuple[tuple[bool, bool, int, int], int] | None = None
    for row, title in enumerate(titles):
        if kinds[row] not in _rules("kinds") or (own_mask is not None and not own_mask[row]):
            continue
        size = _says_list(title, publishers[row] or "")
        if size is None:
            continue
        headers = _headers(columns) if headers is None else headers
        known = headers.get(row, [])
        if (known and not _fits(known)) or (not known and size < 2):
            continue
        rank = (not known, kinds[row] != "dataset", size, row)
        if best is None or rank < best[0]:
            best = (rank, row)
    return None if best is None else best[1]


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


def _headers(columns: pd.DataFrame) -> dict[int, list[str]]:
    """Titles, or names, of the columns that the publisher made, by dataset."""
    found: dict[int, list[str]] = {}
    owners, names = frames.column(columns, "dataset").to_pylist(), frames.column(columns, "name").to_pylist()
    titles, made = frames.column(columns, "title").to_pylist(), frames.column(columns, "system").to_pylist()
    for owner, name, title, system in zip(owners, names, titles, made, strict=True):
        if not system:
            found.setdefault(owner, []).append(title or name or "")
    return found


@cache
def _rules(key: str) -> frozenset[str]:
    found = table("department_pages")["assets"]
    assert isinstance(found, dict)
    return frozenset(listed(found, key))


def _most() -> int:
    found = table("department_pages")["assets"]
    assert isinstance(found, dict)
    return int(found["most_columns"])
