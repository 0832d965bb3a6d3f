"""What an ArcGIS layer or table says of itself, and what stands in an answer of it.

ArcGIS answers errors with status 200, so the body decides (reference: portal-apis 3.5).
"""

from collections.abc import Mapping
from datetime import datetime

from portalaudit.connectors.answers import json_object
from portalaudit.connectors.dcat.feed import told_error
from portalaudit.connectors.rows.walls import walled
from portalaudit.connectors.values import member
from portalaudit.model.capture import Evidence, Exchange, Gap
from portalaudit.model.stamps import epoch_micros, moment_of

_LOGIN = frozenset({"http-401", "http-403", "http-498", "http-499"})
"""Codes inside an answer that mean: not without a token (Esri's REST reference: 498 invalid, 499 required)."""


def object_of(exchange: Exchange, part: str) -> dict[str, object] | Gap:
    """The object of an answer, or the gap of what stands in its place: also of an error inside status 200."""
    value = json_object(exchange, part)
    if isinstance(value, Gap):
        return walled(exchange, value)
    told = told_error(value) if "error" in value else None
    if told is None:
        return value
    reason, said = told
    return Gap(part, "login" if reason in _LOGIN else reason, exchange.capture.id, said)


def layer_of(exchange: Exchange, part: str) -> dict[str, object] | Gap:
    """What a layer or table says of itself; a gap `shape` for what has no fields, such as a folder of services."""
    value = object_of(exchange, part)
    if isinstance(value, Gap):
        return value
    if not isinstance(value.get("fields"), list) and not isinstance(value.get("maxRecordCount"), int):
        return Gap(part, "shape", exchange.capture.id, "no layer or table with fields")
    return value


def rows_of(exchange: Exchange, part: str) -> dict[str, object] | Gap:
    """The answer of a query, whose `features` are a list."""
    value = object_of(exchange, part)
    if isinstance(value, Gap) or isinstance(value.get("features"), list):
        return value
    return Gap(part, "shape", exchange.capture.id, "no list of features")


def fields_of(told: Mapping[str, object]) -> list[dict[str, object]]:
    """The fields that a layer or an answer lists."""
    fields = told.get("fields")
    return [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []


def edited(layer: Mapping[str, object], capture: str) -> tuple[datetime | None, Evidence | None]:
    """When a layer says that its rows last changed, else that it did; and where it says so."""
    for key in ("dataLastEditDate", "lastEditDate"):
        told = member(layer, "editingInfo", key)
        if (stamp := epoch_micros(told, 1_000)) is not None:
            return moment_of(stamp), Evidence(capture, f"/editingInfo/{key}", str(told))
    return None, None


def key_of(layer: Mapping[str, object]) -> str | None:
    """The name of the field of ids, where the layer tells one that is among its fields."""
    listed = fields_of(layer)
    names = [field.get("name") for field in listed]
    told = layer.get("objectIdField")
    by_type = next((field.get("name") for field in listed if field.get("type") == "esriFieldTypeOID"), None)
    return next((name for name in (told, by_type) if isinstance(name, str) and name in names), None)
