"""Rows behind the assets of a stand-in Socrata: enough of SODA 2 for counting and for reading pages."""

import csv
import gzip
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from portalaudit.demo.http import Request, Response, as_json

LIMIT = 1000
"""Rows where no `$limit` is given."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A folder with one `ID.csv.gz` an asset; None for a portal without rows."""

    folder: Path | None = None
    read: dict[str, tuple[list[str], list[list[str]]]] = field(default_factory=dict)
    """Field names and rows by asset: those read so far, or given; an empty cell is none at all."""

    def answer(self, request: Request, path: str) -> Response:
        """`/resource/{id}.json` with `$select=count(*)`, `$limit` and `$offset`, in one order; all values are strings."""
        found = re.fullmatch(r"(\w{4}-\w{4})(?:\.json)?", path)
        table = self.table(found[1]) if found else None
        if table is None:
            return as_json({"code": "dataset.missing", "error": True, "message": "Not found", "data": {"id": path}}, 404)
        names, rows = table
        select = request.one("$select")
        counted = re.fullmatch(r"count\(\*\)(?:\s+as\s+(\w+))?", select.strip(), re.IGNORECASE)
        if counted:
            return as_json([{counted[1] or "count": str(len(rows))}])
        if select:
            return as_json({"code": "query.soql.no-such-column", "error": True, "message": f"No such column: {select}"}, 400)
        limit, offset = request.one("$limit", str(LIMIT)), request.one("$offset", "0")
        if not limit.isdigit() or not offset.isdigit():
            return as_json({"code": "req.bad-parameter", "error": True, "message": "Bad $limit or $offset"}, 400)
        order = request.one("$order", ":id").split()[0]
        if not order.startswith(":") and order not in names:
            return as_json({"code": "query.soql.no-such-column", "error": True, "message": f"No such column: {order}"}, 400)
        page = rows[int(offset) : int(offset) + int(limit)]
        return as_json([{name: value for name, value in zip(names, row, strict=False) if value} for row in page])

    def table(self, key: str) -> tuple[list[str], list[list[str]]] | None:
        """Field names and rows of an asset, read once."""
        if key in self.read:
            return self.read[key]
        path = self.folder / f"{key}.csv.gz" if self.folder else None
        if path is None or not path.is_file():
            return None
        lines = list(csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))))
        header = lines[0] if lines else []
        self.read[key] = ([field_name(name) for name in header], lines[1:])
        return self.read[key]


def field_name(title: str) -> str:
    """A column's title as SODA names the field."""
    return re.sub(r"\W+", "_", title.strip().lower()).strip("_")
