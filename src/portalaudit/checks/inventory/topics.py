"""What the columns of datasets tell together: roles of single columns, and patterns of roles (data/column_topics.toml)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portalaudit.checks.arrays import Mask, mask_of, tally, uniques
from portalaudit.checks.once import once
from portalaudit.data.tables import rows, words
from portalaudit.documents.inventory.names import header_words
from portalaudit.documents.inventory.names import words as words_of
from portalaudit.model import frames
from portalaudit.model.capture import Evidence
from portalaudit.model.check import Parts

Bits = npt.NDArray[np.int64]
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"(?<=[A-Za-z])(?=\d)")
"""`Tract2020` is two words."""
_LONGEST = 200
"""Characters of a header that are read (own choice)."""


@dataclass(frozen=True, slots=True)
class Role:
    bit: int
    terms: frozenset[str]
    whole: frozenset[str]
    without: tuple[str, ...]
    types: frozenset[str]
    years: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    name: str
    needs: tuple[int, ...]
    """Of each need, the bits of the roles that answer it."""
    refuted_by: int
    title: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the columns of a portal's datasets tell."""

    seen: Mask
    """A truth a dataset: its columns were observed."""
    columns: Bits
    """The roles of each row of the frame `columns`; 0 for the platform's own."""
    datasets: Bits
    """The roles of all columns of each dataset."""


def told(parts: Parts) -> Told:
    """The roles of all columns; read once for the checks that ask."""
    return once(parts, "column roles", _told, parts.columns)


def shows(parts: Parts, topic: str) -> Mapping[str, Mask]:
    """By pattern of a topic, the city's own datasets whose columns show it."""
    found = told(parts)
    return {pattern.name: _fits(pattern, found, parts) & parts.own for pattern in _patterns()[topic]}


def columns_shown(parts: Parts, topic: str, name: str, row: int) -> tuple[list[str], tuple[Evidence, ...]]:
    """The headers by which a dataset shows a pattern, one a need, and where they stand."""
    pattern = next(one for one in _patterns()[topic] if one.name == name)
    places = np.flatnonzero(np.asarray(frames.column(parts.columns, "dataset")) == row)
    roles = told(parts).columns[places]
    chosen = list(dict.fromkeys(int(places[np.argmax(roles & need != 0)]) for need in pattern.needs if (roles & need != 0).any()))
    headers = [_cell(parts, "title", place) or _cell(parts, "name", place) or "" for place in chosen]
    return headers, tuple(_evidence(parts, row, place, header) for place, header in zip(chosen, headers, strict=True))


def _cell(parts: Parts, name: str, place: int) -> str | None:
    value = parts.columns[name].iat[place]
    return value if isinstance(value, str) else None


def _evidence(parts: Parts, row: int, place: int, header: str) -> Evidence:
    """The header itself where the source keeps headers in a list of their own, else where the column is told of."""
    capture, base = (parts.datasets[name].iat[row] for name in ("capture", "pointer"))
    if not isinstance(capture, str) or not isinstance(base, str):
        return Evidence(capture if isinstance(capture, str) else None, None)
    names = (parts.place("columns") or "").rpartition("#")[2] if _cell(parts, "title", place) else ""
    at = (_cell(parts, "at", place) or "").rpartition("#")[2]
    return Evidence(capture, f"{base}{names}/{parts.columns['position'].iat[place]}" if names else f"{base}{at}", header[:300])


def _told(parts: Parts) -> Told:
    frame, length = parts.columns, len(parts.datasets)
    owners = np.asarray(frames.column(frame, "dataset"), np.int32)
    ours = ~mask_of(frames.column(frame, "system")) & (owners >= 0) & (owners < length)
    bits = _by_text(frames.column(frame, "name"), roles_of) | _by_text(frames.column(frame, "title"), roles_of)
    bits = np.where(ours, bits | _by_text(frames.column(frame, "type"), _of_type), 0)
    datasets = np.zeros(length, np.int64)
    np.bitwise_or.at(datasets, owners[ours], bits[ours])
    seen = (tally(owners, length, ours) > 0) & parts.observes("columns")
    return Told(seen, bits, datasets)


def _by_text(column: pa.ChunkedArray, function: Callable[[str], int]) -> Bits:
    """Bits for every row: the function is asked once for each distinct text."""
    values, codes = uniques(column)
    table = np.array([*(0 if text is None else function(text) for text in values.to_pylist()), 0], np.int64)
    found: Bits = table[codes]
    return found


def _fits(pattern: Pattern, found: Told, parts: Parts) -> Mask:
    answered = [found.datasets & need != 0 for need in pattern.needs]
    fits: Mask = np.logical_and.reduce(answered)
    possible = found.seen & (found.datasets & pattern.refuted_by == 0)
    if pattern.title:
        short = possible & answered[0] & (np.sum(answered, axis=0) == len(answered) - 1)
        titles = frames.column(parts.datasets, "title")
        for row in np.flatnonzero(short):
            title = _padded(words_of((titles[int(row)].as_py() or "")[:_LONGEST]))
            fits[row] = any(f" {term} " in title for term in pattern.title)
    shown: Mask = fits & possible
    return shown


def roles_of(header: str) -> int:
    """The bits of the roles that a header tells."""
    run = header_words(_NUMBERED.sub(" ", header[:_LONGEST]))
    text, found = _padded(run), _years() if any(map(_YEAR.fullmatch, run)) else 0
    for role in _whole().get(" ".join(run), ()):
        found |= role.bit
    for place, word in enumerate(run):
        for role, term in _beginning().get(word, ()):
            if not role.bit & found and run[place : place + len(term)] == list(term) and not _without(role, text):
                found |= role.bit
    return found


def _without(role: Role, text: str) -> bool:
    return any(f" {term} " in text for term in role.without)


def _padded(run: list[str]) -> str:
    return f" {' '.join(run)} "


def _of_type(name: str) -> int:
    return sum(role.bit for role in _roles().values() if name.casefold() in role.types)


@cache
def _roles() -> Mapping[str, Role]:
    return {
        str(row["name"]): Role(
            1 << number, frozenset(words(row, "terms")), frozenset(words(row, "whole")), words(row, "without"),
            frozenset(words(row, "types")), bool(row.get("years")),
        )
        for number, row in enumerate(rows("column_topics", "role"))
    }  # fmt: skip


@cache
def _years() -> int:
    return sum(role.bit for role in _roles().values() if role.years)


@cache
def _whole() -> Mapping[str, tuple[Role, ...]]:
    texts = sorted({text for role in _roles().values() for text in role.whole})
    return {text: tuple(role for role in _roles().values() if text in role.whole) for text in texts}


@cache
def _beginning() -> Mapping[str, tuple[tuple[Role, tuple[str, ...]], ...]]:
    """Terms of roles by their first word."""
    found: dict[str, list[tuple[Role, tuple[str, ...]]]] = {}
    for role in _roles().values():
        for term in sorted(role.terms):
            run = tuple(term.split())
            found.setdefault(run[0], []).append((role, run))
    return {word: tuple(terms) for word, terms in found.items()}


@cache
def _patterns() -> Mapping[str, tuple[Pattern, ...]]:
    """The patterns by topic."""
    made: dict[str, list[Pattern]] = {}
    for row in rows("column_topics", "pattern"):
        needs = tuple(sum(_roles()[name.strip()].bit for name in need.split("|")) for need in words(row, "needs"))
        refuted = sum(_roles()[name].bit for name in words(row, "refuted_by"))
        made.setdefault(str(row["topic"]), []).append(Pattern(str(row["name"]), needs, refuted, words(row, "title")))
    return {topic: tuple(patterns) for topic, patterns in made.items()}
