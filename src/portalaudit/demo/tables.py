"""Tables and files behind the assets of any stand-in portal: SODA, CKAN's datastore, an ArcGIS layer, plain files.

Every interface is there on every portal; the catalogue decides which of them is asked. Sources: SODA 2.1, CKAN's
`datastore_search` (ckanext/datastore/logic/action.py), Esri's REST reference for layers and queries.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portalaudit.demo.http import Headers, Portal, Request, Response, as_json
from portalaudit.demo.pages import page
from portalaudit.demo.socrata_rows import Rows, field_name

Record = Mapping[str, str | None]

HERE = "http://this-portal.invalid"
"""Written in a catalogue where the portal's own address is meant, which is known only once it is served."""

_SODA = re.compile(r"/resource/(\w{4}-\w{4})(?:\.json)?/?")
_LAYER = re.compile(r"(?P<layer>.*/(?P<name>[^/]+)/(?:Feature|Map)Server/(?P<number>\d+))(?P<query>/query)?/?")
_TYPES: Mapping[str, str] = {
    "csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json", "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "pdf": "application/pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How the tables are given."""

    here: tuple[str, ...] = (HERE,)
    """What is replaced by the portal's own address in the catalogue's answers; the hosts of a recording, for instance."""
    clamp: int = 32_000
    """ckan.datastore.search.rows_max."""
    records: int = 2_000
    """A layer's maxRecordCount."""
    edited: int | None = None
    """When a layer's rows last changed, milliseconds since 1970; None for a layer without editingInfo."""
    modified: str | None = "Sun, 01 Nov 2026 00:00:00 GMT"
    """Last-Modified of files."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Media type of a file, by path, where its ending does not tell it."""


class TabledPortal:
    """A portal with tables and files."""

    def __init__(
        self, inner: Portal, rows: Mapping[str, Sequence[Record]], files: Mapping[str, bytes], options: TableOptions
    ) -> None:
        self.inner, self.rows, self.files, self.options = inner, rows, files, options
        self.soda = Rows(read={key: _soda(records) for key, records in rows.items()})

    def answer(self, request: Request) -> Response:
        path = request.path
        if path in self.files:
            return self.file(path)
        if request.method in ("GET", "HEAD"):
            asset = _SODA.fullmatch(path)
            if asset and asset[1] in self.rows:
                return self.soda.answer(request, asset[1])
            if re.search(r"/api/(?:3/)?action/datastore_search$", path):
                return self.datastore(request)
            if (layer := _LAYER.fullmatch(path)) and (name := self.named(layer)) is not None:
                return self.queried(request, name) if layer["query"] else self.layer(request, name, int(layer["number"]))
        response = self.inner.answer(request)
        body = response.body
        for text in self.options.here:
            body = tuple(bytes(part).replace(text.encode(), request.base.encode()) for part in body)
        return replace(response, body=body)

    def file(self, path: str) -> Response:
        kind = self.options.types.get(path) or _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
        headers: Headers = (("Content-Type", kind),)
        if self.options.modified:
            headers = (*headers, ("Last-Modified", self.options.modified))
        return Response(200, headers, (self.files[path],))

    def datastore(self, request: Request) -> Response:
        """`datastore_search` with `limit` and `offset`; the limit is clamped as CKAN does, and tells so."""
        key = request.one("resource_id")
        told = f"{request.base}/api/3/action/help_show?name=datastore_search"
        if key not in self.rows:
            error = {"__type": "Not Found Error", "message": f'Not found: Resource "{key}" was not found.'}
            return as_json({"help": told, "success": False, "error": error}, 404)
        limit, offset = request.one("limit") or "100", request.one("offset") or "0"
        if not limit.isdigit() or not offset.isdigit():
            error = {"__type": "Validation Error", "limit": "Invalid integer"}
            return as_json({"help": told, "success": False, "error": error}, 409)
        count = min(int(limit), self.options.clamp)
        names = names_of(self.rows[key])
        records = [
            {"_id": number, **{name: record.get(name) for name in names}}
            for number, record in enumerate(self.rows[key][int(offset) : int(offset) + count], int(offset) + 1)
        ]
        fields = [{"id": "_id", "type": "int"}, *({"id": name, "type": "text"} for name in names)]
        result = {
            "resource_id": key, "fields": fields, "records": records, "total": len(self.rows[key]),
            "total_was_estimated": False, "limit": count, "offset": int(offset), "include_total": True,
            "records_format": "objects", "_links": {},
        }  # fmt: skip
        return as_json({"help": told, "success": True, "result": result})

    def named(self, found: re.Match[str]) -> str | None:
        """The table behind a layer: by the layer's path, else by the service's name."""
        return next((name for name in (found["layer"], found["name"]) if name in self.rows), None)

    def layer(self, request: Request, name: str, number: int) -> Response:
        """What a layer says of itself, or its page for people."""
        if request.one("f") not in ("json", "pjson"):
            return page(f"Table: {name}", f"<h1>{number}</h1>")
        told: dict[str, object] = {
            "currentVersion": 11.5, "id": number, "name": name.rpartition("/")[2], "type": "Table", "geometryType": None,
            "objectIdField": "OBJECTID", "maxRecordCount": self.options.records, "capabilities": "Query",
            "fields": _fields(self.rows[name]),
            "advancedQueryCapabilities": {"supportsPagination": True, "supportsOrderBy": True},
        }  # fmt: skip
        if self.options.edited is not None:
            told["editingInfo"] = {"lastEditDate": self.options.edited, "dataLastEditDate": self.options.edited}
        return as_json(told)

    def queried(self, request: Request, name: str) -> Response:
        """A query for all rows; errors come with status 200, as ArcGIS sends them."""
        if request.one("f") != "json" or not request.one("where"):
            return as_json({"error": {"code": 400, "message": "Unable to complete operation.", "details": []}})
        records = self.rows[name]
        count, offset = request.one("resultRecordCount") or str(self.options.records), request.one("resultOffset") or "0"
        start = int(offset) if offset.isdigit() else 0
        stop = start + min(int(count) if count.isdigit() else self.options.records, self.options.records)
        titles = {_attribute(title): title for title in names_of(records)}
        rows = [
            {"attributes": {"OBJECTID": number, **{key: record.get(title) for key, title in titles.items()}}}
            for number, record in enumerate(records[start:stop], start + 1)
        ]
        answer: dict[str, object] = {"objectIdFieldName": "OBJECTID", "fields": _fields(records), "features": rows}
        if stop < len(records):
            answer["exceededTransferLimit"] = True
        return as_json(answer)


def with_tables(
    portal: Portal,
    rows: Mapping[str, Sequence[Record]] | None = None,
    files: Mapping[str, bytes] | None = None,
    options: TableOptions | None = None,
) -> TabledPortal:
    """A portal with rows behind its assets, and files.

    Args:
        rows: by Socrata's four-by-four, CKAN's resource id, or an ArcGIS service's name or the path of one of its layers.
        files: by path.
    """
    return TabledPortal(portal, rows or {}, files or {}, options or TableOptions())


def records_of(table: bytes) -> list[dict[str, str | None]]:
    """The rows of a CSV file in UTF-8, empty cells as None."""
    lines = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    return [{name: value or None for name, value in line.items() if name} for line in lines]


def names_of(records: Sequence[Record]) -> list[str]:
    """The columns, in the order in which they first occur."""
    return list(dict.fromkeys(name for record in records for name in record))


def _soda(records: Sequence[Record]) -> tuple[list[str], list[list[str]]]:
    names = names_of(records)
    return [field_name(name) for name in names], [[record.get(name) or "" for name in names] for record in records]


def _attribute(title: str) -> str:
    return re.sub(r"\W+", "_", title.strip())


def _fields(records: Sequence[Record]) -> list[dict[str, object]]:
    names = {"OBJECTID": "OBJECTID", **{_attribute(title): title for title in names_of(records)}}
    return [
        {"name": name, "alias": title, "type": f"esriFieldType{'OID' if name == 'OBJECTID' else 'String'}", "domain": None}
        for name, title in names.items()
    ]
