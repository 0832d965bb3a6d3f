"""Headers of two rows with merged cells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from portalaudit.documents.header import is_names, unique_names
from portalaudit.documents.rows import Row
from portalaudit.documents.table import Table

Merge = tuple[int, int, int, int]
"""Row and column of both corners, rows from 1, columns from 0."""


def over_header(table: Table, top: Mapping[int, Row], merges: Sequence[Merge]) -> Table:
    """Give nameless or repeated columns the text of a merged cell that stands over them or spans their header.

    A header such as `Name | Dates | (merged)` over `(merged) | from | to` is read as `Name | Dates from | Dates to`.
    """
    if table.header_row is None or not merges:
        return table
    places = _places(table, list(top.get(table.header_row, ())))
    lower = _lower_header(table.header_row, table, top, merges)
    row = table.header_row + lower
    repeated = {name for name in table.header if table.header.count(name) > 1}
    names = [
        _name(name, place, row, top, merges, split=lower or name in repeated)
        for name, place in zip(table.header, places, strict=True)
    ]
    if names == list(table.header):
        return table
    data = table.data.slice(int(lower)).rename_columns(unique_names(names))
    notes = {*table.notes, "merged-header"} - ({"repeated-header"} if len(set(names)) == len(names) else set())
    return replace(
        table, header=tuple(names), header_row=row, data=data, records=table.records.slice(int(lower)), notes=tuple(sorted(notes))
    )


def _lower_header(row: int, table: Table, top: Mapping[int, Row], merges: Sequence[Merge]) -> bool:
    """The row found is a row of groups: cells of it are merged sideways, and names stand below them."""
    spans = [merge for merge in merges if merge[0] == merge[2] == row and merge[3] > merge[1]]
    if not spans or not table.rows or table.records[0].as_py() != row + 1:
        return False
    below = [_text(top, row + 1, place) for _, left, _, right in spans for place in range(left, right + 1)]
    return all(below) and is_names(below)


def _name(name: str, place: int, row: int, top: Mapping[int, Row], merges: Sequence[Merge], *, split: bool) -> str:
    own = _text(top, row, place)
    for first, left, last, right in sorted(merges, reverse=True):
        if not (first <= row and left <= place <= right) or not (above := _text(top, first, left)):
            continue
        if last >= row and not own:
            return above
        if last < row and right > left and own and split:
            return f"{above} {own}"
    return own or name


def _text(top: Mapping[int, Row], row: int, place: int) -> str:
    cells = top.get(row, ())
    return " ".join((cells[place] or "").split()) if place < len(cells) else ""


def _places(table: Table, plain: Sequence[str | None]) -> list[int]:
    places: list[int] = []
    position = 0
    for name in table.header:
        if name.startswith("column ") and name[7:].isdigit():
            position = int(name[7:]) - 1
        else:
            while position < len(plain) and " ".join((plain[position] or "").split()) != name:
                position += 1
        places.append(position)
        position += 1
    return places
