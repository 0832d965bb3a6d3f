"""One worksheet, its texts and its number formats, from a stream of XML. Document types and entities are refused."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.parsers import expat

from portalaudit.documents.caps import HEADER_ROWS, MAX_BLANK_RUN, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_TEXT
from portalaudit.documents.package import chunks
from portalaudit.documents.rows import Row
from portalaudit.documents.strict import Refused, new_parser

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Number formats that are dates without saying so (ECMA-376, part 1, 18.8.30)."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_MAX_MERGES = 10_000
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)


def parse(package: zipfile.ZipFile, member: str, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` for each element of a small part."""
    parser = new_parser()
    parser.StartElementHandler = start
    for piece in chunks(package, member):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


@dataclass(frozen=True, slots=True)
class Styles:
    """Which cell styles show numbers as dates."""

    dates: frozenset[str] = frozenset()
    epoch: datetime = _EPOCH


def styles(package: zipfile.ZipFile, member: str | None, *, dates_from_1904: bool) -> Styles:
    """The workbook's cell styles."""
    epoch = _EPOCH_1904 if dates_from_1904 else _EPOCH
    if member is None or member not in package.namelist():
        return Styles(epoch=epoch)
    formats: dict[str, bool] = {}
    dates: set[str] = set()
    state = {"cells": False, "count": 0}

    def start(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "numFmt":
            code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", given.get("formatCode", ""))
            formats[given.get("numFmtId", "")] = re.search(r"[ymdhs]", code, re.IGNORECASE) is not None and "#" not in code
        elif name in ("cellXfs", "cellStyles"):
            state["cells"] = name == "cellXfs"
        elif name == "xf" and state["cells"]:
            key = given.get("numFmtId", "0")
            if formats.get(key, key.isdigit() and int(key) in _BUILT_IN_DATES):
                dates.add(str(state["count"]))
            state["count"] += 1

    parse(package, member, start)
    return Styles(frozenset(dates), epoch)


def shared_strings(package: zipfile.ZipFile, member: str | None) -> list[str]:
    """The workbook's shared texts, runs joined, phonetic hints left out; each cut at what a cell may hold."""
    found: list[str] = []
    if member is None or member not in package.namelist():
        return found
    parts: list[str] = []
    state = {"text": False, "hint": False, "length": 0}

    def start(tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            parts.clear()
        elif name == "rPh":
            state["hint"] = True
        elif name == "t":
            state["text"] = not state["hint"]

    def end(tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            found.append("".join(parts)[: MAX_CELL + 1])
            state["length"] += len(found[-1])
            if len(found) > MAX_CELLS or state["length"] > MAX_TEXT:
                raise Refused("more shared texts than are read")
        elif name == "rPh":
            state["hint"] = False
        elif name == "t":
            state["text"] = False

    def data(text: str) -> None:
        if state["text"]:
            parts.append(text)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    for piece in chunks(package, member):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


def column_number(letters: str) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetReader:
    """Turns the parser's events into rows. Called for every element of a sheet, so it keeps to few and cheap steps."""

    def __init__(self, texts: list[str], look: Styles) -> None:
        self.notes: set[str] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        """Merged ranges that begin among the first rows: row and column of both corners, rows from 1, columns from 0."""
        self.top: dict[int, Row] = {}
        """The first rows, as read."""
        self.over = False
        self._texts = texts
        self._look = look
        self._rows: list[tuple[int, Row]] = []
        self._row: list[str | None] = []
        self._number = self._last = 0
        self._columns: dict[str, int] = {}

    def take(self) -> list[tuple[int, Row]]:
        """The rows that came since the last call, blank ones left out."""
        rows, self._rows = self._rows, []
        return rows

    def parser(self) -> expat.XMLParserType:
        """A parser that feeds this reader."""
        parser = new_parser()
        columns, row = self._columns, self._row
        kind, style, column, formula, inside = "n", "0", -1, False, False
        parts: list[str] = []

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal kind, style, column, formula, inside, parts, row
            if tag in _NAMES:
                tag = _NAMES[tag]
            elif ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag == "c":
                letters = given.get("r", "").rstrip("0123456789")
                column = columns[letters] if letters in columns else self._column(letters, column)
                kind, style, formula, parts = given.get("t", "n"), given.get("s", "0"), False, []
            elif tag == "v" or tag == "t":
                inside = True
            elif tag == "f":
                formula = True
            elif tag == "row":
                row, column = self._begin(given), -1
            elif tag == "mergeCell":
                self._merge(given.get("ref", ""))

        def data(text: str) -> None:
            if inside:
                parts.append(text)

        def end(tag: str) -> None:
            nonlocal inside
            if tag not in _NAMES and ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag == "v" or tag == "t":
                inside = False
            elif tag == "c":
                if not parts:
                    if formula:
                        self.notes.add("formula-without-value")
                elif column < MAX_COLUMNS:
                    value = parts[0] if len(parts) == 1 else "".join(parts)
                    if column > len(row):
                        row.extend([None] * (column - len(row)))
                    shown = value if kind == "inlineStr" or kind == "str" else self._shown(value, kind, style)
                    if column == len(row):
                        row.append(shown)
                    else:
                        row[column] = shown
                else:
                    self.notes.add("columns-cut")
            elif tag == "row":
                self._finish_row()

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
        return parser

    def _column(self, letters: str, before: int) -> int:
        """The number of a column; of a cell without a reference, the one after the last."""
        if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
            return before + 1
        self._columns[letters] = column_number(letters.upper())
        return self._columns[letters]

    def _begin(self, given: Mapping[str, str]) -> list[str | None]:
        told = given.get("r", "")
        self._number = int(told) if told.isascii() and told.isdigit() and len(told) < 8 else self._number + 1
        self._row = []
        return self._row

    def _merge(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found and len(self.merges) < _MAX_MERGES and int(found[2]) <= HEADER_ROWS * 2:
            self.merges.append((int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3])))

    def _shown(self, value: str, kind: str, style: str) -> str | None:
        if kind == "s":
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else len(self._texts)
            return self._texts[index] if index < len(self._texts) else None
        if kind == "b":
            return "true" if value.strip() == "1" else "false"
        if kind in ("e", "d"):
            return value
        return _date(value, self._look.epoch) if style in self._look.dates else _number(value)

    def _finish_row(self) -> None:
        if any(self._row):
            if self._number <= HEADER_ROWS * 2:
                self.top[self._number] = self._row
            self._rows.append((self._number, self._row))
            self._last = self._number
        elif self._number - self._last > MAX_BLANK_RUN:
            self.notes.add("blank-rows")
            self.over = True


_NAMES = {name: name for name in ("c", "v", "t", "f", "is", "row", "r", "mergeCell")}
"""Names as almost every file writes them: without a prefix."""


def _number(value: str) -> str:
    """A number as a sheet shows it: `12`, not `12.0`; floats at the 15 digits that Excel keeps."""
    if value.isascii() and value.isdigit() and len(value) < 16:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:.15g}" if abs(number) < 1e15 else value


def _date(value: str, epoch: datetime) -> str:
    try:
        days = float(value)
        moment = epoch + timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return value
    if days < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if days == int(days) else moment.replace(tzinfo=None).isoformat(" ")
