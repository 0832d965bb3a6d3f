"""Rows gathered into a table, within the caps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from portalaudit.documents.caps import HEADER_ROWS, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from portalaudit.documents.failure import Failure
from portalaudit.documents.header import find_header, made_up, unique_names
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect

Row = Sequence[str | None]
_BATCH = 20_000


class Gathering:
    """Rows on their way into Arrow, in batches, so that the cells don't all live as Python objects at once."""

    def __init__(self) -> None:
        self.notes: set[str] = set()
        self.truncated: str | None = None
        self._batches: list[list[pa.Array]] = []
        self._numbers: list[pa.Array] = []
        self._rows: list[Row] = []
        self._at: list[int] = []
        self._taken = self._cells = self._text = 0
        self.width = 0

    def take(self, number: int, row: Row) -> bool:
        """Add one row that is not blank; False when a cap says that no more rows are wanted."""
        if self._taken >= MAX_ROWS or self._cells >= MAX_CELLS or self._text >= MAX_TEXT:
            self.truncated = "rows" if self._taken >= MAX_ROWS else "cells" if self._cells >= MAX_CELLS else "text"
            return False
        self._rows.append(row)
        self._at.append(number)
        self._taken += 1
        if len(row) > self.width:
            self.width = min(len(row), MAX_COLUMNS)
        if len(self._rows) >= _BATCH:
            self._flush()
        return True

    def _flush(self) -> None:
        width = max((len(row) for row in self._rows), default=0)
        if width > MAX_COLUMNS:
            self.notes.add("columns-cut")
            width = MAX_COLUMNS
        arrays = []
        for position in range(width):
            cells = [_clean(row[position]) if position < len(row) else None for row in self._rows]
            array = pa.array(cells, pa.string())
            self._cells += len(array) - array.null_count
            self._text += array.nbytes
            arrays.append(array)
        lengths = {len(row) for row in self._rows}
        if len(lengths) > 1:
            self.notes.add("ragged-rows")
        if any(len(cell) > MAX_CELL for row in self._rows for cell in row if cell):
            self.notes.add("cells-cut")
        self._batches.append(arrays)
        self._numbers.append(pa.array(self._at, pa.int32()))
        self._rows, self._at = [], []

    def columns(self, width: int) -> tuple[list[pa.ChunkedArray], pa.Array]:
        """The columns, each `width` of them, and the rows' numbers."""
        if self._rows:
            self._flush()
        found = []
        for position in range(width):
            chunks = [
                batch[position] if position < len(batch) else pa.nulls(len(numbers), pa.string())
                for batch, numbers in zip(self._batches, self._numbers, strict=True)
            ]
            found.append(pa.chunked_array(chunks, pa.string()))
        numbers = pa.concat_arrays(self._numbers) if self._numbers else pa.array([], pa.int32())
        return found, numbers


def _clean(cell: str | None) -> str | None:
    if cell is None or not cell or cell.isspace():
        return None
    if len(cell) > MAX_CELL:
        cell = cell[:MAX_CELL]
    return cell


def blank(row: Row) -> bool:
    """True where no cell of the row holds anything."""
    return not any(cell and not cell.isspace() for cell in row)


def gather(rows: Iterable[tuple[int, Row]], dialect: Dialect, notes: Iterable[str] = ()) -> Table | Failure:
    """Rows with their numbers (from 1) as a table: the header is looked for among the first of them, blank rows are left out."""
    source = ((number, row) for number, row in rows if not blank(row))
    top: list[tuple[int, Row]] = []
    for item in source:
        top.append(item)
        if len(top) >= HEADER_ROWS * 2:
            break
    if not top:
        return Failure("empty", "no cell holds anything")
    place = find_header([row for _, row in top])
    gathering = Gathering()
    gathering.notes.update(notes)
    header_cells: Row = () if place is None else top[place][1]
    for item in top if place is None else top[place + 1 :]:
        gathering.take(*item)
    if len(top) >= HEADER_ROWS * 2:
        for number, row in source:
            if not gathering.take(number, row):
                break
    return finish(gathering, header_cells, None if place is None else top[place][0], dialect)


def finish(gathering: Gathering, header_cells: Row, header_row: int | None, dialect: Dialect) -> Table:
    """A table of what was gathered, under the header's cells; columns without a name and without a cell are left out."""
    width = min(max(gathering.width, len(header_cells)), MAX_COLUMNS)
    if len(header_cells) > MAX_COLUMNS:
        gathering.notes.add("columns-cut")
    columns, numbers = gathering.columns(width)
    header = [" ".join((cell or "").split())[:MAX_CELL] for cell in header_cells[:width]] + [""] * (width - len(header_cells))
    kept = [i for i in range(width) if header[i] or columns[i].null_count < len(columns[i])]
    header = made_up([header[i] for i in kept], kept)
    names = unique_names(header)
    if len({name.casefold() for name in header}) < len(header):
        gathering.notes.add("repeated-header")
    return Table(
        data=pa.table([columns[i] for i in kept], names=names) if kept else pa.table({}),
        header=tuple(header),
        header_row=header_row,
        records=numbers,
        dialect=dialect,
        truncated=gathering.truncated,
        notes=tuple(sorted(gathering.notes)),
    )


def with_notes(table: Table, notes: Iterable[str]) -> Table:
    """The table with further notes."""
    return replace(table, notes=tuple(sorted({*table.notes, *notes})))
