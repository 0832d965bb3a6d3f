"""SODA 2.1 behind the assets of a stand-in Socrata: `$select`, `$where`, `$group`, `$having`, `$order`, `$limit`, `$offset`.

Sources: dev.socrata.com (queries, response codes and headers), soda-fountain (headers, errors).
"""

import csv
import gzip
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from portalaudit.demo.http import Headers, Request, Response, as_json, encode
from portalaudit.demo.socrata_records import View, columns_of, stamp
from portalaudit.demo.socrata_tables import Store, Table
from portalaudit.demo.soql.query import Query, translate
from portalaudit.demo.soql.tokens import Soql

LIMIT = 1000
"""Rows where no `$limit` is given."""
MOST = 1 << 32
LOADED = "2026-11-01T00:00:00.000Z"
"""When rows were loaded of which the catalogue does not tell it."""
LONGEST = 4_000
"""Characters of the header that names the fields; a longer one is suppressed (own choice: what a proxy lets pass)."""

_CLAUSES = ("select", "where", "group", "having", "order")
_TYPES = {"calendar_date": "floating_timestamp", "date": "fixed_timestamp"}
_OLD = "X-SODA2-Fields and X-SODA2-Types are deprecated.  Use the c-json output format if you require this information."
_LARGE = "X-SODA2-Fields and X-SODA2-Types are deprecated and have been suppressed for being too large."

Given = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Field names, and rows of cells as text; an empty cell is none at all."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by asset: of a folder with one `ID.csv.gz` each, given, or made when they are first asked for; else there are none."""

    folder: Path | None = None
    read: Mapping[str, Given] = field(default_factory=dict)
    make: Callable[[View], Given | None] | None = None
    views: Callable[[str], View | None] = lambda _: None
    """The catalogue's record of an asset, which tells the types of its columns."""
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Fields, by asset, that the catalogue lists and SODA does not know."""
    out_of_date: bool | None = False
    """What `X-SODA2-Data-Out-Of-Date` says; None for no such header."""
    processing: int = 0
    """How often each address is answered 202 before the rows come."""
    coordinator: bool = False
    """Errors in the words of the query coordinator, with an `errorCode`, instead of SODA's own."""
    store: Store = field(default_factory=Store)
    waited: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Request, path: str) -> Response:
        """`/resource/{id}.json`; numbers are strings, and what is null is left out."""
        found = re.fullmatch(r"(\w{4}-\w{4})(?:\.json)?", path)
        table = self.table(found[1]) if found else None
        if found is None or table is None:
            return as_json({"code": "dataset.missing", "error": True, "message": "Not found", "data": {"id": path}}, 404)
        if self.waited[request.target] < self.processing:
            self.waited[request.target] += 1
            return as_json({"code": "accepted", "error": True, "message": "Request processing"}, 202)
        try:
            query = self.query(request, table, self.hidden.get(found[1], ()))
        except Soql as refusal:
            return self.refused(refusal, request)
        response = as_json(list[object](self.store.run(query)))
        digest = hashlib.blake2b(b"".join([table.loaded.encode(), *response.body]), digest_size=12).hexdigest()
        return response.with_headers(*self.headers(table, self.hidden.get(found[1], ())), ("ETag", f'W/"{digest}"'))

    def query(self, request: Request, table: Table, hidden: Collection[str]) -> Query:
        """What a request asks of a table.

        Raises:
            Soql: a parameter or a clause is wrong.
        """
        columns = table.columns(hidden)
        limit, offset = request.one("$limit", str(LIMIT)), request.one("$offset", "0")
        if not limit.isdigit() or not offset.isdigit():
            raise Soql("req.bad-parameter", "Bad $limit or $offset")
        clauses = {name: request.one(f"${name}") for name in _CLAUSES}
        for name in request.query:
            if not name.startswith("$"):
                raise Soql("query.compiler.malformed", f"Unrecognized arguments [{name}]")
        return translate(clauses, columns, table.name, min(int(limit), MOST), min(int(offset), MOST))

    def headers(self, table: Table, hidden: Collection[str]) -> Headers:
        """What SODA tells beside the rows."""
        shown = [one for one in table.fields if one.name not in hidden]
        names = encode([one.name for one in shown]).decode()
        types = encode([_TYPES.get(one.type, one.type) for one in shown]).decode()
        told = format_datetime(datetime.fromisoformat(table.loaded), usegmt=True)
        found: Headers = (
            ("X-SODA2-Truth-Last-Modified", told), ("X-SODA2-Secondary-Last-Modified", told), ("Last-Modified", told),
        )  # fmt: skip
        if len(names) > LONGEST:
            found = (*found, ("X-SODA2-Warning", _LARGE))
        else:
            found = (*found, ("X-SODA2-Fields", names), ("X-SODA2-Types", types), ("X-SODA2-Warning", _OLD))
        if self.out_of_date is not None:
            found = (*found, ("X-SODA2-Data-Out-Of-Date", str(self.out_of_date).lower()))
        return found

    def refused(self, refusal: Soql, request: Request) -> Response:
        """An error as SODA 2.1 words it, or its query coordinator."""
        if self.coordinator:
            data = {"column": refusal.column, "dataset": "alpha.1"} if refusal.column else {}
            message = f"Query coordinator error: {refusal.code}; {refusal.message}; position: Map(row -> 1, column -> 8)"
            return as_json({"message": message, "errorCode": refusal.code, "data": data}, 400)
        body = {"code": refusal.code, "error": True, "message": refusal.message, "data": {"query": request.one("$select")}}
        return as_json(body, 400)

    def table(self, key: str) -> Table | None:
        """The table of an asset, taken in when it is first asked for."""
        if key not in self.store.tables:
            view = self.views(key) or {}
            given = self.given(key, view)
            if given is None:
                return None
            types = {str(one.get("fieldName")): str(one.get("dataTypeName") or "text") for one in columns_of(view)}
            updated = view.get("rowsUpdatedAt")
            loaded = (stamp(updated) if isinstance(updated, int) else None) or LOADED
            self.store.add(key, *given, types, loaded)
        return self.store.tables[key]

    def given(self, key: str, view: View) -> Given | None:
        """An asset's rows, wherever they come from."""
        if key in self.read:
            return self.read[key]
        path = self.folder / f"{key}.csv.gz" if self.folder else None
        if path is None or not path.is_file():
            return self.make(view) if self.make and view else None
        lines = list(csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))))
        titles = {str(one.get("name")): str(one.get("fieldName")) for one in reversed(columns_of(view))}
        return [titles.get(name) or field_name(name) for name in (lines or [[]])[0]], lines[1:]


def field_name(title: str) -> str:
    """A column's title as SODA names the field."""
    return re.sub(r"\W+", "_", title.strip().lower()).strip("_")
