"""One worksheet, its texts and its number formats, from a stream of XML. Document types and entities are refused."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.parsers import expat

from portalaudit.documents.caps import HEADER_ROWS, MAX_BLANK_RUN, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_TEXT
from portalaudit.documents.package import chunks
from portalaudit.documents.rows import Row

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Number formats that are dates without saying so (ECMA-376, part 1, 18.8.30)."""
_LETTERS = re.compile(r"([A-Z]+)(\d+)")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_MAX_MERGES = 10_000
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)


class Refused(Exception):
    """The XML declares a document type, which no workbook needs."""


def _refuse(*_: object) -> None:
    raise Refused("the XML declares a document type")


def new_parser() -> expat.XMLParserType:
    """A parser that refuses document types and with them entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


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

    dates: frozenset[int] = frozenset()
    epoch: datetime = _EPOCH


def styles(package: zipfile.ZipFile, member: str | None, *, dates_from_1904: bool) -> Styles:
    """The workbook's cell styles."""
    epoch = _EPOCH_1904 if dates_from_1904 else _EPOCH
    if member is None or member not in package.namelist():
        return Styles(epoch=epoch)
    formats: dict[str, bool] = {}
    dates: set[int] = set()
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
                dates.add(state["count"])
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


@dataclass(slots=True)
class SheetReader:
    """Turns the parser's events into rows."""

    texts: list[str]
    look: Styles
    notes: set[str] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged ranges that begin among the first rows: row and column of both corners, rows from 1, columns from 0."""
    top: dict[int, Row] = field(default_factory=dict)
    """The first rows, as read."""
    over: bool = False
    _rows: list[tuple[int, Row]] = field(default_factory=list)
    _row: list[str | None] = field(default_factory=list)
    _number: int = 0
    _last: int = 0
    _column: int = 0
    _kind: str = ""
    _style: int = 0
    _value: list[str] | None = None
    _text: str = ""
    _formula: bool = False
    _in_value: bool = False

    def parser(self) -> expat.XMLParserType:
        """A parser that feeds this reader."""
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._start, self._end, self._data
        return parser

    def take(self) -> list[tuple[int, Row]]:
        """The rows that came since the last call, blank ones left out."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(given)
        elif name in ("v", "t"):
            self._value = [] if self._value is None else self._value
            self._in_value = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            told = given.get("r", "")
            self._number = int(told) if told.isascii() and told.isdigit() and len(told) < 8 else self._number + 1
            self._row, self._column = [], -1
        elif name == "mergeCell" and len(self.merges) < _MAX_MERGES:
            found = _REFERENCE.fullmatch(given.get("ref", ""))
            if found and int(found[2]) <= HEADER_ROWS * 2:
                self.merges.append((int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3])))

    def _cell(self, given: Mapping[str, str]) -> None:
        place = _LETTERS.fullmatch(given.get("r", ""))
        self._column = column_number(place[1][:4]) if place else self._column + 1
        self._kind = given.get("t", "n")
        style = given.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 8 else 0
        self._value, self._formula = None, False

    def _data(self, text: str) -> None:
        if self._in_value and self._value is not None:
            self._value.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._keep()
        elif name == "row":
            self._finish_row()

    def _keep(self) -> None:
        value = "".join(self._value) if self._value is not None else ""
        if not value:
            if self._formula:
                self.notes.add("formula-without-value")
            return
        if self._column >= MAX_COLUMNS:
            self.notes.add("columns-cut")
            return
        if self._column >= len(self._row):
            self._row.extend([None] * (self._column + 1 - len(self._row)))
        self._row[self._column] = self._shown(value)

    def _shown(self, value: str) -> str | None:
        if self._kind == "s":
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else len(self.texts)
            return self.texts[index] if index < len(self.texts) else None
        if self._kind == "b":
            return "true" if value.strip() == "1" else "false"
        if self._kind in ("str", "inlineStr", "e", "d"):
            return value
        return _date(value, self.look.epoch) if self._style in self.look.dates else _number(value)

    def _finish_row(self) -> None:
        if any(self._row):
            if self._number <= HEADER_ROWS * 2:
                self.top[self._number] = self._row
            self._rows.append((self._number, self._row))
            self._last = self._number
        elif self._number - self._last > MAX_BLANK_RUN:
            self.notes.add("blank-rows")
            self.over = True
        self._row = []


def _number(value: str) -> str:
    """A number as a sheet shows it: `12`, not `12.0`; floats at the 15 digits that Excel keeps."""
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
