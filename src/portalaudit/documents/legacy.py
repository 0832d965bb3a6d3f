"""Spreadsheets of older or other programs (.xls, .ods, .xlsb), read whole by calamine; hence a low cap on their size."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from portalaudit.documents.caps import MAX_LEGACY_BYTES
from portalaudit.documents.failure import Failure
from portalaudit.documents.package import open_package
from portalaudit.documents.rows import Row, gather
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect


def read_legacy(body: bytes, kind: str) -> Table | Failure:
    """The first sheet that has two rows or more of an .xls, .ods or .xlsb file."""
    if len(body) > MAX_LEGACY_BYTES:
        return Failure("too-large", f"{len(body):,} bytes of {kind}; at most {MAX_LEGACY_BYTES:,} are read")
    if body.startswith(b"PK"):
        package = open_package(body)
        if isinstance(package, Failure):
            return package
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        found: Table | Failure = Failure("empty", "no sheet holds anything")
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            start = sheet.start[0] if sheet.start else 0
            rows = ((start + place + 1, [_shown(cell) for cell in row]) for place, row in enumerate(sheet.iter_rows()))
            found = gather(_as_rows(rows), Dialect(kind, sheet=name))
            if isinstance(found, Table) and found.rows >= 1 and len(found.header) > 1:
                return found
    except CalamineError as problem:
        return Failure("encrypted" if "assword" in str(problem) else "damaged", str(problem)[:200])
    return found


def _as_rows(rows: Iterator[tuple[int, list[str | None]]]) -> Iterator[tuple[int, Row]]:
    yield from rows


def _shown(cell: object) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return None if cell is None or cell == "" else str(cell)
