"""Rows of an ArcGIS layer or table by its `query`: what the layer is, then its attributes in pages."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from portalaudit.connectors.rows.layer import edited, key_of, layer_of, rows_of
from portalaudit.connectors.rows.pages import MOST_BYTES, PAGE_ROWS, PART, Pages, Rows, refused
from portalaudit.connectors.values import integer, member
from portalaudit.model.capture import Evidence, Exchange, Gap
from portalaudit.model.ports import Fetch

RECORDS = 1_000
"""Rows asked for at once where the layer does not say how many it gives (ArcGIS Server's default)."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer says of itself."""

    key: str | None
    """The field of its ids, by which pages are ordered."""
    records: int
    """Rows of a page."""
    paged: bool
    """It takes `resultOffset`."""
    stamp: datetime | None
    """When its rows last changed."""
    stamp_at: Evidence | None


async def features(fetch: Fetch, url: str) -> Rows:
    """The attributes of all rows of a layer, page by page as far as `exceededTransferLimit` says that there are more.

    Two requests at least; a layer that refuses to page is asked once more without. The REST API is documented and public, so
    robots.txt does not bar it.

    Raises:
        StopRequested: the budget is spent.
    """
    exchange = await _get(fetch, url, {"f": "json"})
    layer = _layer(exchange)
    if isinstance(layer, Gap):
        return refused(exchange, layer.reason, layer.detail)
    pages, ids = Pages(url, layer.stamp, layer.stamp_at), set[object]()
    while True:
        exchange = await _get(fetch, f"{url}/query", _query(layer, pages.rows))
        value = await asyncio.to_thread(rows_of, exchange, PART)
        if isinstance(value, Gap):
            if value.reason == "http-400" and layer.paged and not len(pages):
                layer = replace(layer, paged=False)
                continue
            return replace(pages.broken(exchange, value), unreached=False)  # it told what the layer is
        rows, more = value["features"], value.get("exceededTransferLimit") is True
        assert isinstance(rows, list)
        fresh = _ids(rows, layer.key) - ids
        repeats = bool(ids) and bool(rows) and not fresh
        ids |= fresh
        if not await asyncio.to_thread(pages.take, exchange, rows, repeats):
            if more:
                pages.cut("the layer says that there are more, and gives none")
            return pages.done()
        if not more or pages.full():
            return pages.done()
        if not layer.paged:
            pages.cut("the layer has more, and does not page")
            return pages.done()


async def _get(fetch: Fetch, url: str, params: Mapping[str, str | int]) -> Exchange:
    return await fetch.get(url, params=params, accept="application/json", invited=True, max_bytes=MOST_BYTES)


def _query(layer: Layer, offset: int) -> dict[str, str | int]:
    asked: dict[str, str | int] = {"where": "1=1", "outFields": "*", "returnGeometry": "false", "f": "json"}
    if layer.paged:
        if layer.key is not None:
            asked["orderByFields"] = layer.key
        asked |= {"resultOffset": offset, "resultRecordCount": layer.records}
    return asked


def _layer(exchange: Exchange) -> Layer | Gap:
    told = layer_of(exchange, PART)
    if isinstance(told, Gap):
        return told
    records = integer(told.get("maxRecordCount")) or RECORDS
    paged = (member(told, "advancedQueryCapabilities", "supportsPagination"), told.get("supportsPagination"))
    return Layer(key_of(told), min(records, PAGE_ROWS), False not in paged, *edited(told, exchange.capture.id))


def _ids(rows: list[object], key: str | None) -> set[object]:
    found = (member(row, "attributes", key) for row in rows) if key is not None else ()
    return {value for value in found if isinstance(value, int | str)}
