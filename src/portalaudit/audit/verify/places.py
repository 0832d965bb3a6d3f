"""Places in captures, looked up: every kind of pointer that evidence has.

| pointer | place |
|---|---|
| empty or none | the capture as a whole |
| `/a/0/b` | JSON Pointer (RFC 6901), also into the whole objects of a body that breaks off |
| `char=A,B` | characters of a plain text (RFC 5147) |
| `cell=ROW,COLUMN`, `row=ROW` | a record of a file of rows (RFC 7111), an HTML table among them, from 1 |
| `Sheet!C5`, `Sheet!5:5`, `Sheet` | a cell, a row, a sheet of a workbook |
| `header=NAME` | a header of the HTTP answer |
"""

import re
from collections.abc import Sequence
from functools import cached_property

import pyarrow.compute as pc

from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.verify.holding import at, holds, lacks, squeezed
from portalaudit.connectors.answers import UnreadableError, charset_of, decode
from portalaudit.connectors.dcat.salvage import salvage
from portalaudit.documents.bounded import read_table
from portalaudit.documents.table import Table
from portalaudit.model.capture import WITHHELD, Capture, Evidence

_CHARS = re.compile(r"char=(\d{1,12}),(\d{1,12})", re.ASCII)
_CELL = re.compile(r"cell=(\d{1,9}),(\d{1,9})", re.ASCII)
_ROW = re.compile(r"row=(\d{1,9})", re.ASCII)
_HEADER = re.compile(r"header=([A-Za-z0-9-]{1,100})", re.ASCII)
_SHEET = re.compile(
    r"(?P<sheet>[^/].*?|)!(?:(?P<letters>[A-Z]{1,3})(?P<row>\d{1,9})|(?P<first>\d{1,9}):(?P=first))", re.ASCII | re.DOTALL
)

NOWHERE = "nothing stands there"
_NO_JSON = object()


class Place:
    """One capture, whose body is understood once, in each way that is asked for."""

    def __init__(self, capture: Capture, reader: ArchiveReader) -> None:
        self.capture, self._reader = capture, reader

    def objection(self, evidence: Evidence) -> str | None:
        """What is wrong with evidence that points into this capture; None where the bytes say it.

        Raises:
            ArchiveError: the archive does not hold the capture's bytes, or they are not those that were recorded.
        """
        pointer = evidence.pointer or ""
        if found := _HEADER.fullmatch(pointer):
            return _says(self._reader.whole(self.capture).header(found[1]), evidence)
        if not pointer:
            return self._whole(evidence)
        if found := _CHARS.fullmatch(pointer):
            return self._characters(int(found[1]), int(found[2]), evidence)
        if found := _CELL.fullmatch(pointer):
            return self._cell(int(found[1]), int(found[2]), evidence)
        if found := _ROW.fullmatch(pointer):
            return self._row(int(found[1]), evidence)
        if pointer.startswith("/") and self.value is not _NO_JSON:
            return self._json(pointer, evidence)
        return self._workbook(pointer, evidence)

    @property
    def withheld(self) -> bool:
        """Its body, or that of the capture that it repeats, stayed behind."""
        return self.original.error == WITHHELD

    @cached_property
    def original(self) -> Capture:
        """The capture whose record holds the body."""
        found = self.capture
        for _ in range(8):
            after = self._reader.index.find(found.revisit_of) if found.revisit_of and self._reader.index else None
            if after is None or (found.status is None and found.error is None):
                break
            found = after
        return found

    @cached_property
    def body(self) -> bytes:
        """Decoded, as readers were given it."""
        return self._reader.decoded(self.capture)

    @cached_property
    def value(self) -> object:
        """The body as JSON, or as much of it as is whole."""
        try:
            return decode(self.body, charset_of(self._reader.whole(self.capture)))
        except UnreadableError:
            saved = salvage(self.body)
            return _NO_JSON if saved is None else saved.document()

    @cached_property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @cached_property
    def table(self) -> Table | None:
        """The body as rows, read in a process of its own."""
        found = read_table([self.body], declared=charset_of(self._reader.whole(self.capture)))
        # JSON is pointed into by JSON Pointers alone.
        return found if isinstance(found, Table) and found.dialect.format != "json" else None

    def _whole(self, evidence: Evidence) -> str | None:
        self._reader.read(self.original)
        if evidence.absent is not None:
            return self._json("", evidence)
        if evidence.excerpt is None:
            return None
        told = (self.capture.error, self.capture.detail, self.text)
        wanted = squeezed(evidence.excerpt)
        return None if any(wanted in squeezed(text) for text in told if text) else _differs(self.text)

    def _json(self, pointer: str, evidence: Evidence) -> str | None:
        try:
            value = at(self.value, pointer)
        except LookupError:
            return NOWHERE
        if evidence.absent is not None and not lacks(value, evidence.absent):
            return f"{evidence.absent!r} is there"
        return None if evidence.excerpt is None or holds(value, evidence.excerpt) else _differs(value)

    def _characters(self, start: int, end: int, evidence: Evidence) -> str | None:
        if not start <= end <= len(self.text):
            return NOWHERE
        return _says(self.text[start:end], evidence)

    def _cell(self, row: int, column: int, evidence: Evidence) -> str | None:
        cells = self._cells(row)
        if cells is None or not 0 < column <= len(cells):
            return NOWHERE
        return _says(cells[column - 1], evidence)

    def _row(self, row: int, evidence: Evidence) -> str | None:
        cells = self._cells(row)
        return NOWHERE if cells is None else _says(", ".join(cell or "" for cell in cells), evidence)

    def _workbook(self, pointer: str, evidence: Evidence) -> str | None:
        sheet = self.table.dialect.sheet if self.table is not None else None
        if self.table is not None and pointer == (sheet or ""):
            return _says(", ".join(self.table.header), evidence)
        found = _SHEET.fullmatch(pointer)
        if found is None or self.table is None or found["sheet"] != (sheet or ""):
            return NOWHERE
        if found["first"]:
            return self._row(int(found["first"]), evidence)
        return self._cell(int(found["row"]), _number(found["letters"]), evidence)

    def _cells(self, row: int) -> Sequence[str | None] | None:
        """The cells of a record of the file, the header's among them; None where the table has none."""
        table = self.table
        if table is None:
            return None
        if row == table.header_row:
            return table.header
        place = pc.index(table.records, row).as_py()
        return None if place < 0 else [column[place].as_py() for column in table.data.columns]


def _says(text: str | None, evidence: Evidence) -> str | None:
    """What is wrong with a text of which the excerpt is to be a part."""
    if evidence.excerpt is None:
        return None if text is not None else NOWHERE
    if text is None:
        return NOWHERE
    return None if squeezed(evidence.excerpt) in squeezed(text) or holds(text, evidence.excerpt) else _differs(text)


def _differs(value: object) -> str:
    shown = value if isinstance(value, str) else repr(value)
    return f"other words stand there: {shown[:80]!r}"


def _number(letters: str) -> int:
    """3 of `C`."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
