"""Which assets of a catalogue are inventories of the city's data, and what else was considered and why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed
from portalaudit.documents.inventory.columns import map_headers
from portalaudit.documents.inventory.likeness import Likeness, contradicts, likeness, platform_list
from portalaudit.documents.inventory.names import words
from portalaudit.model.inventory import Kind


@dataclass(frozen=True, slots=True)
class Asset:
    """What is known of an asset before its rows are read."""

    title: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    """Titles or names of its columns; empty where they are not known."""
    kind: str = "dataset"
    """model.portal.KINDS."""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an asset that was considered turned out to be."""

    accepted: bool
    """It is an inventory of data, or a part of one; its rows are worth reading."""
    kind: Kind
    """`whole part retired` of the accepted, `catalogue other` of the refused."""
    reason: str
    """Why: `named dated one-period one-level one-department retired view columns`; of the refused `platform-list
    names-the-catalogue about:TOPIC not-data about-an-inventory columns-of-something-else columns-only tagged-only described-only
    not-a-table`."""
    confidence: float
    """0 to 1. With columns unknown, 0.75 at most: the title is all there is."""
    dated: str | None = None
    """The date or year that the title tells, as written there."""


@dataclass(frozen=True, slots=True)
class Context:
    """What tells the city's own inventory from a department's."""

    departments: tuple[str, ...] = ()
    """Names and acronyms of departments."""
    own_words: frozenset[str] = frozenset()
    """Words that name the city."""
    initials: frozenset[str] = frozenset()
    """Initials of the catalogue's publishers, but for the commonest: `fda` on a portal of many agencies."""


def initials_of(name: str) -> str:
    """`fda` of `U.S. Food and Drug Administration`."""
    return "".join(word[0] for word in words(name) if word not in _SMALL and len(word) > 1)


_SMALL = frozenset({"of", "the", "and", "for", "us", "de", "la", "del", "y", "do", "da", "e", "dos", "das"})
NO_CONTEXT = Context()
_READABLE = frozenset({"dataset", "view", "document", "link", "page", "feed", "map"})
"""Kinds of assets that can hold rows; a chart, an app or a story cannot."""


def recognise(asset: Asset, context: Context = NO_CONTEXT) -> Recognition | None:
    """What an asset is, None where nothing made it worth considering.

    The title weighs most; columns, where known, confirm or refute it; tags and descriptions alone only make an asset
    considered. Parts (one department, one period, one classification level, retired datasets) are told by what the title
    says beside the inventory's name.
    """
    title = " ".join(words(asset.title))
    columns = likeness(asset.headers, map_headers(asset.headers)) if asset.headers else None
    named = _first("inventory", title)
    if named is not None:
        return _named(asset, title, named, columns, context)
    if columns is not None and columns.enough and columns.names_data:
        return _by_columns(asset, title)
    if _first("catalogue", title) is not None:
        return _catalogue(asset, title)
    if _first("something", title) is not None:
        return _something(asset, title, columns)
    return _aside(asset, title)


def _named(asset: Asset, title: str, named: re.Match[str], columns: Likeness | None, context: Context) -> Recognition:
    rest = " ".join(f"{title[: named.start()]} {title[named.end() :]}".split())
    if asset.kind not in _READABLE:
        return Recognition(False, "other", "not-a-table", 0.9)
    if _first("about", rest) is not None:
        return Recognition(False, "other", "about-an-inventory", 0.85)
    topic = _topic(" ".join(word for word in f"{rest} {_between(named)}".split() if word not in context.own_words))
    said = columns is not None and columns.names_data
    if topic and not said and _first("department", rest) is None:
        return Recognition(False, "other", f"about:{topic}", 0.7)
    if columns is not None and contradicts(columns):
        return Recognition(False, "other", f"about:{topic}" if topic else "columns-of-something-else", 0.9)
    if platform_list(asset.headers):
        return Recognition(False, "catalogue", "platform-list", 0.95)
    kind, reason, dated = _which(asset, rest, context)
    return Recognition(True, kind, reason, 0.75 if columns is None else 0.95 if columns.enough else 0.85, dated)


def _between(named: re.Match[str]) -> str:
    """What stands between `inventory of` and `data`: `inventario de centros de datos`."""
    return " ".join(named.group().split()[1:-1])


def _which(asset: Asset, rest: str, context: Context) -> tuple[Kind, str, str | None]:
    """Whole, retired or a part, by what the title says beside the inventory's name."""
    dated = _dated(rest)
    if _first("retired", rest) is not None:
        return "retired", "retired", dated
    if _first("period", rest) is not None:
        return "part", "one-period", dated
    if _first("level", rest) is not None:
        return "part", "one-level", dated
    if _one_department(asset, rest, context):
        return "part", "one-department", dated
    if asset.kind == "view":
        return "part", "view", dated
    return "whole", "dated" if dated else "named", dated


def _one_department(asset: Asset, rest: str, context: Context) -> bool:
    if _first("whole", rest) is not None or _first("whole", " ".join(words(asset.title))) is not None:
        return False
    padded = f" {rest} "
    names = (" ".join(words(name)) for name in context.departments)
    if any(name and f" {name} " in padded for name in names):
        return True
    if _first("department", rest) is not None:
        return True
    # `FDA Data Inventory` on a portal where the Food and Drug Administration is one of many publishers.
    return any(3 <= len(word) <= 6 and word in context.initials and word not in context.own_words for word in rest.split())


def _dated(rest: str) -> str | None:
    found = _first("dated", rest)
    return next((text for text in found.groups() if text), None) if found is not None else None


def _by_columns(asset: Asset, title: str) -> Recognition:
    if platform_list(asset.headers):
        if _first("about", title) is not None:
            return Recognition(False, "other", "about-an-inventory", 0.85)
        return Recognition(False, "catalogue", "platform-list", 0.95)
    if _first("catalogue", title) is not None:
        return Recognition(False, "catalogue", "names-the-catalogue", 0.8)
    if asset.kind not in _READABLE:
        return Recognition(False, "other", "not-a-table", 0.9)
    if _first("something", title) is not None or _first("inventory", " ".join(words(asset.description[:2_000]))) is not None:
        return Recognition(True, "whole", "columns", 0.8)
    return Recognition(False, "other", "columns-only", 0.6)


def _catalogue(asset: Asset, title: str) -> Recognition:
    if _first("about", title) is not None or asset.kind not in _READABLE:
        return Recognition(False, "other", "about-an-inventory", 0.8)
    return Recognition(False, "catalogue", "names-the-catalogue", 0.75)


def _something(asset: Asset, title: str, columns: Likeness | None) -> Recognition:
    described = " ".join(words(asset.description[:2_000]))
    if _first("about", title) is not None and (_first("catalogue", title) or _first("catalogue", described)):
        return Recognition(False, "other", "about-an-inventory", 0.8)
    if _first("catalogue", described) is not None:
        return Recognition(False, "catalogue", "names-the-catalogue", 0.7)
    if topic := _topic(title):
        return Recognition(False, "other", f"about:{topic}", 0.9)
    if columns is None and _first("inventory", described) is not None and asset.kind in _READABLE:
        return Recognition(False, "other", "described-only", 0.5)
    if columns is not None and columns.enough:
        return Recognition(True, "whole", "columns", 0.7)
    return Recognition(False, "other", "not-data", 0.8)


def _aside(asset: Asset, title: str) -> Recognition | None:
    if any(_first("inventory", " ".join(words(keyword))) is not None for keyword in asset.keywords[:100]):
        return Recognition(False, "other", "tagged-only", 0.7)
    if _first("catalogue", title) is not None:
        return Recognition(False, "catalogue", "names-the-catalogue", 0.6)
    return None


def _topic(text: str) -> str | None:
    """What an inventory of something else is about."""
    return next((name for name, patterns in _topics().items() if any(pattern.search(text) for pattern in patterns)), None)


def _first(key: str, text: str) -> re.Match[str] | None:
    return next((found for pattern in _patterns(key) if (found := pattern.search(text)) is not None), None)


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in listed(table("inventory_titles"), key))


@cache
def _topics() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    found = table("inventory_titles")["topics"]
    assert isinstance(found, dict)
    return {name: tuple(re.compile(pattern) for pattern in patterns) for name, patterns in found.items()}


def rank(one: Recognition) -> tuple[bool, bool, int, float]:
    """What may be the inventory of today ranks highest: a whole one, undated before dated (the latest first), the surest."""
    return one.kind == "whole", one.dated is None, year_of(one.dated), one.confidence


def year_of(dated: str | None) -> int:
    """The latest year that a title tells, 0 where it tells none: 2019 of `FY19`."""
    years = [int(run) if len(run) == 4 else 2000 + int(run) for run in re.findall(r"\d{4}|\d{2}", dated or "")]
    return max((year for year in years if year < 2100), default=0)
