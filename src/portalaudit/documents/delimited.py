"""CSV as cities publish it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from portalaudit.documents.caps import MAX_BYTES, MAX_CELL, MAX_FIELD
from portalaudit.documents.encoding import encoding_of
from portalaudit.documents.failure import Failure
from portalaudit.documents.rows import gather, with_notes
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 256 * 1024
"""Characters at the beginning from which the delimiter is told."""
_PIECE = 1024 * 1024
"""Characters of a line that are looked at together."""


def read_delimited(body: bytes, declared: str | None = None) -> Table | Failure:
    """A CSV file as a table.

    Args:
        body: the file.
        declared: the charset that the server declares, if any.
    """
    if len(body) > MAX_BYTES:
        return Failure("too-large", f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
    encoding = encoding_of(body, declared)
    with _text(body, encoding.name, encoding.errors) as stream:
        sample = stream.read(_SAMPLE)
    if _binary(sample):
        return Failure("not-a-table", "the file is not a text")
    first = re.match(r'"?sep=([,;\t|])"?[\r\n]+', sample)
    delimiter = first[1] if first else _delimiter(sample)
    lines = _Lines(_text(body, encoding.name, encoding.errors), delimiter)
    table = gather(_records(lines, delimiter, skip=1 if first else 0), _dialect(sample, encoding.name, declared, delimiter))
    return table if isinstance(table, Failure) else with_notes(table, {*encoding.notes, *lines.notes})


def _dialect(sample: str, encoding: str, declared: str | None, delimiter: str) -> Dialect:
    ends = {
        "crlf": "\r\n" in sample,
        "lf": re.search(r"(?<!\r)\n", sample) is not None,
        "cr": re.search(r"\r(?!\n|\Z)", sample) is not None,
    }
    return Dialect(
        "csv",
        encoding=encoding,
        declared_encoding=declared if declared and declared.lower() != encoding else None,
        delimiter=delimiter,
        line_ends=tuple(sorted(name for name, there in ends.items() if there)),
    )


def _text(body: bytes, encoding: str, errors: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(body), encoding=encoding, errors=errors, newline="")


def _binary(sample: str) -> bool:
    """More than one character in a hundred is a control character that texts don't have."""
    odd = sum(1 for character in sample[:20_000] if character < "\t" or "\r" < character < " ")
    return odd > 0.01 * min(len(sample), 20_000)


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most of the first records into the same number of cells, more than one."""
    text = sample if len(sample) < _SAMPLE else sample.rpartition("\n")[0] or sample
    best = (0.0, ",")
    for delimiter in _DELIMITERS:
        widths = Counter[int]()
        first = 0
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                widths[len(row)] += bool(row)
                first = first or len(row)
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            # Agreement weighs more than width: a comma in texts cuts often, but seldom evenly, and seldom the header.
            score = (count / widths.total()) ** 2 * min(width, 20) * (2 if first == width else 1)
            best = max(best, (score, delimiter), key=lambda found: found[0])
    return best[1]


@dataclass(slots=True)
class _Lines:
    """Physical lines, runs without delimiter or quote cut to what a cell may hold; remembers those of the record at hand."""

    stream: io.TextIOWrapper
    delimiter: str
    notes: set[str] = field(default_factory=set)
    held: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    strays: int = 0
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pattern = re.compile(f'([^"{re.escape(self.delimiter)}\r\n]{{{MAX_CELL}}})[^"{re.escape(self.delimiter)}\r\n]+')

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self.read()
        if not line:
            raise StopIteration
        self.held.append(line)
        return line

    def at_end(self) -> bool:
        """No line follows."""
        if not self.again and (following := self.read()):
            self.again.append(following)
        return not self.again

    def read(self) -> str:
        line = self.stream.readline(_PIECE)
        if len(line) < _PIECE or line.endswith(("\n", "\r")):
            return line if len(line) <= MAX_CELL else self._cut(line)
        line = self._cut(line)
        while piece := self.stream.readline(_PIECE):
            # A line of this length is one cell or a broken file: what cannot be kept is dropped, its end is not.
            line = self._cut(line + piece) if len(line) < 4 * _PIECE else line
            if piece.endswith(("\n", "\r")):
                return line if line.endswith(("\n", "\r")) else line + "\n"
        return line

    def _cut(self, line: str) -> str:
        short = self.pattern.sub(r"\1", line)
        if len(short) < len(line):
            self.notes.add("cells-cut")
        return short


def _records(lines: _Lines, delimiter: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Numbered records. A cell that never closes its quote is read again without quotes, so that it swallows no rows."""
    csv.field_size_limit(MAX_FIELD)
    number = 0
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.held.clear()
        try:
            row = next(reader, None)
        except csv.Error:
            row = _long(lines, delimiter) or _unquoted(lines, delimiter)
            reader = csv.reader(lines, delimiter=delimiter)
        else:
            if row is not None and len(lines.held) > 1 and _runaway(lines):
                row = _unquoted(lines, delimiter)
                reader = csv.reader(lines, delimiter=delimiter)
        if row is None:
            return
        number += 1
        if number > skip:
            yield number, row


def _runaway(lines: _Lines) -> bool:
    """The file ended inside quotes: the last record took in everything after a stray quote."""
    if lines.held[-1].rstrip("\r\n").endswith('"'):
        return False
    return "".join(lines.held).count('"') % 2 == 1 and lines.at_end()


def _long(lines: _Lines, delimiter: str) -> list[str] | None:
    """A record with a quoted cell longer than is read: the cell cut, what stands behind it kept; None after a stray quote.

    The next quote tells: behind a long cell it closes, behind a stray quote it opens another cell, or there is none.
    """
    if lines.strays >= _MOST_STRAYS:
        return None
    text = "".join(lines.held)
    opened = _opened(text, delimiter)
    at = lines.stream.tell()
    while line := lines.read():
        closed = _closing(line, delimiter)
        if closed is None:
            continue
        if closed < 0:
            break
        lines.notes.add("cells-cut")
        return next(csv.reader([text[: opened + 1 + MAX_CELL].rstrip('"') + line[closed:]], delimiter=delimiter), None)
    lines.stream.seek(at)
    return None


def _closing(line: str, delimiter: str) -> int | None:
    """Where a line's first lone quote stands, if it closes a cell; -1 where it opens one, None where the line has none."""
    for run in re.finditer('"+', line):
        if len(run[0]) % 2:  # doubled quotes are text
            opens = line[run.start() - 1 : run.start()] == delimiter or line[run.end() : run.end() + 1] not in (
                delimiter,
                "\r",
                "\n",
                "",
            )
            return -1 if opens else run.end() - 1
    return None


def _opened(text: str, delimiter: str) -> int:
    """Where the last quote stands that opens a cell."""
    return max(text.rfind(f'{mark}"') + 1 for mark in (delimiter, "\n", "\r"))


def _unquoted(lines: _Lines, delimiter: str) -> list[str]:
    lines.notes.add("stray-quote")
    lines.strays += 1
    if lines.strays >= _MOST_STRAYS:
        csv.field_size_limit(MAX_CELL)
    first, *rest = lines.held
    lines.again.extend(reversed(rest))
    return next(csv.reader([first], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])


_MOST_STRAYS = 20
"""Stray quotes after which we look no further than a cell may be long, so that they cost little."""
