"""A table kept in a snapshot: its rows in the frame `rows`, the rest beside it; and where a cell stands in what was captured."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.documents.header import unique_names
from portalaudit.documents.jsonrows import milliseconds
from portalaudit.documents.table import Table
from portalaudit.model import frames
from portalaudit.model.capture import EXCERPT, Evidence
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable

_BOOKS = ("xlsx", "xls", "ods")


def told(asked: ReadTable, table: Table) -> ReadTable:
    """What is known of a table beside its rows."""
    return replace(
        asked, header=table.header, header_row=table.header_row, dialect=table.dialect, page_rows=table.page_rows,
        truncated=asked.truncated or table.truncated, notes=table.notes, moments=table.moments,
    )  # fmt: skip


def listed(asked: ReadTable, names: Sequence[str], records: Sequence[int]) -> Table | None:
    """A list of names found on a page as a table of one column; None where there is none."""
    if asked.dialect is None or not names:
        return None
    return Table(
        pa.table([pa.array(names, pa.string())], names=list(unique_names(asked.header))), asked.header, asked.header_row,
        pa.array(records, pa.int32()), asked.dialect, asked.truncated, asked.notes,
    )  # fmt: skip


def rows_frame(tables: Sequence[Table | None]) -> pd.DataFrame:
    """The frame `rows` of tables in the order of `Snapshot.tables`; None for one that gave no rows."""
    parts = [_part(place, table) for place, table in enumerate(tables) if table is not None]
    whole = pa.concat_tables(parts) if parts else frames.ROWS.empty_table()
    return frames.to_frame(whole)


def _part(place: int, table: Table) -> pa.Table:
    columns, height = table.data.columns, table.rows
    width = len(columns)
    # Row by row: the cells of a column stand `width` apart in the flat list.
    flat = pa.concat_arrays(
        [chunk.cast(pa.string()) for column in columns for chunk in column.chunks] or [pa.array([], pa.string())]
    )
    order = np.arange(height * width).reshape(width, height).T.ravel()
    cells = pa.ListArray.from_arrays(pa.array(np.arange(height + 1) * width, pa.int32()), flat.take(pa.array(order)))
    return pa.table(
        {"table": pa.array(np.full(height, place), pa.int32()), "record": table.records.cast(pa.int32()), "cells": cells},
        schema=frames.ROWS,
    )


def with_table(snapshot: Snapshot, asked: ReadTable, table: Table) -> Snapshot:
    """The snapshot with one more table."""
    tables = (*snapshot.tables, asked)
    more = rows_frame([*([None] * len(snapshot.tables)), table])
    rows = pa.concat_tables([frames.to_table(snapshot.rows), frames.to_table(more)])
    return replace(snapshot, tables=tables, rows=frames.to_frame(rows))


def table_of(asked: ReadTable, rows: pd.DataFrame, place: int) -> Table | None:
    """A table out of a snapshot again; None where it gave no rows."""
    if asked.dialect is None:
        return None
    whole = frames.to_table(rows)
    own = whole.filter(pc.equal(whole["table"], place))
    names = unique_names(asked.header)
    cells = own["cells"].combine_chunks()
    flat, width, height = cells.flatten(), len(names), own.num_rows
    columns = [flat.take(pa.array(np.arange(height, dtype=np.int64) * width + column)) for column in range(width)]
    return Table(
        data=pa.table(columns, names=names), header=asked.header, header_row=asked.header_row,
        records=own["record"].combine_chunks(), dialect=asked.dialect, truncated=asked.truncated, notes=asked.notes,
        page_rows=asked.page_rows, moments=asked.moments,
    )  # fmt: skip


def cell_at(asked: ReadTable, record: int, column: int, text: str | None) -> Evidence:
    """Where a cell stands, and what stands there: `cell=ROW,COLUMN` of a delimited file (RFC 7111) or an HTML table, `Sheet!C5`
    of a workbook, a JSON Pointer into the page of an answer. Rows and columns count from 1, the header's row among them."""
    capture, record = _page(asked, record)
    text = milliseconds(text) if text is not None and column in asked.moments else text
    excerpt = None if text is None else text[:EXCERPT]
    return Evidence(capture, _pointer(asked, record, column), excerpt)


def header_at(asked: ReadTable) -> Evidence | None:
    """The header: its row and what it says; of rows that name their columns themselves the first row, which is not quoted."""
    if asked.dialect is None or not asked.header:
        return None
    form, sheet = asked.dialect.format, asked.dialect.sheet or ""
    shown = ", ".join(asked.header)[:EXCERPT]
    capture, record = _page(asked, asked.header_row or 1)
    if form == "json":
        listed = sheet == "/data" and asked.way == "file"  # Socrata's rows.json, whose rows are bare lists
        return Evidence(capture, "/meta/view/columns" if listed else _row(asked, record))
    if asked.header_row is None:  # names were made up: they stand nowhere
        return Evidence(capture, sheet)
    return Evidence(capture, f"{sheet}!{record}:{record}" if form in _BOOKS else f"row={record}", shown)


def _page(asked: ReadTable, record: int) -> tuple[str | None, int]:
    """The capture of the page that holds a record, and its number there."""
    for capture, rows in zip(asked.captures, asked.page_rows, strict=False):
        if record <= rows:
            return capture, record
        record -= rows
    return next(iter(asked.captures), None), record


def _pointer(asked: ReadTable, record: int, column: int) -> str:
    dialect = asked.dialect
    form = dialect.format if dialect else ""
    if form == "json":
        path = (dialect.sheet if dialect else None) or ""
        key = str(column) if path == "/data" and asked.way == "file" else asked.header[column]
        return f"{_row(asked, record)}/{key.replace('~', '~0').replace('/', '~1')}"
    if form in _BOOKS:
        return f"{(dialect.sheet if dialect else None) or ''}!{_letters(column)}{record}"
    return f"cell={record},{column + 1}"


def _row(asked: ReadTable, record: int) -> str:
    """The JSON Pointer to a row's fields."""
    path = (asked.dialect.sheet if asked.dialect else None) or ""
    inner = "/attributes" if asked.way == "features" else "/properties" if path.endswith("/features") else ""
    return f"{path}/{record - 1}{inner}"


def _letters(column: int) -> str:
    """`A` of 0, `AA` of 26, as workbooks name their columns."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
