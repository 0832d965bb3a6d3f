"""Headers of two rows with merged cells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from portalaudit.documents.header import unique_names
from portalaudit.documents.rows import Row
from portalaudit.documents.table import Table


def over_header(table: Table, top: Mapping[int, Row], merges: Sequence[tuple[int, int, int, int]]) -> Table:
    """Give nameless or repeated columns the text of a merged cell that stands over them or spans their header.

    A header such as `Name | Dates | (blank)` over `(blank) | from | to` is read as `Name | Dates from | Dates to`.
    """
    if table.header_row is None or not merges:
        return table
    row = table.header_row
    names = list(table.header)
    plain = list(top.get(row, ()))
    # The place of each column of the table in the sheet: columns without name and cells were left out of the table.
    places = _places(table, plain)
    changed = False
    for index, place in enumerate(places):
        if place is None:
            continue
        spans = [merge for merge in merges if merge[0] <= row and merge[1] <= place <= merge[3]]
        for first, left, last, right in sorted(spans, reverse=True):
            above = _text(top, first, left)
            if not above:
                continue
            own = _text(top, row, place)
            if last >= row and not own:
                names[index] = above
            elif last < row and right > left and own and table.header.count(own) > 1:
                names[index] = f"{above} {own}"
            else:
                continue
            changed = True
            break
    if not changed:
        return table
    notes = tuple(sorted({*table.notes, "merged-header"}))
    return replace(table, header=tuple(names), data=table.data.rename_columns(unique_names(names)), notes=notes)


def _text(top: Mapping[int, Row], row: int, place: int) -> str:
    cells = top.get(row, ())
    return " ".join((cells[place] or "").split()) if place < len(cells) else ""


def _places(table: Table, plain: Sequence[str | None]) -> list[int | None]:
    places: list[int | None] = []
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
