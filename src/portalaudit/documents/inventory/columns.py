"""Headers mapped to the column groups of data inventories (GovEx Data Inventory Guide and real cities' schemas)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from portalaudit.documents.inventory.content import Shape, fits, shape_of, suggests
from portalaudit.documents.inventory.names import folded, header_words, normalised
from portalaudit.documents.inventory.values import NO_CORRECTIONS, Corrections
from portalaudit.documents.inventory.vocabulary import columns as vocabulary
from portalaudit.documents.table import Table
from portalaudit.errors import UsageError
from portalaudit.model.inventory import Column


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """All columns, and the one that stands for each group."""

    columns: tuple[Column, ...]

    def index(self, group: str) -> int | None:
        """The place of the group's column, None where the inventory has none."""
        return next((column.index for column in self.columns if column.group == group and column.primary), None)

    def has(self, group: str) -> bool:
        return self.index(group) is not None

    @property
    def core(self) -> tuple[str, ...]:
        """The core groups that are there, in the table's order."""
        return tuple(group for group in vocabulary().core if self.has(group))


def map_headers(headers: Sequence[str]) -> ColumnMap:
    """The mapping that headers alone suggest, for an asset whose cells we don't have."""
    return _assign([_by_header(index, header) for index, header in enumerate(headers)])


def map_columns(table: Table, corrections: Corrections = NO_CORRECTIONS) -> ColumnMap:
    """The mapping of a table's columns by header and by content; each header has one group at most.

    A header that the cells refute is taken less for sure, one that says nothing is mapped by its cells where these are
    plain (links, addresses, frequencies, classifications). A person's corrections win.
    """
    found = []
    sure = vocabulary().confidence
    for index, header in enumerate(table.header):
        column = _by_header(index, header)
        shape = shape_of(table.data.column(index))
        if normalised(header) in corrections.columns:
            group = corrections.columns[normalised(header)]
            column = Column(index, header, group, 1.0 if group else 0.0, "mapping-file")
        elif column.group is not None:
            fit = fits(column.group, shape)
            changed = sure["confirmed"] if fit else -sure["refuted"] if fit is False else 0.0
            column = replace(column, confidence=round(min(0.99, max(0.0, column.confidence + changed)), 2))
            if column.confidence < sure["least"]:
                column = _by_content(index, header, shape)
        else:
            column = _by_content(index, header, shape)
        found.append(column)
    return _assign(found)


def _assign(found: Sequence[Column]) -> ColumnMap:
    best: dict[str, Column] = {}
    for column in sorted(found, key=lambda column: (-column.confidence, column.index)):
        if column.group is not None:
            best.setdefault(column.group, column)
    # Content alone never makes a second column of a group.
    kept = [
        column if column.group is None or column.by != "content" or best[column.group] is column
        else Column(column.index, column.header, None, 0.0, "none")
        for column in found
    ]  # fmt: skip
    return ColumnMap(tuple(replace(c, primary=c.group is not None and best[c.group].index == c.index) for c in kept))


def _by_content(index: int, header: str, shape: Shape) -> Column:
    group = suggests(shape)
    if group is None:
        return Column(index, header, None, 0.0, "none")
    return Column(index, header, group, vocabulary().confidence["content"], "content")


def _by_header(index: int, header: str) -> Column:
    group, confidence, by = _meaning(header)
    return Column(index, header, group, confidence, by)


@lru_cache(maxsize=16_384)
def _meaning(header: str) -> tuple[str | None, float, str]:
    known = vocabulary()
    sure = known.confidence
    key = normalised(header)
    if not key or re.fullmatch(r"column\d+|unnamed\d*|field\d+", key):
        return None, 0.0, "none"
    if key in known.terms:
        return known.terms[key], sure["exact"], "exact"
    for trimmed in _trimmed(key):
        if trimmed in known.terms:
            return known.terms[trimmed], sure["trimmed"], "trimmed"
    if len(key) >= sure["shortest"]:
        near = process.extractOne(key, known.terms.keys(), scorer=fuzz.ratio, score_cutoff=sure["similar"])
        if near is not None and len(near[0]) >= sure["shortest"]:
            return known.terms[near[0]], sure["fuzzy"], "fuzzy"
    return _inside(header)


def _trimmed(key: str) -> list[str]:
    """The header without words around it, the longest first."""
    starts = [key, *(key[len(word) :] for word in vocabulary().before if key.startswith(word) and len(key) > len(word) + 2)]
    found = []
    for start in starts:
        found.append(start)
        found.extend(start[: -len(word)] for word in vocabulary().after if start.endswith(word) and len(start) > len(word) + 2)
    return sorted(set(found) - {key}, key=lambda text: (-len(text), text))


def _inside(header: str) -> tuple[str | None, float, str]:
    """The longest run of the header's words that is a term; several terms of other groups make it doubtful."""
    known = vocabulary()
    parts = header_words(header)
    if len(parts) > 12:
        return None, 0.0, "none"
    for length in range(len(parts) - 1, 0, -1):
        hits = {}
        for start in range(len(parts) - length + 1):
            run = "".join(parts[start : start + length])
            if run in known.terms and (len(run) >= known.confidence["shortest"] or length > 1):
                hits[start] = known.terms[run]
        if hits:
            # What a header is about stands at its end in English, at its beginning in Spanish and Portuguese.
            groups = list(hits.values())
            doubt = 0.1 if len(set(groups)) > 1 else 0.0
            return groups[-1], known.confidence["inside"] - doubt, "inside"
    return None, 0.0, "none"


def corrections_from(text: str, where: str) -> Corrections:
    """A mapping file: TOML with `[columns]` (header = "group", "" for none) and `[values]`, lists of cells.

        [columns]
        "Dept/Office" = "department"
        [values]
        published = ["Live"]
        public = ["Level 0"]

    Raises:
        UsageError: it is not TOML of this shape, or names a group that does not exist.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{where}: cannot be read as a mapping file: {problem}") from problem
    groups = _section(told, "columns", where)
    known = set(vocabulary().groups)
    for header, group in groups.items():
        if not isinstance(group, str) or (group and group not in known):
            raise UsageError(f"{where}: {header!r} is mapped to {group!r}; groups are {', '.join(vocabulary().groups)}")
    values = _section(told, "values", where)
    lists = {name: _cells(values.get(name, []), name, where) for name in ("published", "not_published", "public", "not_public")}
    if unknown := sorted(set(values) - set(lists)):
        raise UsageError(f"{where}: unknown list {unknown[0]!r}; lists are {', '.join(lists)}")
    return Corrections(columns={normalised(header): str(group) or None for header, group in groups.items()}, **lists)


def _section(told: Mapping[str, object], name: str, where: str) -> Mapping[str, object]:
    if unknown := sorted(set(told) - {"columns", "values"}):
        raise UsageError(f"{where}: unknown table [{unknown[0]}]; a mapping file has [columns] and [values]")
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"{where}: {name} is to be a table")
    return found


def _cells(found: object, name: str, where: str) -> frozenset[str]:
    if not isinstance(found, list) or not all(isinstance(cell, str) for cell in found):
        raise UsageError(f"{where}: {name} is to be a list of texts")
    return frozenset(folded(cell) for cell in found)
