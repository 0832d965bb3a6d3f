"""`/data.json` beside Discovery: a second list of the same portal, whose differences are worth telling."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalaudit.connectors.answers import json_object
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.snapshot import Enumeration

SHOWN = 50
"""Subjects named on either side (model.snapshot)."""
_KEY = re.compile(r"(?:^|/)([0-9a-z]{4}-[0-9a-z]{4})/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """An asset as Discovery lists it."""

    feedable: bool
    """A dataset of this portal that is not kept out of the feed: `/data.json` should have it."""


async def feed_keys(fetch: Fetch, root: str) -> tuple[frozenset[str] | None, int, str | None, tuple[Gap, ...]]:
    """Asset keys in `/data.json`, None where it shows none; its entries; the capture; the gap."""
    exchange = await fetch.get(f"{root}/data.json", accept="application/json", invited=True, revalidate=True)
    read = await asyncio.to_thread(_keys, exchange)
    if isinstance(read, Gap):
        return None, 0, None, (read,)
    return read[0], read[1], exchange.capture.id, ()


def feed_host(exchange: Exchange) -> str | None:
    """The host that most identifiers in `/data.json` name, in lower case, the first by name of equals; None where none does."""
    value = json_object(exchange, "feed")
    entries = None if isinstance(value, Gap) else value.get("dataset")
    found = Counter(filter(None, map(_host, entries if isinstance(entries, list) else ())))
    return min(found, key=lambda name: (-found[name], name), default=None)


def _host(entry: object) -> str | None:
    identifier = entry.get("identifier") if isinstance(entry, dict) else None
    if not isinstance(identifier, str) or not _KEY.search(identifier):
        return None
    try:
        return urlsplit(identifier).netloc.lower() or None
    except ValueError:
        return None


def _keys(exchange: Exchange) -> tuple[frozenset[str], int] | Gap:
    value = json_object(exchange, "feed")
    if isinstance(value, Gap):
        return value
    entries = value.get("dataset")
    if not isinstance(entries, list):
        return Gap("feed", "shape", exchange.capture.id, "no list of datasets")
    keys = set()
    for entry in entries:
        identifier = entry.get("identifier") if isinstance(entry, dict) else None
        if isinstance(identifier, str) and (found := _KEY.search(identifier)):
            keys.add(found[1].lower())
    return frozenset(keys), len(entries)


def compare(assets: Mapping[str, Listed], keys: frozenset[str], entries: int, capture: str | None, whole: bool) -> Enumeration:
    """The feed beside Discovery.

    By design it holds no filtered views, maps, charts, stories or files, nor what its owner keeps out of it, so only data sets
    that should be there can be missing; what the feed has and Discovery lacks is counted whatever it is.

    Args:
        whole: Discovery was read to its end.
    """
    only = keys - assets.keys()
    missing = {key for key, asset in assets.items() if asset.feedable} - keys
    return Enumeration(
        "data.json",
        entries,
        only_here=tuple(sorted(only)[:SHOWN]),
        missing_here=tuple(sorted(missing)[:SHOWN]),
        only_count=len(only),
        missing_count=len(missing),
        comparable=whole,
        capture=capture,
        pointer="/dataset",
    )
