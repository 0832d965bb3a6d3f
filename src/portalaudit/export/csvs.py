"""An audit's tables as CSV files with a Frictionless Data Package (version 1) that describes every column.

CSV is RFC 4180 in UTF-8: commas, quotation marks doubled, lines ended by CRLF, a header. A cell that a spreadsheet program would
run as a formula has an apostrophe before it (`export.cells`). Of licences and sources nothing is told but what is known: the
portals that were asked. The same audit gives the same bytes.
"""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256

import msgspec

from portalaudit.export.cells import neutral
from portalaudit.export.document import encode
from portalaudit.export.moments import iso
from portalaudit.export.names import name_of
from portalaudit.export.report.strangers import link
from portalaudit.export.tables import Beside, tables
from portalaudit.export.tables.table import Column, Kind, Row, Table, Value, one_line
from portalaudit.model.audit import Audit

DESCRIPTION = "datapackage.json"
DIALECT = {
    "csvddfVersion": 1.2, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True,
    "skipInitialSpace": False, "header": True, "caseSensitiveHeader": True,
}  # fmt: skip
_TYPES: dict[Kind, str] = {
    "text": "string", "key": "string", "url": "string", "word": "string", "int": "integer", "number": "number",
    "bool": "boolean", "date": "date", "moment": "datetime",
}  # fmt: skip
_NAME = re.compile(r"[^a-z0-9._-]+")

Json = dict[str, object]


def csvs(audit: Audit, beside: Beside | None = None) -> Iterator[tuple[str, bytes]]:
    """The files by name: a CSV a table, one after the other, then `datapackage.json`.

    Args:
        audit: judged with all findings where `findings.csv` is to hold all.
        beside: what else there is to tell; None for nothing.

    Raises:
        UsageError: there are no words for the language.
    """
    described = []
    for table in tables(audit, beside):
        body = as_csv(table)
        described.append(_resource(table, body))
        yield f"{table.name}.csv", body
    yield DESCRIPTION, msgspec.json.format(encode(_package(audit, described)), indent=2) + b"\n"


def as_csv(table: Table) -> bytes:
    """One table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows(_cells(row) for row in table.clean())
    return out.getvalue().encode("utf-8")


def _cells(row: Row) -> list[str | int | float | None]:
    return [_cell(value) for value in row]


def _cell(value: Value) -> str | int | float | None:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def _package(audit: Audit, resources: Sequence[Json]) -> Json:
    name = one_line(name_of(audit)) or audit.id
    about = (
        f"What portalaudit {audit.software} found of {name}. A finding names the archived answer (capture) and the place in it "
        "that shows it. Texts stand on one line each. A cell that a spreadsheet program would run as a formula has an apostrophe "
        "before it."
    )
    sources = [
        {"title": one_line(portal.title or "") or portal.url, "path": portal.url}
        for portal in (one.snapshot.portal for one in audit.portals)
        if link(portal.url)
    ]
    return {
        "profile": "tabular-data-package",
        "name": _NAME.sub("-", f"portalaudit-{audit.id}".casefold()),
        "title": f"Audit {audit.id}: {name}",
        "description": about,
        "created": iso(audit.taken_at),
        **({"sources": sources} if sources else {}),
        "resources": list(resources),
    }


def _resource(table: Table, body: bytes) -> Json:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{sha256(body).hexdigest()}",
        "dialect": DIALECT,
        "schema": {
            "fields": [_field(column, column.name in table.key) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(column: Column, key: bool) -> Json:
    constraints: Json = {}
    if key:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.title,
        "description": column.about,
        **({"constraints": constraints} if constraints else {}),
    }
