"""The shipped tables of headers and cell values, compiled."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.frequencies import frequencies
from portalaudit.data.licences import name_key
from portalaudit.data.tables import rows, table, words
from portalaudit.documents.inventory.names import folded, normalised


@dataclass(frozen=True, slots=True)
class Columns:
    """Column groups and the headers that mean them."""

    groups: tuple[str, ...]
    core: tuple[str, ...]
    """Groups whose presence counts: those that standards name basic."""
    terms: Mapping[str, str]
    """Normalised header → group."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    confidence: Mapping[str, float]


@cache
def columns() -> Columns:
    """The table `inventory_columns`."""
    shipped = table("inventory_columns")
    terms: dict[str, str] = {}
    found = rows("inventory_columns", "group")
    for row in found:
        for term in words(row, "terms"):
            terms.setdefault(normalised(term), str(row["name"]))
    confidence = shipped["confidence"]
    assert isinstance(confidence, dict)
    return Columns(
        groups=tuple(str(row["name"]) for row in found),
        core=tuple(str(row["name"]) for row in found if row.get("core")),
        terms=terms,
        before=tuple(sorted(map(normalised, words(shipped, "before")), key=lambda text: (-len(text), text))),
        after=tuple(sorted(map(normalised, words(shipped, "after")), key=lambda text: (-len(text), text))),
        confidence=confidence,
    )


@cache
def value_words(section: str, key: str) -> frozenset[str]:
    """Words of the table `inventory_values`, folded."""
    found = table("inventory_values")[section]
    assert isinstance(found, dict)
    return frozenset(folded(word) for word in words(found, key))


@cache
def value_beginnings(section: str, key: str) -> tuple[str, ...]:
    """Beginnings of texts in the table `inventory_values`, folded, longest first."""
    found = table("inventory_values")[section]
    assert isinstance(found, dict)
    return tuple(sorted((folded(word) for word in words(found, key)), key=lambda text: (-len(text), text)))


def threshold(name: str) -> float:
    """A threshold of the table `inventory_values`: a share of rows, 0 to 1."""
    found = table("inventory_values")["thresholds"]
    assert isinstance(found, dict)
    return float(found[name])


@cache
def frequency_terms() -> frozenset[str]:
    """Words for update frequencies, as `name_key` leaves them."""
    return frozenset(frequencies().terms)


def is_frequency(cell: str) -> bool:
    """The cell is a word for an update frequency, or several joined by a stroke (`Real-Time/Near Real-Time`)."""
    known = frequency_terms()
    return any(name_key(part) in known for part in (cell, *cell.split("/")[:1]))
