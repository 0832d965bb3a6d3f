"""Rows of an ArcGIS layer or table by its `query`: what the layer is, then its attributes in pages.

ArcGIS answers errors with status 200, so the body decides (reference: portal-apis 3.5).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from portalaudit.connectors.answers import json_object
from portalaudit.connectors.dcat.feed import told_error
from portalaudit.connectors.rows.pages import MOST_BYTES, PAGE_ROWS, PART, Pages, Rows, refused
from portalaudit.connectors.rows.walls import walled
from portalaudit.connectors.values import integer, member
from portalaudit.model.capture import Evidence, Exchange, Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.stamps import epoch_micros, moment_of

RECORDS = 1_000
"""Rows asked for at once where the layer does not say how many it gives (ArcGIS Server's default)."""

_LOGIN = frozenset({"http-401", "http-403", "http-498", "http-499"})
"""Codes inside an answer that mean: not without a token (Esri's REST reference: 498 invalid, 499 required)."""


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
        value = await asyncio.to_thread(_answer, exchange)
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
    value = _object(exchange)
    if isinstance(value, Gap):
        return value
    if not isinstance(value.get("fields"), list) and not isinstance(value.get("maxRecordCount"), int):
        return Gap(PART, "shape", exchange.capture.id, "no layer or table with fields")
    records = integer(value.get("maxRecordCount")) or RECORDS
    paged = (member(value, "advancedQueryCapabilities", "supportsPagination"), value.get("supportsPagination"))
    return Layer(_key(value), min(records, PAGE_ROWS), False not in paged, *_edited(value, exchange.capture.id))


def _edited(layer: Mapping[str, object], capture: str) -> tuple[datetime | None, Evidence | None]:
    """When a layer says that its rows last changed, else that it did; and where it says so."""
    for key in ("dataLastEditDate", "lastEditDate"):
        told = member(layer, "editingInfo", key)
        if (stamp := epoch_micros(told, 1_000)) is not None:
            return moment_of(stamp), Evidence(capture, f"/editingInfo/{key}", str(told))
    return None, None


def _key(layer: Mapping[str, object]) -> str | None:
    """The name of the field of ids, where the layer tells one that is among its fields."""
    fields = layer.get("fields")
    listed = [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    names = [field.get("name") for field in listed]
    told = layer.get("objectIdField")
    by_type = next((field.get("name") for field in listed if field.get("type") == "esriFieldTypeOID"), None)
    return next((name for name in (told, by_type) if isinstance(name, str) and name in names), None)


def _ids(rows: list[object], key: str | None) -> set[object]:
    found = (member(row, "attributes", key) for row in rows) if key is not None else ()
    return {value for value in found if isinstance(value, int | str)}


def _answer(exchange: Exchange) -> dict[str, object] | Gap:
    value = _object(exchange)
    if isinstance(value, Gap) or isinstance(value.get("features"), list):
        return value
    return Gap(PART, "shape", exchange.capture.id, "no list of features")


def _object(exchange: Exchange) -> dict[str, object] | Gap:
    """The object of an answer, or the gap of what stands in its place: also of an error inside status 200."""
    value = json_object(exchange, PART)
    if isinstance(value, Gap):
        return walled(exchange, value)
    told = told_error(value) if "error" in value else None
    if told is None:
        return value
    reason, said = told
    return Gap(PART, "login" if reason in _LOGIN else reason, exchange.capture.id, said)
