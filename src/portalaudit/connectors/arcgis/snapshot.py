"""Feed and search brought together into one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portalaudit.connectors.arcgis.items import (
    columns_of_item,
    distributions_of_item,
    enrichment,
    filling,
    owner_of,
    row_of_item,
    tells_columns,
)
from portalaudit.connectors.arcgis.match import Matched, id_of_entry, match, spelling, spelt
from portalaudit.connectors.arcgis.search import Item, Listing
from portalaudit.connectors.arcgis.types import kind_of_both
from portalaudit.connectors.build import Builder
from portalaudit.connectors.dcat import schema
from portalaudit.connectors.dcat.distribution import distributions_of
from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.entry import Places, is_feed_itself, row_of
from portalaudit.connectors.dcat.feed import Feed
from portalaudit.connectors.values import text
from portalaudit.model.snapshot import Enumeration
from portalaudit.model.subject import subject_of

MOST_NAMED = 50
"""Subjects that an enumeration names of each difference (model.snapshot)."""

Row = dict[str, object]


@dataclass(slots=True)
class Site:
    """What was read of a Hub."""

    feed: Feed | None
    listing: Listing
    owners: Mapping[str, Row] = field(default_factory=dict)
    """Item id → what the sharing API told."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        if self.feed is None:
            return ()
        address = self.feed.address
        return tuple(entry for entry in self.feed.catalogue.entries if not is_feed_itself(entry, address))

    def without_owner(self) -> list[str]:
        """Ids of items whose owner neither feed nor search tells."""
        found = []
        for entry, item in zip(self.entries, match(self.entries, self.listing.items).items, strict=True):
            key = id_of_entry(entry)
            if key and (item is None or not owner_of(item.properties)):
                found.append(key.partition("_")[0])
        return found


@dataclass(frozen=True, slots=True)
class Joined:
    builder: Builder
    places: Mapping[str, str]
    parts: frozenset[str]
    enumerations: tuple[Enumeration, ...]


def join(site: Site) -> Joined:
    """The rows: every entry of the feed, enriched by the search, then every item that only the search lists."""
    builder = Builder()
    entries = site.entries
    matched = match(entries, site.listing.items)
    columns = any(tells_columns(item) for item in site.listing.items.values())
    if site.feed is not None:
        places = Places(site.feed.catalogue.dialect)
        _add_entries(builder, site, site.feed, places, matched.items, columns)
        builder.add_catalogue_violations(schema.catalogue_violations(site.feed.catalogue))
    else:
        places = Places(None)
    _add_items(builder, matched.left, places, spelling(entries), site.feed is not None, columns)
    if site.feed is not None and site.listing.items:
        places.fix("organization", "search#/properties/source")
        places.fix("metadata_modified", "search#/properties/modified")
    return Joined(builder, places.all(), _parts(site.feed, columns), _enumerations(site, entries, matched))


def _add_entries(builder: Builder, site: Site, feed: Feed, places: Places, items: Sequence[Item | None], columns: bool) -> None:
    dialect = feed.catalogue.dialect
    for entry, item in zip(site.entries, items, strict=True):
        distributions = distributions_of(entry)
        row = row_of(entry, distributions, places, capture=feed.capture, records=feed.catalogue.records)
        fields = columns_of_item(item, "search") if item is not None else []
        if item is not None:
            for told, where in (filling(item, row), enrichment(item)):
                row.update({name: value for name, value in told.items() if value is not None})
                row.update({f"{name}_at": f"search#{at}" for name, at in where.items() if told[name] is not None})
            row["capture_search"], row["pointer_search"] = item.capture, item.pointer
        if columns and not (item is not None and tells_columns(item)):
            row["unseen"] = "columns"
        key = id_of_entry(entry)
        if key is not None and (single := site.owners.get(key.partition("_")[0])) is not None:
            row.update(single)
        page = text(row.get("landing_page"))
        row["kind"] = kind_of_both(row.get("platform_type"), page, distributions)
        violations = schema.entry_violations(dialect, entry.raw)
        builder.add(row, entry.raw, distributions=distributions, columns=fields, violations=violations)


def _add_items(builder: Builder, items: Sequence[Item], places: Places, start: str, beside_feed: bool, columns: bool) -> None:
    """Add the items that only the search lists, of which it never tells what can be downloaded."""
    for item in items:
        row, where = row_of_item(item)
        row["key"] = spelt(start, item.key)
        for name, pointer in where.items():
            if beside_feed:  # the snapshot's places are the feed's
                row[f"{name}_at"] = pointer
            else:
                places.note(row, name, pointer)
        hidden = ["distributions violations"] if beside_feed else []  # without a feed `parts` says it for all rows
        hidden += ["columns"] if columns and not tells_columns(item) else []
        if hidden:
            row["unseen"] = " ".join(hidden)
        builder.add(row, item.properties, distributions=distributions_of_item(item), columns=columns_of_item(item))


def _parts(feed: Feed | None, columns: bool) -> frozenset[str]:
    """What was seen: the search alone shows a service behind an item, but not what can be downloaded."""
    found = {"datasets"}
    if columns:
        found.add("columns")
    if feed is not None:
        found.add("distributions")
        if feed.catalogue.dialect in schema.SCHEMAS:
            found.add("violations")
    return frozenset(found)


def _enumerations(site: Site, entries: Sequence[Entry], matched: Matched) -> tuple[Enumeration, ...]:
    """Both lists, and where they differ. They list the same assets by design: the feed is made from the search."""
    feed, listing = site.feed, site.listing
    feed_whole, feed_cut = feed is not None and feed.broken is None, feed is not None and feed.cut
    found = []
    comparable = feed_whole and listing.whole
    start = spelling(entries)
    only_feed = [_subject(entry) for entry, item in zip(entries, matched.items, strict=True) if item is None]
    only_search = [subject_of(spelt(start, item.key), None, None) for item in matched.left]
    fuller = len(entries) >= len(listing.items)
    nothing: tuple[list[str], list[str]] = ([], [])
    if feed is not None:
        differs = nothing if fuller or listing.capture is None else (only_feed, only_search)
        found.append(_enumeration("feed", len(entries), None, differs, feed_cut, comparable, feed.capture, ""))
    if (seen := listing.capture) is not None:
        differs = (only_search, only_feed) if fuller and feed is not None else nothing
        at = "/meta/stats/totalCount" if listing.source == "v3" else "/numberMatched"
        cut = any(gap.reason == "truncated" for gap in listing.gaps)
        found.append(_enumeration(listing.source, len(listing.items), listing.declared, differs, cut, comparable, seen, at))
    return tuple(found)


def _enumeration(
    source: str,
    listed: int,
    declared: int | None,
    differs: tuple[Sequence[str], Sequence[str]],
    truncated: bool,
    comparable: bool,
    capture: str,
    pointer: str,
) -> Enumeration:
    only, missing = (sorted(names) for names in differs)
    return Enumeration(
        source, listed, declared, tuple(only[:MOST_NAMED]), tuple(missing[:MOST_NAMED]), len(only), len(missing),
        truncated, comparable, capture, pointer,
    )  # fmt: skip


def _subject(entry: Entry) -> str:
    plain = entry.plain
    return subject_of(text(plain.get("identifier")), text(plain.get("landingPage") or plain.get("@id")), text(plain.get("title")))
