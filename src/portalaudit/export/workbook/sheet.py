"""One table as a sheet: heading, filters, frozen panes, widths, real dates and links; what does not fit is cut and counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from math import ceil
from typing import cast

from xlsxwriter.worksheet import Worksheet

from portalaudit.export.tables.table import Column, Row, Table, Value
from portalaudit.export.tables.wording import text, word
from portalaudit.export.workbook.limits import Limits, cut, harmless, target, units
from portalaudit.export.workbook.styles import Styles, colour

_FIRST = datetime(1900, 3, 1, tzinfo=UTC)
"""Before it Excel counts a day that never was (its 29 February 1900): older dates stand as text."""
_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_DAY = 86_400
_HEADING, _UPRIGHT = 36, 150
"""Heights in points (own choice: two lines, and the longest title of a check on end)."""
_LINE, _MOST_LINES = 13.2, 18
"""Points of a line of text, and lines that a row shows at most (own choice: some of LibreOffice's versions do not fit heights to
texts by themselves, and Excel's rows end at 409 points)."""
_PER_LINE = 1.15
"""Characters of prose on a line, for each character of a column's width: digits are wider than letters, lines break early."""
_WIDEST_PAGE = 260
"""Characters that a printed page still holds, shrunk to its width (own choice)."""


Writer = Callable[[int, Value], None]
"""Writes the cell of one column at a row."""


@dataclass(slots=True)
class Written:
    """What became of a table."""

    title: str
    rows: int = 0
    of: int = 0
    cells_cut: int = 0
    links_left: int = 0
    """Addresses that would be links if a sheet could hold more."""
    links: int = 0


def write(sheet: Worksheet, table: Table, styles: Styles, lang: str, limits: Limits) -> Written:
    """Write a table into an empty sheet, row by row."""
    done = Written(table.title)
    writers: list[Writer] = []
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, styles.body(column))
        writers.append(_writer(sheet, place, column, styles, lang, limits, done))
    tall = any(column.upright for column in table.columns)
    sheet.set_row(0, _UPRIGHT if tall else _HEADING)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title, styles.heading(column, tall=tall))
    _rows(sheet, table, writers, styles, lang, limits.rows - 1, done)
    _arranged(sheet, table, styles, lang, done.rows)
    return done


def _rows(sheet: Worksheet, table: Table, writers: Sequence[Writer], styles: Styles, lang: str, room: int, done: Written) -> None:
    """All rows for which there is room. Where there are more, the last one that fits says how many."""
    held: Row | None = None
    wrapped = [
        (place, column.width * _PER_LINE) for place, column in enumerate(table.columns) if column.wrap and column.kind != "url"
    ]

    def line(number: int, row: Row) -> None:
        if wrapped:
            sheet.set_row(number, _LINE * _lines(row, wrapped) + 2)
        for writer, value in zip(writers, row, strict=True):
            writer(number, value)

    for row in table.clean():
        done.of += 1
        if done.of < room:
            done.rows = done.of
            line(done.of, row)
        elif done.of == room:
            held = row
    if done.of == room and held is not None:
        done.rows = room
        line(room, held)
    elif done.of > room:
        left = text(lang, "about", "row_cut")[0].format(n=f"{done.of - done.rows:,}")
        sheet.write_string(room, 0, left, styles.made(bold=True))


def _lines(row: Row, wrapped: Sequence[tuple[int, float]]) -> int:
    """Lines that the longest text of a row takes."""
    longest = max((len(value) / width for place, width in wrapped if isinstance(value := row[place], str)), default=0.0)
    return min(max(ceil(longest), 1), _MOST_LINES)


def _arranged(sheet: Worksheet, table: Table, styles: Styles, lang: str, rows: int) -> None:
    """Panes, filters, colours, validation, and the page as it is printed."""
    last = max(rows, 1)
    sheet.freeze_panes(1, table.frozen)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        words = {code: word(lang, column.words, code) for code in column.choices} if column.words else {}
        if column.look:
            colour(sheet, styles, column, place, last, words)
        if column.entry and column.choices and rows:
            rule = {
                "validate": "list", "source": list(column.choices), "input_title": column.title[:32],
                "input_message": column.about[:255], "error_title": column.title[:32], "error_message": column.about[:255],
            }  # fmt: skip
            sheet.data_validation(1, place, last, place, rule)
    sheet.hide_gridlines(0)  # shown on the screen and printed
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&C&F&R&P / &N")
    if sum(column.width for column in table.columns) <= _WIDEST_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(55)
        sheet.repeat_columns(0, table.frozen - 1)


def _writer(sheet: Worksheet, place: int, column: Column, styles: Styles, lang: str, limits: Limits, done: Written) -> Writer:
    """What writes the cells of one column."""
    entry = styles.body(column, entry=True) if column.entry else None
    linked = styles.body(column, link=True)
    empty = styles.made(italic=True, valign="top")
    said = cache(partial(word, lang, "bool" if column.kind == "bool" else column.words))

    def nothing(row: int) -> None:
        if entry is not None:
            sheet.write_blank(row, place, None, entry)
        elif column.nothing:
            sheet.write_string(row, place, column.nothing, empty)

    def prose(row: int, told: str) -> None:
        sheet.write_string(row, place, _fitting(told, lang, limits, done), entry)

    def address(row: int, told: str) -> None:
        at = target(told, limits)
        if at is not None and done.links < limits.links:
            done.links += 1
            sheet.write_url(row, place, at, linked, _fitting(told, lang, limits, done))
        else:
            done.links_left += at is not None
            prose(row, told)

    def code(row: int, told: str) -> None:
        sheet.write_string(row, place, said(told), entry)

    def number(row: int, told: float) -> None:
        sheet.write_number(row, place, told, entry)

    def day(row: int, told: date) -> None:
        found = _serial(told)
        if found is None:
            prose(row, told.isoformat())
        else:
            number(row, found)

    def truth(row: int, told: bool) -> None:
        code(row, "yes" if told else "no")

    ways = {"url": address, "word": code, "int": number, "number": number, "date": day, "moment": day, "bool": truth}
    way = cast("Callable[[int, Value], None]", ways.get(column.kind, prose))

    def cell(row: int, value: Value) -> None:
        if value is None:
            nothing(row)
        else:
            way(row, value)

    return cell


def _fitting(told: str, lang: str, limits: Limits, done: Written) -> str:
    """A harmless text, as long as a cell may be."""
    told = harmless(told)
    if len(told) * 2 <= limits.characters or units(told) <= limits.characters:
        return told
    done.cells_cut += 1
    return cut(told, limits.characters, text(lang, "about", "cut_mark")[0].format(n=f"{len(told):,}"))


def _serial(value: date) -> float | None:
    """Days since Excel's zero; None for what it cannot count."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(microsecond=0)
    else:
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if moment < _FIRST:
        return None
    gone = moment - _ZERO
    return gone.days + gone.seconds / _DAY


def lines(tables: tuple[Table, ...]) -> Iterator[tuple[str, str, str, str, str]]:
    """Sheet, heading, what it holds, name and type of every column."""
    for table in tables:
        for column in table.columns:
            yield table.title, column.title, column.about, column.name, column.kind
