"""Text for people: tables and colours on a terminal, plain text when piped.

On a terminal long cells are folded to its width. In a pipe nothing is cut or folded: a program that reads a table finds every
cell whole, and prose is wrapped between words only, so that addresses and ids stay whole there too.
"""

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 120
"""Columns at which prose is wrapped that nobody's terminal measures (own choice)."""
NARROWEST = 20
"""Columns that a wrapped cell has at least (own choice)."""

_GAP = "  "
_MARKS = {"met": ("✓", "green"), "partly": ("◐", "yellow"), "not_met": ("✗", "red"), "undetermined": ("?", "dim")}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line's end what follows, where rich would exit."""
        raise BrokenPipeError


def safe(text: object) -> str:
    """A portal's text for a line of ours: control and direction marks taken out, markup disarmed."""
    return escape(_clean(text))


def line(marked: str = "", indent: str = "") -> None:
    """One line of rich's markup, wrapped; what follows its first line is indented."""
    if sys.stdout.isatty():
        _terminal().print(marked)
    else:
        _write(_wrapped(_plain(marked), _piped_width(), indent))


def heading(text: str) -> None:
    """A heading with a blank line before it."""
    line()
    line(f"[bold]{safe(text)}[/bold]")


def paragraph(text: str) -> None:
    """A paragraph, wrapped."""
    line(safe(text))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table without lines; columns whose numbers are in `right` are right-aligned."""
    if sys.stdout.isatty():
        _drawn(columns, ([safe(cell) for cell in row] for row in rows), right)
    else:
        _write(_aligned([columns, *([_clean(cell) for cell in row] for row in rows)], right))


def report(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table for reading: cells are rich's markup and may hold line ends; the last column is wrapped. No `columns`, no head."""
    if sys.stdout.isatty():
        _drawn(columns, rows, right, stiff=not columns)
        return
    cells = [[_plain(cell) for cell in row] for row in ([columns] if columns else []) + [list(row) for row in rows]]
    taken = sum(max(map(cell_len, column)) + len(_GAP) for column in list(zip(*cells, strict=True))[:-1])
    width = max(_piped_width() - taken, NARROWEST)
    _write(_aligned([[*row[:-1], "\n".join(_wrapped(row[-1], width))] for row in cells], right))


def mark(finding: str) -> str:
    """A criterion's finding as a sign and a word."""
    sign, style = _MARKS[finding]
    return f"[{style}]{sign} {finding.replace('_', ' ')}[/{style}]"


def _terminal() -> Console:
    return _Console(file=sys.stdout, highlight=False, emoji=False, soft_wrap=False)


def _drawn(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int], stiff: bool = False) -> None:
    """A table on the terminal; of a `stiff` one the last column alone gives way."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), show_header=bool(columns))
    given = [list(row) for row in rows]
    names = columns or [""] * max(map(len, given), default=0)
    for place, name in enumerate(names):
        fixed = stiff and place < len(names) - 1
        made.add_column(name, justify="right" if place in right else "left", overflow="fold", no_wrap=fixed)
    for row in given:
        made.add_row(*row)
    _terminal().print(made)


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int]) -> Iterable[str]:
    """The lines of a table, each cell whole, no blanks at the ends."""
    lines = [[cell.split("\n") for cell in row] for row in rows]
    widths = [max(cell_len(text) for cell in column for text in cell) for column in zip(*lines, strict=True)]
    for row in lines:
        for number in range(max(map(len, row))):
            texts = [cell[number] if number < len(cell) else "" for cell in row]
            blanks = [" " * (width - cell_len(text)) for text, width in zip(texts, widths, strict=True)]
            padded = (b + t if place in right else t + b for place, (t, b) in enumerate(zip(texts, blanks, strict=True)))
            yield _GAP.join(padded).rstrip()


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines broken between words alone; a percent sign stays with its number."""
    found = []
    for each in text.split("\n"):
        kept = each.replace(" %", "\u00a0%")
        found += textwrap.wrap(
            kept, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
        ) or [""]  # fmt: skip
    return [each.replace("\u00a0%", " %").rstrip() for each in found]


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{each}\n" for each in lines))


def _piped_width() -> int:
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdecimal() and 20 <= int(told[:6]) <= 10_000 else PIPED_WIDTH


def _clean(text: object) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())


def _plain(marked: str) -> str:
    return Text.from_markup(marked, emoji=False).plain
