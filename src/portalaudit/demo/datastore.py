"""CKAN's `datastore_search` over a stand-in's tables: sorts, fields, limits, distinct values, filters, totals.

Source: ckanext/datastore (logic/action.py, logic/schema.py, backend/postgres.py) of CKAN 2.6 to 2.12.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit.demo.http import Request, Response, as_json
from portalaudit.demo.stored import Cell, Stored, Tables

PATH = re.compile(r"/api/(?:3/)?action/datastore_search$")
_CLAUSE = re.compile(r"(.+?)(?: +(asc|desc))?( nulls +(?:first|last) *)?", re.IGNORECASE)
_OLD_CLAUSE = re.compile(r"(.+?)(?: +(asc|desc) *)?()", re.IGNORECASE)
_TAKEN = frozenset({
    "resource_id", "id", "q", "plain", "filters", "language", "limit", "offset", "fields", "sort", "distinct", "include_total",
    "records_format", "full_text",
})  # fmt: skip
_TYPES: Mapping[str, str] = {"int": "int4"}


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How an installation differs from a fresh one."""

    release: tuple[int, int] = (2, 11)
    """Since 2.8 it takes `include_total`, since 2.11 `nulls last`."""
    clamp: int = 32_000
    """ckan.datastore.search.rows_max."""
    estimated: bool = False
    """Totals are estimates."""
    declared: int | None = None
    """What is told for the total, whatever there is."""


class _Refused(Exception):
    """An error of an action: status, kind, fields."""

    def __init__(self, kind: str, fields: Mapping[str, object], status: int = 409) -> None:
        self.status, self.error = status, {**fields, "__type": kind}


def search(tables: Tables, request: Request, options: StoreOptions) -> Response:
    """`datastore_search`."""
    told = f"{request.base}/api/3/action/help_show?name=datastore_search"
    try:
        result = _result(tables, request, options)
    except _Refused as refused:
        return as_json({"help": told, "success": False, "error": refused.error}, refused.status)
    return as_json({"help": told, "success": True, "result": result})


def _result(tables: Tables, request: Request, options: StoreOptions) -> dict[str, object]:
    key = request.one("resource_id") or request.one("id")
    table = tables.get(key)
    if table is None:
        raise _Refused("Not Found Error", {"message": f'Not found: Resource "{key}" was not found.'}, 404)
    taken = _TAKEN if options.release >= (2, 8) else _TAKEN - {"include_total", "records_format"}
    if strange := sorted(set(request.query) - taken):
        raise _Refused("Validation Error", {"__junk": [f"The input field {strange[0]} was not expected."]})
    limit, offset = min(_whole(request, "limit", 100), options.clamp), _whole(request, "offset", 0)
    wanted = [name.strip().strip('"') for name in _listed(request, "fields")]
    known = {"_id": "_id", **table.places}
    if lost := [name for name in wanted if name not in known]:
        raise _Refused("Validation Error", {"fields": [f'invalid value "{lost[0]}"']})
    names = wanted or list(known)
    condition, values = _filtered(request, known)
    order = [_clause(clause, known, options) for clause in _listed(request, "sort")]
    distinct = request.one("distinct").lower() in ("true", "1", "yes", "t")
    order = order or ([] if distinct else ["_id ASC NULLS LAST"])
    columns = ", ".join(known[name] for name in names)
    selected = f"SELECT {'DISTINCT ' * distinct}{columns} FROM t WHERE {condition}"  # noqa: S608 - only names of ours
    sorted_by = f" ORDER BY {', '.join(order)}" if order else ""
    rows = table.run(f"{selected}{sorted_by} LIMIT {limit} OFFSET {offset}", values)
    total = len(table.run(selected, values)) if distinct else table.count(condition, values)
    result: dict[str, object] = {
        "resource_id": key, "fields": _fields(table, names),
        "records": [{name: _cell(value, name, table) for name, value in zip(names, row, strict=True)} for row in rows],
        "limit": limit, "offset": offset, "_links": {},
    }  # fmt: skip
    counts = request.one("include_total").lower() not in ("false", "0", "no", "f")
    if options.release >= (2, 8):
        result |= {"include_total": counts, "records_format": "objects"}
    if counts:
        result |= {"total": total if options.declared is None else options.declared, "total_was_estimated": options.estimated}
    return result


def _listed(request: Request, name: str) -> list[str]:
    """A parameter given more than once is a list; given once it is split at its commas."""
    values = request.query.get(name, [])
    return values if len(values) > 1 else [part.strip() for part in (values[0].split(",") if values and values[0] else [])]


def _clause(clause: str, known: Mapping[str, str], options: StoreOptions) -> str:
    found = (_CLAUSE if options.release >= (2, 11) else _OLD_CLAUSE).fullmatch(clause)
    field = found[1] if found else ""
    field = field[1:-1] if len(field) > 1 and field[0] == field[-1] == '"' else field
    if found is None or field not in known:
        raise _Refused("Validation Error", {"sort": [f'invalid value "{clause}"']})
    descends, nulls = (found[2] or "").lower() == "desc", (found[3] or "").split()
    first = nulls[1].lower() == "first" if nulls else descends  # nulls are the greatest to PostgreSQL
    return f"{known[field]} {'DESC' if descends else 'ASC'} NULLS {'FIRST' if first else 'LAST'}"


def _filtered(request: Request, known: Mapping[str, str]) -> tuple[str, list[Cell]]:
    """The condition of `filters`: equality, and lists of values."""
    try:
        told = json.loads(request.one("filters") or "{}")
    except ValueError:
        told = None
    if not isinstance(told, dict) or not told.keys() <= known.keys():
        raise _Refused("Validation Error", {"filters": ["Cannot parse JSON"]})
    parts, values = ["1"], list[Cell]()
    for name, value in told.items():
        few = value if isinstance(value, list) else [value]
        parts.append(f"{known[name]} IN ({', '.join('?' * len(few))})")
        values += few
    return " AND ".join(parts), values


def _whole(request: Request, name: str, default: int) -> int:
    value = request.one(name) or str(default)
    if not value.isdigit():
        raise _Refused("Validation Error", {name: ["Invalid integer"]})
    return int(value)


def _fields(table: Stored, names: Sequence[str]) -> list[dict[str, object]]:
    columns = {column.name: column for column in table.columns}
    found: list[dict[str, object]] = []
    for name in names:
        column = columns.get(name)
        told: dict[str, object] = {"id": name, "type": "int" if column is None else _TYPES.get(column.type, column.type)}
        if column is not None and (column.title or column.notes):
            told["info"] = {"label": column.title or "", "notes": column.notes or "", "type_override": ""}
        found.append(told)
    return found


def _cell(value: Cell, name: str, table: Stored) -> object:
    kind = next((column.type for column in table.columns if column.name == name), "int")
    if kind == "bool" and value is not None:
        return bool(value)
    return value.replace(" ", "T") if kind == "timestamp" and isinstance(value, str) else value
