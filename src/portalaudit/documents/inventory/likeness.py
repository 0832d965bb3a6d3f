"""Whether a table's columns are those of a data inventory, or of something else that has names, owners and dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from portalaudit.data.tables import table, words
from portalaudit.documents.inventory.columns import ColumnMap
from portalaudit.documents.inventory.names import header_words, normalised


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much columns are like an inventory's."""

    points: float
    enough: bool
    """The points reach what an inventory has."""
    names_data: bool
    """A header says that the rows are datasets."""
    geometry: bool
    mapped: float
    """Share of headers, platform columns aside, that mean something."""


def likeness(headers: Sequence[str], found: ColumnMap) -> Likeness:
    """Points for rows that are called data, for telling groups (update frequency, steward, classification …) and plain ones;
    points off for places, for headers that mean nothing to us and where nothing is a name (data/inventory_columns.toml)."""
    rules = _rules()
    names_data = any(_says_data(header) for header in headers)
    keys = {normalised(header) for header in headers}
    columns = [column for column in found.columns if column.group != "system"]
    mapped = sum(1 for column in columns if column.group) / len(columns) if columns else 0.0
    worth: dict[str, float] = {}
    for column in columns:
        if column.group is not None and column.by != "inside":
            points = rules.telling.get(column.group, rules.points["plain"] if column.group in rules.plain else 0.0)
            if column.group in rules.telling and normalised(column.header) in rules.general:
                points = rules.points["general"]
            worth[column.group] = max(points, worth.get(column.group, 0.0))
    geometry = bool(keys & rules.geometry)
    total = sum(worth.values()) + rules.points["names_data"] * names_data + rules.points["geometry"] * geometry
    total += rules.points["strange"] * (mapped < 0.5) + rules.points["nameless"] * ("name" not in worth)
    return Likeness(round(total, 2), total >= rules.points["least"], names_data, geometry, round(mapped, 3))


def contradicts(found: Likeness) -> bool:
    """The columns refute a title that names an inventory of data."""
    return found.points < _rules().points["contradicted"]


def saying_data() -> frozenset[str]:
    """Headers, normalised, that alone make a table worth considering, whatever its title is."""
    return _rules().says_data


def platform_list(headers: Sequence[str]) -> bool:
    """The columns are those of a platform's own list of its assets, or of a feed's entries."""
    keys = {normalised(header) for header in headers}
    return any(len(keys & kind) >= 3 for kind in _rules().platforms)


@lru_cache(maxsize=16_384)
def _says_data(header: str) -> bool:
    if normalised(header).startswith(
        ("dataset", "dataasset", "conjuntodedatos", "conjuntodedados", "basededatos", "basededados")
    ):
        return True
    padded = f" {' '.join(header_words(header))} "
    return any(f" {run} " in padded for run in _rules().subjects)


@dataclass(frozen=True, slots=True)
class _Rules:
    points: Mapping[str, float]
    telling: Mapping[str, float]
    plain: frozenset[str]
    general: frozenset[str]
    subjects: tuple[str, ...]
    says_data: frozenset[str]
    geometry: frozenset[str]
    platforms: tuple[frozenset[str], ...]


@cache
def _rules() -> _Rules:
    found = table("inventory_columns")["likeness"]
    assert isinstance(found, dict)
    return _Rules(
        points={name: float(value) for name, value in found.items() if isinstance(value, int | float)},
        telling=found["telling"],
        plain=frozenset(words(found, "plain_groups")),
        general=frozenset(words(found, "general_headers")),
        subjects=words(found, "subjects"),
        says_data=frozenset(words(found, "says_data")),
        geometry=frozenset(words(found, "geometry_headers")),
        platforms=tuple(frozenset(kind) for kind in found["platform_lists"]),
    )
