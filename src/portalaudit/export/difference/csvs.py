"""Every asset of two audits as CSV, one line each."""

import csv
import io
from collections.abc import Sequence

import pyarrow as pa

from portalaudit.export.cells import neutral
from portalaudit.export.document import beyond_utf8
from portalaudit.model.difference import ASSET_COLUMNS, Difference

OURS = ("state", "ground", "reason")
"""Columns whose words are ours."""


def as_csv(found: Difference) -> bytes:
    """All assets with a header, UTF-8, lines ended by CRLF (RFC 4180); lists separated by blanks; cells that start a formula are
    neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(ASSET_COLUMNS)
    writer.writerows(zip(*(_cells(name, found.assets.table[name]) for name in ASSET_COLUMNS), strict=True))
    return beyond_utf8.sub("\ufffd", out.getvalue()).encode()


def _cells(name: str, column: pa.ChunkedArray) -> Sequence[str | None]:
    values = column.to_pylist()
    if pa.types.is_list(column.type):
        return [" ".join(value) if value else None for value in values]
    return values if name in OURS else [neutral(value) if value else value for value in values]
