"""Tables and files behind the assets of any stand-in portal: SODA, CKAN's datastore, an ArcGIS layer, plain files.

Every interface is there on every portal; the catalogue decides which of them is asked.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portalaudit.demo import datastore, layers
from portalaudit.demo.datastore import StoreOptions
from portalaudit.demo.http import Headers, Portal, Request, Response
from portalaudit.demo.layers import LayerOptions
from portalaudit.demo.socrata import SocrataPortal
from portalaudit.demo.socrata_rows import Rows, field_name
from portalaudit.demo.stored import Column, Record, Table, Tables, names_of

HERE = "http://this-portal.invalid"
"""Written in a catalogue where the portal's own address is meant, which is known only once it is served."""

_SODA = re.compile(r"/resource/(\w{4}-\w{4})(?:\.json)?/?")
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
    store: StoreOptions = field(default=StoreOptions())
    """The datastore, but for its clamp."""
    layer: LayerOptions = field(default=LayerOptions())
    """Layers, but for `records` and `edited`."""


class TabledPortal:
    """A portal with tables and files."""

    def __init__(self, inner: Portal, tables: Tables, files: Mapping[str, bytes], options: TableOptions) -> None:
        self.inner, self.tables, self.files, self.options = inner, tables, files, options
        self.soda = Rows(read={key: _soda(rows) for key, rows in tables.given.items() if not isinstance(rows, Table)})
        if isinstance(inner, SocrataPortal):  # whose catalogue tells the types
            self.soda = replace(self.soda, views=inner.record)
        self.store = replace(options.store, clamp=options.clamp)
        self.layers = replace(options.layer, records=options.records, edited=options.edited)

    def with_options(self, **changes: object) -> "TabledPortal":
        """The same tables, before a portal that is kept otherwise."""
        inner = self.inner.with_options(**changes)  # type: ignore[attr-defined]
        return TabledPortal(inner, self.tables, self.files, self.options)

    def answer(self, request: Request) -> Response:
        path = request.path
        if path in self.files:
            return self.file(path)
        if request.method in ("GET", "HEAD"):
            asset = _SODA.fullmatch(path)
            if asset and asset[1] in self.soda.read:
                return self.soda.answer(request, asset[1])
            if datastore.PATH.search(path):
                return datastore.search(self.tables, request, self.store)
            found = layers.PATH.fullmatch(path)
            if found and (table := layers.named(found, self.tables)) is not None:
                asks = found["query"] is not None
                return layers.query(request, table, self.layers) if asks else layers.layer(request, found, table, self.layers)
        response = self.inner.answer(request)
        body = response.body
        for text in self.options.here:
            body = tuple(bytes(part).replace(text.encode(), request.base.encode()) for part in body)
        return replace(response, body=body) if self.options.here else response

    def file(self, path: str) -> Response:
        kind = self.options.types.get(path) or _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
        headers: Headers = (("Content-Type", kind),)
        if self.options.modified:
            headers = (*headers, ("Last-Modified", self.options.modified))
        return Response(200, headers, (self.files[path],))


def with_tables(
    portal: Portal,
    rows: Mapping[str, Sequence[Record] | Table] | None = None,
    files: Mapping[str, bytes] | None = None,
    options: TableOptions | None = None,
    make: Callable[[str], Table | None] = lambda _: None,
) -> TabledPortal:
    """A portal with rows behind its assets, and files.

    Args:
        rows: by Socrata's four-by-four, CKAN's resource id, or an ArcGIS service's name or the path of one of its layers.
            Records are texts; of a `Table`, whose columns have types, SODA gives nothing.
        files: by path.
        make: tables of other keys, made when they are first asked for.
    """
    return TabledPortal(portal, Tables(rows or {}, make), files or {}, options or TableOptions())


def records_of(table: bytes) -> list[dict[str, str | None]]:
    """The rows of a CSV file in UTF-8, empty cells as None."""
    lines = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    return [{name: value or None for name, value in line.items() if name} for line in lines]


def _soda(records: Sequence[Record]) -> tuple[list[str], list[list[str]]]:
    names = names_of(records)
    return [field_name(name) for name in names], [[record.get(name) or "" for name in names] for record in records]


__all__ = [
    "HERE", "Column", "LayerOptions", "Record", "StoreOptions", "Table", "TableOptions", "TabledPortal", "names_of", "records_of",
    "with_tables",
]  # fmt: skip
