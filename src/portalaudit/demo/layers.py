"""An ArcGIS FeatureServer over a stand-in's tables: what a layer is, and its `query` with statistics, orders, conditions, groups.

Errors come with status 200. Source: Esri's REST reference ("Layer / Table", "Query (Feature Service/Layer)").
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portalaudit.demo.http import Request, Response, as_json
from portalaudit.demo.pages import page
from portalaudit.demo.stored import Cell, Column, Stored, Tables

PATH = re.compile(r"(?P<layer>.*/(?P<name>[^/]+)/(?:Feature|Map)Server/(?P<number>\d+))(?P<query>/query)?/?")
_TYPES: Mapping[str, str] = {
    "int": "Integer",
    "numeric": "Double",
    "timestamp": "Date",
    "date": "DateOnly",
    "bool": "SmallInteger",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<date>(?:TIMESTAMP|DATE)\s*'[^']*')|(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|<>|[<>=()])|(?P<word>[^\W\d][\w.]*))",
    re.IGNORECASE,
)
_WORDS = frozenset({"and", "or", "not", "is", "null"})
_FUNCTIONS = frozenset({"count", "max", "min", "sum", "avg"})


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """How a layer differs from a hosted one of today."""

    records: int = 2_000
    """Its maxRecordCount."""
    edited: int | None = None
    """When its rows last changed, milliseconds since 1970; None for a layer without editingInfo."""
    statistics: bool | None = True
    """It computes statistics; None for a layer that says so and refuses them."""
    sorts: bool = True
    """It takes `orderByFields`, and says so."""
    pages: bool = True
    """It takes `resultOffset` and `resultRecordCount`, and says so."""
    upper: bool = False
    """Names in answers are in capitals, as Oracle gives them."""


class _Refused(Exception):
    """An error, which ArcGIS tells within status 200."""


def named(found: re.Match[str], tables: Tables) -> Stored | None:
    """The table behind an address: by the layer's path, else by the service's name."""
    return tables.get(found["layer"]) or tables.get(found["name"])


def layer(request: Request, found: re.Match[str], table: Stored, options: LayerOptions) -> Response:
    """What a layer says of itself, or its page for people."""
    name, number = found["name"], int(found["number"])
    if request.one("f") not in ("json", "pjson"):
        return page(f"Table: {name}", f"<h1>{number}</h1>")
    told: dict[str, object] = {
        "currentVersion": 11.5, "id": number, "name": name, "type": "Table", "geometryType": None,
        "objectIdField": "OBJECTID", "maxRecordCount": options.records, "capabilities": "Query", "fields": _fields(table),
        "advancedQueryCapabilities": {
            "supportsPagination": options.pages, "supportsOrderBy": options.sorts,
            "supportsStatistics": options.statistics is not False,
        },
    }  # fmt: skip
    edited = options.edited if table.edited is None else table.edited
    if edited is not None:
        told["editingInfo"] = {"lastEditDate": edited, "dataLastEditDate": edited}
    return as_json(told)


def query(request: Request, table: Stored, options: LayerOptions) -> Response:
    """The layer's `query`."""
    try:
        if request.one("f") != "json" or not request.one("where"):
            raise _Refused("'where' parameter is missing")
        return as_json(_answer(request, table, options))
    except _Refused as refused:
        error = {"code": 400, "message": "Unable to complete operation.", "details": [str(refused)]}
        return as_json({"error": error})


def _answer(request: Request, table: Stored, options: LayerOptions) -> dict[str, object]:
    known = {"OBJECTID": "_id", **{_attribute(column.name): table.places[column.name] for column in table.columns}}
    condition = _condition(request.one("where"), known)
    if request.one("returnCountOnly").lower() == "true":
        return {"count": table.count(condition)}
    paged = [name for name in ("resultOffset", "resultRecordCount") if request.one(name)]
    if paged and not options.pages:
        raise _Refused("Pagination is not supported.")
    most = min(_whole(request, "resultRecordCount", options.records), options.records)
    start = _whole(request, "resultOffset", 0)
    groups = [name for name in request.one("groupByFieldsForStatistics").split(",") if name]
    if request.one("outStatistics"):
        names, selected = _statistics(request.one("outStatistics"), known, groups, options)
        grouped = f" GROUP BY {', '.join(known[name] for name in groups)}" if groups else ""
    else:
        names = list(known) if request.one("outFields") in ("*", "") else request.one("outFields").split(",")
        _check(names, known)
        selected, grouped = [known[name] for name in names], ""
    order = f" ORDER BY {_order(request, known, options)}"
    sql = f"SELECT {', '.join(selected)} FROM t WHERE {condition}{grouped}"  # noqa: S608 - only names of ours and what was read
    rows = table.run(f"{sql}{order if groups or not request.one('outStatistics') else ''} LIMIT {most + 1} OFFSET {start}")
    kinds = {_attribute(column.name): column.type for column in table.columns}
    shown = [_attributes(names, row, kinds, request.one("outStatistics"), options.upper) for row in rows[:most]]
    answer: dict[str, object] = {
        "objectIdFieldName": "OBJECTID", "fields": _fields(table), "features": [{"attributes": one} for one in shown]
    }  # fmt: skip
    if len(rows) > most:
        answer["exceededTransferLimit"] = True
    return answer


def _statistics(text: str, known: Mapping[str, str], groups: Sequence[str], options: LayerOptions) -> tuple[list[str], list[str]]:
    """Names and SQL of what `outStatistics` asks for, groups first."""
    if not options.statistics:
        raise _Refused("Statistics are not supported.")
    try:
        asked = json.loads(text)
        wanted = [(str(one["statisticType"]).lower(), one["onStatisticField"], one["outStatisticFieldName"]) for one in asked]
    except (ValueError, KeyError, TypeError):
        raise _Refused("'outStatistics' parameter is invalid") from None
    _check([*groups, *(field for _, field, _ in wanted)], known)
    if not all(kind in _FUNCTIONS for kind, _, _ in wanted):
        raise _Refused("'outStatistics' parameter is invalid")
    return (
        [*groups, *(name for _, _, name in wanted)],
        [*(known[name] for name in groups), *(f"{kind}({known[field]})" for kind, field, _ in wanted)],
    )


def _order(request: Request, known: Mapping[str, str], options: LayerOptions) -> str:
    if not options.sorts or not request.one("orderByFields"):
        return "_id"
    parts = []
    for clause in request.one("orderByFields").split(","):
        name, _, way = clause.strip().partition(" ")
        if name not in known or way.upper() not in ("", "ASC", "DESC"):
            raise _Refused("'orderByFields' parameter is invalid")
        parts.append(f"{known[name]} {way.upper() or 'ASC'} NULLS {'FIRST' if way.upper() == 'DESC' else 'LAST'}")
    return ", ".join(parts)


def _condition(text: str, known: Mapping[str, str]) -> str:
    """A condition as SQLite takes it; what is neither a field, a value nor a comparison is refused."""
    made, place = [], 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _Refused("'where' parameter is invalid")
        place = found.end()
        if found["date"]:
            made.append(f"'{found['date'].partition(chr(39))[2][:-1].replace(' ', 'T')}'")
        elif found["word"] and found["word"].lower() not in _WORDS:
            _check([found["word"]], known)
            made.append(known[found["word"]])
        else:
            made.append(found[0].strip())
    return " ".join(made)


def _check(names: Sequence[object], known: Mapping[str, str]) -> None:
    if strange := [name for name in names if name not in known]:
        raise _Refused(f"'Invalid field: {strange[0]}' parameter is invalid")


def _whole(request: Request, name: str, default: int) -> int:
    text = request.one(name)
    return int(text) if text.isdigit() else default


def _attributes(
    names: Sequence[str], row: Sequence[Cell], kinds: Mapping[str, str], asked: str, upper: bool
) -> dict[str, object]:
    of = {one["outStatisticFieldName"]: one for one in json.loads(asked)} if asked else {}
    told: dict[str, object] = {}
    for name, value in zip(names, row, strict=True):
        source = of.get(name)
        counted = source is not None and source["statisticType"].lower() == "count"
        kind = "int" if counted else kinds.get(source["onStatisticField"] if source else name, "int")
        told[name.upper() if upper else name] = _shown(value, kind)
    return told


def _shown(value: Cell, kind: str) -> object:
    """A value as a layer gives it: a moment in milliseconds since 1970."""
    if kind != "timestamp" or not isinstance(value, str):
        return value
    moment = datetime.fromisoformat(value.replace(" ", "T"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _attribute(title: str) -> str:
    return re.sub(r"\W+", "_", title.strip())


def _fields(table: Stored) -> list[dict[str, object]]:
    key: dict[str, object] = {"name": "OBJECTID", "alias": "OBJECTID", "type": "esriFieldTypeOID", "domain": None}
    return [key, *map(_field, table.columns)]


def _field(column: Column) -> dict[str, object]:
    told: dict[str, object] = {
        "name": _attribute(column.name), "alias": column.title or column.name,
        "type": f"esriFieldType{_TYPES.get(column.type, 'String')}", "domain": None,
    }  # fmt: skip
    if column.notes:
        told["description"] = json.dumps({"value": column.notes, "fieldValueType": "dateAndTime"})
    return told
