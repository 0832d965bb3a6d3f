"""`/api/views/metadata/v1`: custom fields, licence and stamps of all of a portal's assets, in a few requests."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from portalaudit.connectors.answers import json_list
from portalaudit.connectors.socrata.custom import Custom, nested
from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.stamps import micros

LIMIT = 1_000
MOST_PAGES = 200
"""Pages that are asked for: more assets than any portal has (own choice)."""


@dataclass(frozen=True, slots=True)
class Described:
    """What this interface says of one asset; no more is kept."""

    license: object
    custom: tuple[Custom, ...]
    stamp: int | None
    """When the metadata last changed, microseconds since 1970."""
    hidden: bool
    """Kept out of the catalogue by its owner."""
    capture: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Descriptions:
    """All of them, by asset."""

    assets: Mapping[str, Described]
    capture: str | None
    gaps: tuple[Gap, ...]


async def describe(fetch: Fetch, root: str) -> Descriptions:
    """Read all pages. Ends at a page that is empty, shorter than asked for, or brings nothing new.

    Raises:
        StopRequested: the budget is spent.
    """
    found: dict[str, Described] = {}
    first: str | None = None
    for number in range(1, MOST_PAGES + 1):
        exchange = await fetch.get(
            f"{root}/api/views/metadata/v1", params={"limit": LIMIT, "page": number}, accept="application/json", invited=True,
            revalidate=True,
        )  # fmt: skip
        before = len(found)
        read = await asyncio.to_thread(_read, exchange, found)
        if isinstance(read, Gap):
            return Descriptions(found, first, (read,))
        first = first or exchange.capture.id
        if read < LIMIT or len(found) == before:
            break
    return Descriptions(found, first, ())


def _read(exchange: Exchange, found: dict[str, Described]) -> int | Gap:
    """Note the assets of one page; how many entries it has."""
    value = json_list(exchange, "views-metadata")
    if isinstance(value, Gap):
        return value
    for number, item in enumerate(value):
        if isinstance(item, dict) and isinstance(key := item.get("id"), str) and key not in found:
            found[key] = Described(
                item.get("license", ABSENT),
                tuple(nested(item.get("customFields"))),
                micros(item.get("metadataUpdatedAt")),
                item.get("hideFromCatalog") is True,
                exchange.capture.id,
                f"/{number}",
            )
    return len(value)
