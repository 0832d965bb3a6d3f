"""An inventory's rows, with what they say of publication and access read once."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from portalaudit.documents.inventory.cells import coded, counts, says_something, spread
from portalaudit.documents.inventory.columns import ColumnMap, map_columns
from portalaudit.documents.inventory.names import link_key, words
from portalaudit.documents.inventory.shown import vocabulary
from portalaudit.documents.inventory.values import (
    NO_CORRECTIONS,
    Corrections,
    access_of,
    asks_sensitivity,
    is_question,
    is_retired,
    publication_of,
)
from portalaudit.documents.table import Table

Basis = Literal["publication", "link", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """The inventory. All arrays are booleans, one a row."""

    table: Table
    map: ColumnMap
    basis: Basis
    """What tells which entries are published: the column for it, else a link; `none` where there is neither."""
    claims: np.ndarray
    """The entry says that it is on the portal."""
    denials: np.ndarray
    """The entry says that it is not."""
    public: np.ndarray
    """The classification opens the data to everyone."""
    not_public: np.ndarray
    """The classification keeps the data from the public."""
    retired: np.ndarray
    """The status says that the dataset is no longer kept."""
    unread: tuple[str, ...]
    """Distinct cells of the two columns that mean nothing to us and look like words of a list (`shown.vocabulary`), sorted, 20
    at most: a mapping file can tell."""
    unread_hidden: int = 0
    """How many others there are, which may be about persons."""

    @property
    def rows(self) -> int:
        return self.table.rows

    def has(self, group: str) -> bool:
        return self.map.has(group)

    def column(self, group: str) -> pa.ChunkedArray:
        """The column that stands for a group; nulls where there is none."""
        index = self.map.index(group)
        return pa.chunked_array([pa.nulls(self.rows, pa.string())]) if index is None else self.table.data.column(index)

    def columns_of(self, group: str) -> list[pa.ChunkedArray]:
        """All columns of a group, in the table's order."""
        return [self.table.data.column(column.index) for column in self.map.columns if column.group == group]

    @property
    def own_words(self) -> frozenset[str]:
        """Acronyms of departments, which entries append to their names: `Police Districts (MPD)`."""
        texts = coded(self.column("department_code"))[0]
        return frozenset(parts[0] for text in texts if len(parts := words(text)) == 1 and 2 <= len(parts[0]) <= 8)


def entries_of(table: Table, corrections: Corrections = NO_CORRECTIONS, columns: ColumnMap | None = None) -> Entries:
    """Read an inventory's rows.

    Args:
        table: the inventory.
        corrections: a person's word on columns and cells.
        columns: the mapping, if it is known already.
    """
    found = columns or map_columns(table, corrections)
    nobody = np.zeros(table.rows, dtype=bool)
    unread: dict[str, int] = {}
    hidden = 0
    basis: Basis = "none"
    claims = denials = retired = nobody
    status = found.index("publication")
    if status is not None:
        texts, places = coded(table.data.column(status))
        read = [publication_of(text, corrections) for text in texts]
        strange = {text for text, word in zip(texts, read, strict=True) if word == "unread" and says_something(text)}
        unread, hidden = _shown(table.data.column(status), strange)
        claims = spread(places, [word == "published" for word in read])
        denials = spread(places, [word == "not_published" for word in read])
        retired = spread(places, [is_retired(text) for text in texts])
        basis = "publication" if claims.any() or denials.any() else "none"
    link = found.index("link")
    if basis == "none" and link is not None:
        # A blank is no answer: a link may be missing for want of care. Words in its place are one.
        texts, places = coded(table.data.column(link))
        read = [publication_of(text, corrections) if says_something(text) else "unread" for text in texts]
        claims = spread(places, [link_key(text) is not None for text in texts])
        denials = spread(places, [word == "not_published" for word in read]) if claims.any() else nobody
        basis = "link" if claims.any() else "none"
    public, not_public, strange = _access(table, found, corrections)
    level = found.index("classification")
    if level is not None:
        more, others = _shown(table.data.column(level), strange)
        unread, hidden = unread | more, hidden + others
    return Entries(table, found, basis, claims, denials, public, not_public, retired, tuple(sorted(unread)[:20]), hidden)


def _shown(column: pa.ChunkedArray, strange: set[str]) -> tuple[dict[str, int], int]:
    """Of cells that mean nothing to us those that may be shown, and how many may not."""
    return vocabulary({text: count for text, count in counts(column).items() if text in strange}) if strange else ({}, 0)


def _access(table: Table, found: ColumnMap, corrections: Corrections) -> tuple[np.ndarray, np.ndarray, set[str]]:
    """What is public, what is not, and cells that mean nothing to us.

    Without a column for the classification, a question such as `Contains sensitive data` answers for what is not public;
    that data hold nothing sensitive does not make them public.
    """
    nobody = np.zeros(table.rows, dtype=bool)
    level = found.index("classification")
    if level is not None:
        question = is_question(table.header[level])
        texts, places = coded(table.data.column(level))
        access = access_of([text for text in texts if question or says_something(text)], corrections, flags=question)
        public = spread(places, [access.get(text) == "public" for text in texts])
        closed = spread(places, [access.get(text) == "not_public" for text in texts])
        return public, closed, {text for text, word in access.items() if word == "unread"}
    for column in found.columns:
        if column.group == "privacy" and asks_sensitivity(column.header):
            texts, places = coded(table.data.column(column.index))
            return nobody, spread(places, [publication_of(text) == "published" for text in texts]), set()
    return nobody, nobody, set()
