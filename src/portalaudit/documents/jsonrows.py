"""Rows in JSON: SODA, CKAN's datastore, ArcGIS features, and lists of objects in general; pages joined into one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from portalaudit.documents.caps import MAX_COLUMNS, MAX_JSON_BYTES
from portalaudit.documents.failure import Failure
from portalaudit.documents.rows import Gathering, finish
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect

_LISTS = ("records", "features", "rows", "dataset", "datasets", "results", "items", "data", "value", "entries", "inventory")
"""Keys under which services keep their rows, in the order in which they are tried."""
_NAMES = ("name", "title", "fn", "url", "value", "display_name")
"""Keys of an object in a cell that say what it is called: Socrata's links, DCAT's publishers, CKAN's organisations."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_json(bodies: Sequence[bytes]) -> Table | Failure:
    """Pages of rows as one table; columns in the order in which the fields first occur."""
    gathering = Gathering()
    order: dict[str, int] = {}
    path = ""
    number = 0
    moments: set[str] = set()
    pages: list[int] = []
    for body in bodies:
        if len(body) > MAX_JSON_BYTES:
            return Failure("too-large", f"{len(body):,} bytes of JSON; at most {MAX_JSON_BYTES:,} are read")
        try:
            value = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
            return Failure("not-json", str(problem)[:200])
        found = _rows_of(value)
        if found is None:
            return _refusal(value)
        path, rows, dates = found
        moments |= dates
        before = number
        for row in rows:
            number += 1  # also of what is no row, for a pointer counts it
            cells = None if row is None else _cells(row, order, dates)
            if cells is not None and not gathering.take(number, cells):
                break
        pages.append(number - before)
    if not order:
        return Failure("empty", "the answer holds no row")
    if len(order) >= MAX_COLUMNS:
        gathering.notes.add("columns-cut")
    table = finish(gathering, list(order), 0, Dialect("json", "utf-8", sheet=path))
    # Rows of JSON leave out what they don't have; that is not ragged.
    notes = tuple(note for note in table.notes if note != "ragged-rows")
    places = tuple(sorted(order[key] for key in moments if key in order))
    return replace(table, header_row=None, notes=notes, page_rows=tuple(pages), moments=places)


def _refusal(value: object) -> Failure:
    """Services answer refusals as JSON with status 200 (ArcGIS) or as an object without rows."""
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        code = error.get("code")
        detail = f"{code}: {error.get('message') or error.get('__type') or ''}"[:200]
        return Failure("login" if code in (401, 403, 498, 499) else "not-a-table", detail)
    return Failure("shape", "no list of objects")


_Found = tuple[str, Iterator[Mapping[str, object] | None], frozenset[str]]
"""A path, the items there in order, None for one that is no row, and the fields that are dates in milliseconds."""


def _rows_of(value: object) -> _Found | None:
    """The rows, where they were found, and which fields are dates in milliseconds."""
    if isinstance(value, list):
        return _listed("", value)
    if not isinstance(value, dict):
        return None
    columns = _socrata_columns(value)
    data = value.get("data")
    if columns is not None and isinstance(data, list):
        return "/data", (dict(zip(columns, row, strict=False)) if isinstance(row, list) else None for row in data), frozenset()
    for key in _LISTS:
        inner = value.get(key)
        if isinstance(inner, list) and (not inner or any(isinstance(item, dict) for item in inner[:20])):
            found = _listed(f"/{key}", inner)
            return (found[0], found[1], _dates(value.get("fields"))) if found else None
    result = value.get("result")
    if isinstance(result, dict | list):
        found = _rows_of(result)
        return (f"/result{found[0]}", found[1], found[2]) if found else None
    return None


def _listed(path: str, items: list[object]) -> _Found | None:
    if items and not any(isinstance(item, dict) for item in items[:20]):
        return None
    return path, (_attributes(item) if isinstance(item, dict) else None for item in items), frozenset()


def _attributes(item: Mapping[str, object]) -> Mapping[str, object]:
    for key in ("attributes", "properties"):
        inner = item.get(key)
        if isinstance(inner, dict):
            return inner
    return item


def _socrata_columns(value: Mapping[str, object]) -> list[str] | None:
    """Column names of Socrata's rows.json, whose rows are lists."""
    meta = value.get("meta")
    view = meta.get("view") if isinstance(meta, dict) else None
    columns = view.get("columns") if isinstance(view, dict) else None
    if not isinstance(columns, list):
        return None
    return [str(column.get("name", "")) if isinstance(column, dict) else "" for column in columns]


def _dates(fields: object) -> frozenset[str]:
    if not isinstance(fields, list):
        return frozenset()
    return frozenset(
        str(field.get("name")) for field in fields if isinstance(field, dict) and field.get("type") == "esriFieldTypeDate"
    )


def _cells(row: Mapping[str, object], order: dict[str, int], dates: frozenset[str]) -> list[str | None] | None:
    cells: list[str | None] = [None] * len(order)
    for key, value in row.items():
        place = order.get(key)
        if place is None:
            if len(order) >= MAX_COLUMNS or not key:
                continue
            place = order[key] = len(order)
            cells.append(None)
        cells[place] = _moment(value) if key in dates else _shown(value)
    return cells if any(cells) else None


def milliseconds(text: str) -> str:
    """What stood in the answer for a moment that was read of milliseconds: the number; any other text as it is."""
    try:
        told = datetime.fromisoformat(text) if text.endswith("Z") else None
        return text if told is None else str((told - _EPOCH) // timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        return text


def _moment(value: object) -> str | None:
    """Milliseconds since 1970, as ArcGIS writes dates."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e14:
        return (_EPOCH + timedelta(milliseconds=value)).isoformat().replace("+00:00", "Z")
    return _shown(value)


def _shown(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list):
        return "; ".join(text for text in map(_shown, value[:1_000]) if text) or None
    if isinstance(value, dict):
        return next((text for key in _NAMES if isinstance(text := value.get(key), str) and text), None) or _plain(value)
    return str(value)


def _plain(value: Mapping[object, object]) -> str:
    return msgspec.json.encode(value).decode()
